import fs from "node:fs/promises";
import type { Counts } from "./report";

/** In the titles of tests that run in `npm run test:thorough` alone: tests/support/thorough.ts puts it there. */
const THOROUGH = "[thorough]";

/** Counts in the file that `jest --json --outputFile` writes; undefined when jest did not get so far. */
export async function readJestCounts(file: string, isThorough = false): Promise<Counts | undefined> {
  const text = await fs.readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== "object" || parsed === null) return undefined;
  const results: Record<string, unknown> = { ...parsed };
  const pending = numberAt(results, "numPendingTests") + numberAt(results, "numTodoTests");
  const marked = titlesOfPending(results).filter((title) => title.includes(THOROUGH));
  return {
    passed: numberAt(results, "numPassedTests"),
    // A file that cannot even be loaded has no failed test and is a failure nevertheless.
    failed: numberAt(results, "numFailedTests") + numberAt(results, "numRuntimeErrorTestSuites"),
    ...(isThorough
      ? // All that is not marked was counted by npm test, skipped or not: `-t` passes over it.
        { skipped: marked.length, left: 0 }
      : {
          skipped: pending - marked.length,
          left: marked.map(casesOf).reduce((sum, cases) => sum + cases, 0),
        }),
  };
}

function numberAt(results: Record<string, unknown>, name: string): number {
  const value = results[name];
  return typeof value === "number" ? value : 0;
}

/** A title such as `[thorough] 120 left: …` stands for as many cases. */
function casesOf(title: string): number {
  return Number(/\[thorough\] (\d+) left: /.exec(title)?.[1] ?? 1);
}

function titlesOfPending(results: Record<string, unknown>): string[] {
  return arrayAt(results, "testResults")
    .flatMap((file) => arrayAt(file, "assertionResults"))
    .filter((test) => test["status"] === "pending")
    .map((test) => String(test["fullName"]));
}

function arrayAt(of: Record<string, unknown>, name: string): Record<string, unknown>[] {
  const value = of[name];
  return Array.isArray(value) ? value.map((entry: object) => ({ ...entry })) : [];
}
