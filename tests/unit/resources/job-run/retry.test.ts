import { isRetried, nextRuntime } from "../../../../provider/resources/job-run/retry";
import { someState } from "../../../support/context/some-state";

const RUNTIMES = ["small", "medium"];

/** A run of this size that failed for this reason. */
function failedIn(runtime: string | undefined, kind: string) {
  const effective = runtime === undefined ? {} : { runtime };
  return someState({ status: "FAILED", effective, failure: { kind, hint: "" } });
}

// rule: retry-runtimes
it.each([
  ["tiny", "OUT_OF_MEMORY", RUNTIMES, "small"],
  ["small", "OUT_OF_MEMORY", RUNTIMES, "medium"],
  ["medium", "OUT_OF_MEMORY", RUNTIMES, undefined],
  [undefined, "OUT_OF_MEMORY", RUNTIMES, "small"],
  ["small", "OUT_OF_MEMORY", ["small", "small"], undefined],
  ["tiny", "OUT_OF_MEMORY", undefined, undefined],
  ["tiny", "CAPACITY", RUNTIMES, undefined],
  ["small", "CAPACITY", RUNTIMES, "small"],
])("after %s, %s, with the sizes %j, the next attempt takes %s", (runtime, kind, runtimes, next) => {
  expect(nextRuntime({ retry: { runtimes } }, failedIn(runtime, kind))).toBe(next);
});

// rule: retry
it.each([
  ["OUT_OF_MEMORY", {}, false],
  ["OUT_OF_MEMORY", { on: ["OUT_OF_MEMORY" as const] }, true],
  ["OUT_OF_MEMORY", { on: ["FAILED" as const] }, true],
  ["OUT_OF_MEMORY", { runtimes: RUNTIMES, on: [] }, true],
  ["OUT_OF_MEMORY", { runtimes: ["tiny"], on: ["FAILED" as const] }, false],
  ["PROGRAM_ERROR", { runtimes: RUNTIMES }, false],
  ["PROGRAM_ERROR", { on: ["OUT_OF_MEMORY" as const, "CAPACITY" as const] }, false],
])("%s with retry %j: repeated %s", (kind, retry, expected) => {
  const run = { ...failedIn("tiny", kind), startTime: "2026-01-01T00:00:01.000Z" };
  expect(isRetried({ retry }, run)).toBe(expected);
});
