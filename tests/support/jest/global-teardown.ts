import { endMarkedProcesses, TEST_RUN } from "../../../scripts/tagged-processes";

/** No test may leave an engine or a provider behind: each is ended, and that there was one is a failure. */
export default async function tearDown(): Promise<void> {
  const left = await endMarkedProcesses(`${process.env[TEST_RUN] ?? ""}:`);
  if (left.length > 0)
    throw new Error(`tests left ${left.length} processes of the engine: ${left.join(", ")}`);
}
