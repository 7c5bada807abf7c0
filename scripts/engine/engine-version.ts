import path from "node:path";
import type { Machine } from "./machine";
import { fileOf } from "./parts";
import { versionIn } from "./version";

const VERSION_TIMEOUT_MS = 20_000;

/** What `pulumi version` in this folder says, or undefined when it cannot be run. */
export async function engineVersion(machine: Machine, folder: string): Promise<string | undefined> {
  const command = path.join(folder, fileOf("pulumi", machine.platform));
  const env = { PULUMI_SKIP_UPDATE_CHECK: "true" };
  const finished = await machine.run(command, ["version"], { env, timeoutMs: VERSION_TIMEOUT_MS });
  return finished.exitCode === 0 ? versionIn(finished.output) : undefined;
}
