import fs from "node:fs/promises";
import type { Counts } from "./report";

/** Counts in the file that `jest --json --outputFile` writes; undefined when jest did not get so far. */
export async function readJestCounts(file: string): Promise<Counts | undefined> {
  const text = await fs.readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== "object" || parsed === null) return undefined;
  const results: Record<string, unknown> = { ...parsed };
  return {
    passed: numberAt(results, "numPassedTests"),
    // A file that cannot even be loaded has no failed test and is a failure nevertheless.
    failed: numberAt(results, "numFailedTests") + numberAt(results, "numRuntimeErrorTestSuites"),
    skipped: numberAt(results, "numPendingTests") + numberAt(results, "numTodoTests"),
  };
}

function numberAt(results: Record<string, unknown>, name: string): number {
  const value = results[name];
  return typeof value === "number" ? value : 0;
}
