import os from "node:os";
import path from "node:path";
import { endStackProcesses } from "./stack-processes";

/** No test may leave an engine or a provider behind: each is ended, and that there was one is a failure. */
export default async function tearDown(): Promise<void> {
  const left = await endStackProcesses(path.join(os.tmpdir(), "wherobots-stack-"));
  if (left.length > 0)
    throw new Error(`tests left ${left.length} processes of the engine: ${left.join(", ")}`);
}
