#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ControlBodies } from "./control-bodies";
import { createEmulator } from "./emulator";
import type { PlanRule } from "./plans";

/** About 20 MB of usual requests. */
const KEPT_REQUESTS = 10_000;

const USAGE = `usage: wherobots-emulator [--port N] [--plan-file FILE]

  --port N          port on 127.0.0.1, any free one by default
  --plan-file FILE  JSON array of plan rules
  --help            this text
`;

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { port: { type: "string" }, "plan-file": { type: "string" }, help: { type: "boolean" } },
  });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return;
  }
  const emulator = await createEmulator({
    port: portOf(values.port),
    plans: plansOf(values["plan-file"]),
    // It may be left running for weeks.
    keptRequests: KEPT_REQUESTS,
  });
  const stop = (): void => void emulator.stop().then(() => process.exit(0));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  process.stdout.write(`wherobots-emulator listening on ${emulator.url}\n`);
}

function portOf(text: string | undefined): number {
  const port = Number(text ?? 0);
  if (text === "" || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port ${text ?? ""} is not a port`);
  }
  return port;
}

function plansOf(file: string | undefined): PlanRule[] {
  if (file === undefined) return [];
  const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
  return new ControlBodies().planRules(parsed);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`wherobots-emulator: ${message.split("\n", 1)[0] ?? ""}\n`);
  process.exitCode = 1;
});
