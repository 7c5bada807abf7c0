import type { QuickstartEngine } from "./quickstart";
import { quietly } from "./quickstart";

/** Narrow enough for a terminal of 60 columns; a wider one shows the same. */
const VALUE_COLUMNS = 44;

/** After a first success: what there is now, and the things one would want to do with it. */
export async function whatNext(engine: QuickstartEngine): Promise<string> {
  const outputs = objectIn(await quietly(engine, ["stack", "output", "--json"]));
  const urn = jobRunUrn(await quietly(engine, ["stack", "--show-urns"]));
  return ["", "What the job left in the stack:", ...outputLines(outputs), "", ...steps(urn), ""].join("\n");
}

export function outputLines(outputs: Readonly<Record<string, unknown>>): string[] {
  const width = Math.max(...Object.keys(outputs).map((name) => name.length), 1);
  return Object.entries(outputs).map(([name, value]) => `  ${name.padEnd(width)}  ${shortened(value)}`);
}

function shortened(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > VALUE_COLUMNS ? `${text.slice(0, VALUE_COLUMNS - 1)}…` : text;
}

export function steps(urn: string | undefined): string[] {
  return [
    "What next?",
    "  Look at it:",
    "    npm start -- stack output kubeApp",
    "  Start again: nothing changed, so no job runs:",
    "    npm start",
    ...(urn === undefined
      ? []
      : ["  Run the job once more:", `    npm start -- up --yes --replace \\`, `      '${urn}'`]),
    "  Remove it:",
    "    npm start -- destroy",
    "  Open a run in a browser. This emulator ended with its",
    "  command; examples/quickstart/README.md goes on from",
    "    npm run emulator -- --port 8765",
    "  Use a real account, which charges for its runs, and your",
    "  own Pulumi backend. The script must be in its storage: put",
    "  its address into examples/quickstart/index.ts, and then",
    "    unset WHEROBOTS_API_URL",
    "    export WHEROBOTS_API_KEY=…",
    `    export PATH="$(npm run -s engine):$PATH"`,
    "    cd examples/quickstart",
    "    pulumi login && pulumi stack select --create dev",
    "    pulumi up",
  ];
}

function jobRunUrn(text: string): string | undefined {
  return /urn:pulumi:\S+:JobRun::\S+/.exec(text)?.[0];
}

function objectIn(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  return typeof value === "object" && value !== null ? { ...value } : {};
}
