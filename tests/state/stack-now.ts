import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createEmulator, DEFAULT_ACCOUNT, type Emulator } from "../../emulator";
import type { Properties } from "../../provider/values";
import { type Deployment, isDeployment, type StateResource } from "../support/engine/deployment";
import { createStack, type EngineStack } from "../support/engine/engine";
import { BATCH, COMPLETED, COMPLETION, FILE, SECRET, STORAGE } from "./inputs";
import { PLACE } from "./states-now";

/** A folder for each version, with what the engine held of a stack, at either host. */
export const STACKS_FOLDER = path.join(__dirname, "stacks");

/** The hosts by what a program requires. */
const MODULES = { dynamic: "pulumi-wherobots", plugin: "pulumi-wherobots/plugin" } as const;
export type StackHost = keyof typeof MODULES;
export const STACK_HOSTS = Object.keys(MODULES) as StackHost[];

/** One of everything that can stay as it is: what failed or is open needs something in any version. */
const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const wherobots = require("pulumi-wherobots");

const completed = new wherobots.JobRun("completed", ${code(COMPLETED)});
const maps = new pulumi.ComponentResource("acme:Maps", "maps");
const submitted = new wherobots.JobRun(
  "submitted",
  { runJar: { uri: "s3://jobs/job.jar", mainClass: "test.Main" }, wait: { until: "submitted" } },
  { parent: maps },
);
new wherobots.RunCompletion("completion", { runId: submitted.runId, ...${code(COMPLETION)} });
const batch = ${code({ ...BATCH, runs: { ...BATCH.runs, south: { runPython: { args: ["south"] } } } })};
new wherobots.JobRunBatch("batch", batch, { dependsOn: completed });
new wherobots.StorageFile("file", ${code(FILE)});
new wherobots.StorageIntegration("storage", ${code(STORAGE)});
`;

/** Inputs as a program writes them. */
function code(inputs: Properties): string {
  return JSON.stringify(inputs).replaceAll(`"${SECRET}"`, `pulumi.secret("${SECRET}")`);
}

/** A stack that this version has deployed, and its account. */
export interface DeployedStack {
  readonly emulator: Emulator;
  readonly stack: EngineStack;
  /** With secrets in plain text, as another stack can import it. */
  readonly state: Deployment;
  dispose(): Promise<void>;
}

export async function deployStack(host: StackHost): Promise<DeployedStack> {
  const emulator = await createEmulator({
    defaultPlan: { pendingMs: 50, runningMs: 100, costSettlesMs: 0 },
  });
  const javascript = PROGRAM.replace('require("pulumi-wherobots")', `require("${MODULES[host]}")`);
  const account = { url: emulator.url, apiKey: DEFAULT_ACCOUNT.apiKey };
  const stack = await createStack({
    program: host === "dynamic" ? javascript : { javascript },
    emulator: account,
  }).catch(async (error: unknown) => {
    await emulator.stop();
    throw error;
  });
  const dispose = async (): Promise<void> => {
    await stack.dispose();
    await emulator.stop();
  };
  try {
    const { exitCode, all } = await stack.up();
    if (exitCode !== 0) throw new Error(`pulumi up failed:\n${all}`);
    return { emulator, stack, state: await exported(stack), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** What is of one machine, and of the stack that encrypts. */
const OF_ONE_MACHINE = ["sourcePosition", "stackTrace", "secrets_providers"];

/** As it is kept. */
export function keptState({ state, emulator }: DeployedStack): string {
  const text = JSON.stringify(
    state,
    (name, value: unknown) => (OF_ONE_MACHINE.includes(name) ? undefined : value),
    2,
  );
  return `${text.replaceAll(emulator.url, PLACE)}\n`;
}

/** A kept state, had the runs and storages of this stack been its own. */
export function settledState(kept: string, { state, emulator }: DeployedStack): Deployment {
  const old = deploymentIn(kept);
  const places = (old.deployment.resources ?? []).flatMap((resource) => {
    const now = state.deployment.resources?.find(({ urn }) => urn === resource.urn);
    return [
      [resource.id ?? "", now?.id ?? ""] as const,
      // A file's has a hash of the account's address in it.
      [pathOf(resource), pathOf(now)] as const,
    ];
  });
  const text = places
    .filter(([before, now]) => before !== "" && now !== "")
    .reduce((changed, [before, now]) => changed.replaceAll(before, now), kept)
    .replaceAll(PLACE, emulator.url);
  const settled = deploymentIn(text);
  // With these the engine encrypts the secrets again.
  settled.deployment["secrets_providers"] = state.deployment["secrets_providers"];
  return settled;
}

function pathOf(resource: StateResource | undefined): string {
  const place = resource?.outputs?.["path"];
  return typeof place === "string" ? place : "";
}

/** What earlier versions and this one have left, oldest first. */
export function keptStacks(): { version: string; host: StackHost; text: string }[] {
  const versions = readdirSync(STACKS_FOLDER).sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  return versions.flatMap((version) =>
    STACK_HOSTS.map((host) => ({
      version,
      host,
      text: readFileSync(path.join(STACKS_FOLDER, version, `${host}.json`), "utf8"),
    })),
  );
}

async function exported(stack: EngineStack): Promise<Deployment> {
  const { exitCode, stdout, all } = await stack.run(["stack", "export", "--show-secrets"]);
  if (exitCode !== 0) throw new Error(`pulumi stack export failed:\n${all}`);
  return deploymentIn(stdout);
}

function deploymentIn(text: string): Deployment {
  const value: unknown = JSON.parse(text);
  if (!isDeployment(value)) throw new Error(`not a deployment: ${text.slice(0, 200)}`);
  return value;
}
