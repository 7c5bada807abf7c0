import fc from "fast-check";
import { Contract } from "../../emulator/openapi/contract";
import { describedOperations } from "../../emulator/openapi/description";
import { checkJobRun } from "../../provider/resources/job-run/check";
import { diffJobRun } from "../../provider/resources/job-run/diff";
import { JOB_RUN } from "../../provider/resources/job-run/fields";
import { type JobRunInputs } from "../../provider/resources/job-run/inputs";
import { runRequest } from "../../provider/resources/job-run/request";
import { RESOURCES, type ResourceName } from "../../provider/resources/registry";
import { type Properties, withoutNulls } from "../../provider/values";
import { UNKNOWN } from "../../wire/pulumi-values";
import { CONFIG, offlineContext } from "../support/context/lifecycle-context";
import { someState } from "../support/context/some-state";
import { tries } from "../support/sample";
import { anyObject, likelyInputs } from "./arbitraries";

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

const NOUNS = Object.keys(RESOURCES) as ResourceName[];
const LIKELY = NOUNS.map((noun) => likelyInputs(RESOURCES[noun].table.fields));
const likelyRun = likelyInputs(JOB_RUN.fields);

describe.each(NOUNS)("check of a %s", (noun) => {
  const { lifecycle } = RESOURCES[noun];

  // rule: any-inputs
  it("never throws, whatever JSON it is given, and says in words what is wrong", () => {
    fc.assert(
      fc.property(fc.option(anyObject, { nil: undefined }), fc.oneof(anyObject, ...LIKELY), (olds, news) => {
        const { failures } = lifecycle.check(olds, news, offlineContext());
        expect(failures.every(({ reason }) => reason.length > 0)).toBe(true);
      }),
      RUNS,
    );
  });

  it("finds nothing wrong with what it accepts when a value at any depth is not known yet", () => {
    const picks = fc.array(fc.nat(), { minLength: 1, maxLength: 4 });
    const failures = (news: Properties): object[] =>
      lifecycle.check(undefined, news, offlineContext()).failures;
    let accepted = 0;
    fc.assert(
      fc.property(likelyInputs(RESOURCES[noun].table.fields), picks, (news, path) => {
        if (failures(news).length > 0) return;
        accepted += 1;
        expect(failures(withUnknown(news, path) as Properties)).toEqual([]);
      }),
      RUNS,
    );
    // Inputs of which hardly any passes would show nothing.
    expect(accepted).toBeGreaterThan(RUNS.numRuns / 50);
  });
});

describe("check", () => {
  // rule: any-inputs
  it("accepts only what the API's description accepts as a run", () => {
    let accepted = 0;
    fc.assert(
      fc.property(likelyRun, (news) => {
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
});

describe("diff", () => {
  it("says none for a completed run with the inputs that it was made from, keys in any order", () => {
    fc.assert(
      fc.property(likelyRun, (news) => {
        const { inputs, failures } = checkJobRun(undefined, news, offlineContext());
        if (failures.length > 0) return;
        const given = inputs as JobRunInputs;
        const state = { ...someState(), runPython: undefined, ...given };
        const reversed = Object.fromEntries(Object.entries(given).reverse()) as JobRunInputs;
        expect(diffJobRun("run-1", state, reversed, offlineContext()).changes).toBe("none");
      }),
      RUNS,
    );
  });
});
