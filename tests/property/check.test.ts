import fc from "fast-check";
import { Contract } from "../../emulator/openapi/contract";
import { describedOperations } from "../../emulator/openapi/description";
import { checkJobRun } from "../../provider/resources/job-run/check";
import { diffJobRun } from "../../provider/resources/job-run/diff";
import { type JobRunInputs, timeoutSeconds } from "../../provider/resources/job-run/inputs";
import { runRequest } from "../../provider/resources/job-run/request";
import { rerunMax } from "../../provider/resources/job-run/state";
import { RESOURCES, type ResourceName } from "../../provider/resources/registry";
import { followPolicy } from "../../provider/run/fields";
import { stopOutcome } from "../../provider/run/stop";
import { type Properties, withoutNulls } from "../../provider/values";
import { UNKNOWN } from "../../wire/pulumi-values";
import { CONFIG, offlineContext } from "../support/context/lifecycle-context";
import { someState } from "../support/context/some-state";
import { tries } from "../support/sample";
import { anyObject, likelyCompletion, likelyInputs, likelyPolicy, likelyStorage } from "./arbitraries";

const RUNS = tries(500);
// Thousands of cases, also on a machine that does other things.
jest.setTimeout(60_000);
const contract = new Contract();
const createJobRun = describedOperations().find(({ id }) => id === "createJobRun")!;

/** The same with the value at a path, chosen by numbers, not known yet. */
function withUnknown(value: unknown, picks: readonly number[]): unknown {
  const [pick, ...rest] = picks;
  if (pick === undefined || typeof value !== "object" || value === null) return UNKNOWN;
  const entries = Object.entries(value);
  const chosen = entries[pick % entries.length]?.[0];
  if (chosen === undefined) return value;
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (`${index}` === chosen ? withUnknown(item, rest) : item));
  return {
    ...value,
    [chosen]: withUnknown(Object.entries(value).find(([key]) => key === chosen)?.[1], rest),
  };
}

/** A run of a batch has no name of its own. */
const likelyRunOfMany = likelyInputs.map(
  (inputs): Properties => Object.fromEntries(Object.entries(inputs).filter(([field]) => field !== "name")),
);

const LIKELY: Readonly<Record<ResourceName, fc.Arbitrary<Properties>>> = {
  JobRun: fc.oneof(likelyInputs, likelyPolicy),
  JobRunBatch: fc.record({
    runs: fc.dictionary(fc.constantFrom("a", "b.c", "__x", ""), likelyRunOfMany),
    defaults: likelyRunOfMany,
  }),
  RunCompletion: likelyCompletion,
  StorageIntegration: likelyStorage,
};

describe.each(Object.keys(RESOURCES) as ResourceName[])("check of a %s", (noun) => {
  const { lifecycle } = RESOURCES[noun];

  // rule: any-inputs
  it("never throws, whatever JSON it is given, and says in words what is wrong", () => {
    fc.assert(
      fc.property(
        fc.option(anyObject, { nil: undefined }),
        fc.oneof(anyObject, ...Object.values(LIKELY)),
        (olds, news) => {
          const { failures } = lifecycle.check(olds, news, offlineContext());
          expect(failures.every(({ reason }) => reason.length > 0)).toBe(true);
        },
      ),
      RUNS,
    );
  });

  it("finds nothing more wrong when a value at any depth is not known yet", () => {
    fc.assert(
      fc.property(LIKELY[noun], fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), (news, picks) => {
        const before = lifecycle.check(undefined, news, offlineContext()).failures.length;
        const unknown = withUnknown(news, picks) as Properties;
        expect(lifecycle.check(undefined, unknown, offlineContext()).failures.length).toBeLessThanOrEqual(
          before,
        );
      }),
      RUNS,
    );
  });
});

describe("check", () => {
  it.each([
    ["JobRun", likelyPolicy],
    ["RunCompletion", likelyCompletion],
  ] as const)("of a %s accepts only limits and choices that can be carried out", (noun, inputs) => {
    let accepted = 0;
    fc.assert(
      fc.property(inputs, (news) => {
        const result = RESOURCES[noun].lifecycle.check(undefined, news, offlineContext());
        if (result.failures.length > 0) return;
        accepted += 1;
        const given = withoutNulls(result.inputs) as JobRunInputs;
        const policy = followPolicy(given, timeoutSeconds(given), offlineContext());
        expect(policy.goal.maxSeconds).toBeGreaterThan(0);
        expect(policy.goal.maxQueueSeconds ?? 1).toBeGreaterThan(0);
        expect(["completed", "running", "submitted"]).toContain(policy.goal.until);
        expect(stopOutcome("maxSeconds", policy)).toBeDefined();
        expect(stopOutcome("interrupt", policy)).toBeDefined();
        expect(policy.tailLines).toBeGreaterThanOrEqual(0);
        expect(rerunMax(given)).toBeGreaterThan(0);
        expect(given.retry?.maxAttempts ?? 1).toBeGreaterThan(0);
        expect(given.retry?.backoffSeconds ?? 0).toBeGreaterThanOrEqual(0);
        const path = `/runs/${given.takeOverRunId ?? "run-1"}`;
        expect(decodeURIComponent(new URL(path, "https://api.wherobots.test").pathname)).toBe(path);
      }),
      RUNS,
    );
    expect(accepted).toBeGreaterThan(RUNS.numRuns / 20);
  });

  // rule: any-inputs
  it("accepts only what the API's description accepts as a run", () => {
    let accepted = 0;
    fc.assert(
      fc.property(likelyInputs, (news) => {
        const { inputs, failures } = checkJobRun(undefined, news, offlineContext());
        if (failures.length > 0) return;
        accepted += 1;
        // As create does it: null is absence.
        const given = withoutNulls(inputs) as JobRunInputs;
        const { payload } = runRequest(given, given.name ?? "a-name-that-is-chosen", CONFIG);
        contract.body(createJobRun, JSON.parse(JSON.stringify(payload)));
      }),
      RUNS,
    );
    // Inputs of which hardly any passes would show nothing.
    expect(accepted).toBeGreaterThan(RUNS.numRuns / 20);
  });

  it("is the same for its own result, so that a second one changes nothing", () => {
    fc.assert(
      fc.property(likelyInputs, (news) => {
        const first = checkJobRun(undefined, news, offlineContext());
        const second = checkJobRun(first.inputs, first.inputs, offlineContext());
        expect(second).toEqual(first);
      }),
      RUNS,
    );
  });
});

describe("diff", () => {
  it("says none for a completed run with the inputs that it was made from, keys in any order", () => {
    fc.assert(
      fc.property(likelyInputs, (news) => {
        const { inputs, failures } = checkJobRun(undefined, news, offlineContext());
        if (failures.length > 0) return;
        const given = inputs as JobRunInputs;
        const state = { ...someState(), ...given };
        const reversed = Object.fromEntries(Object.entries(given).reverse()) as JobRunInputs;
        expect(diffJobRun("run-1", state, reversed, offlineContext()).changes).toBe("none");
      }),
      RUNS,
    );
  });
});
