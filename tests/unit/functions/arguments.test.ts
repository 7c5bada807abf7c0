import { FUNCTIONS } from "../../../provider/functions";
import type { Properties } from "../../../provider/values";
import { nanosecondsOf } from "../../../provider/watch/timestamp";

const ID = "0s3wureoxx7aw3";

function failures(name: string, args: Properties): string[] {
  return FUNCTIONS[name]!.check(args).map(({ path, reason }) => `${path} ${reason}`);
}

it.each<[name: string, args: Properties, ...said: string[]]>([
  ["getRun", {}, "runId"],
  ["listRuns", { nam: "x" }, "nam is not a known property: did you mean `name`?"],
  ["listRuns", { name: "*-*" }, "name must be a name of at most 255 letters"],
  ["listRuns", { status: "FAILED" }, "status must be a list of statuses"],
  [
    "listRuns",
    { status: ["FAILED", "complete"], maxRuns: 0 },
    "status[1] must be one of PENDING, RUNNING, COMPLETED, FAILED, CANCELLED, TIMED_OUT: did you mean COMPLETED?",
    "maxRuns must be a whole number from 1 to 100000",
  ],
  ["listRuns", { cursor: "" }, "cursor must be the `nextCursor` of an earlier answer"],
  ["listRuns", { createdAfter: "yesterday" }, "createdAfter must be a time in ISO 8601"],
  ["listRuns", { createdAfter: "2026-02-31T25:00:00Z" }, "createdAfter must be a time in ISO 8601"],
  ["listRuns", { createdAfter: "1767225600000000000" }, "createdAfter must be a time in ISO 8601"],
  ["getRunLogs", { runId: ID, tail: 1.5 }, "tail must be a whole number from 1 to 100000"],
  ["getRunLogs", { runId: ID, tail: "many" }, "tail must be a whole number from 1 to 100000"],
  [
    "getRunLogs",
    { runId: ID, from: "soon" },
    "from must be the `timestamp` of a line, or a time in ISO 8601",
  ],
  [
    "getRunLogs",
    { runId: ID, from: 1.5 },
    "from must be text, and a number does not keep how it was written",
  ],
  [
    "getRunLogs",
    { runId: ID, tail: 20, maxLines: 10 },
    "tail must be at most maxLines (10): leave out one of the two",
  ],
  ["getStorageIntegration", {}, "one of id and name is required, and only one"],
  ["getStorageIntegration", { id: "int-1", name: "team" }, "one of id and name is required, and only one"],
  ["getStorageIntegration", { id: "../runs" }, "id is not the id of a storage"],
  ["getStorageIntegration", { name: "team", nam: "x" }, "nam is not a known property: did you mean `name`?"],
  ["getTrustPolicy", { trustedAccountIds: ["me"] }, "trustedAccountIds[0] must be the id of an AWS account"],
  ["getRunLogs", { runId: "../x" }, "runId is not the id of a run"],
  ["getRunMetrics", { run: ID }, "runId", "run is not a known property: did you mean `runId`?"],
  ["getRunCosts", { runIds: [] }, "runIds must be a list of the ids of 1 to 1000 runs"],
  ["getRunCosts", { runIds: ID }, "runIds must be a list of the ids of 1 to 1000 runs"],
  ["getRunCosts", { runIds: [ID, "a/b"] }, "runIds[1] is not the id of a run"],
  ["getOrganization", { id: "x" }, "id is not a known property: it takes no arguments"],
])("%s refuses %j, with one reason for each argument", (name, args, ...said) => {
  const found = failures(name, args);
  expect(found).toEqual(said.map((text) => expect.stringContaining(text) as unknown));
});

it.each([
  ["1767225600", "1767225600000000000"],
  ["1767225600123", "1767225600123000000"],
  ["1767225600123456789", "1767225600123456789"],
  ["2026-01-01T00:00:00Z", "1767225600000000000"],
  ["2026-01-01T02:00:00.123456+02:00", "1767225600123456000"],
  ["2026-01-01 00:00:00", "1767225600000000000"],
  ["2026-01-01", "1767225600000000000"],
])("the timestamp %s is %s ns after the epoch", (text, ns) => {
  expect(nanosecondsOf(text)).toBe(BigInt(ns));
});

it.each(["", "0", "12345", "now", "2026-13-01", "2026-01-01T99:00:00Z", "17672256001234567890"])(
  "the text %j is no timestamp",
  (text) => {
    expect(nanosecondsOf(text)).toBeUndefined();
  },
);
