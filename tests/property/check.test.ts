import fc from "fast-check";
import { Contract } from "../../emulator/contract";
import { describedOperations } from "../../emulator/description";
import { withoutNulls } from "../../provider/check-inputs";
import { UNKNOWN } from "../../provider/lifecycle";
import { checkJobRun } from "../../provider/resources/job-run/check";
import { diffJobRun } from "../../provider/resources/job-run/diff";
import type { JobRunInputs } from "../../provider/resources/job-run/inputs";
import { submission } from "../../provider/resources/job-run/payload";
import { runCompletionLifecycle } from "../../provider/resources/run-completion/lifecycle";
import { CONFIG, offlineContext } from "../unit/lifecycle-context";
import { someState } from "../unit/resources/job-run/some-state";
import { anyObject, likelyInputs } from "./arbitraries";

const RUNS = { numRuns: 500 };
const contract = new Contract();
const createJobRun = describedOperations().find(({ id }) => id === "createJobRun")!;

describe("check", () => {
  it("never throws, whatever JSON it is given", () => {
    fc.assert(
      fc.property(anyObject, anyObject, (olds, news) => {
        const { failures } = checkJobRun(olds, news, offlineContext());
        expect(failures.every(({ reason }) => reason.length > 0)).toBe(true);
        expect(() => runCompletionLifecycle.check(olds, news, offlineContext())).not.toThrow();
      }),
      RUNS,
    );
  });

  it("accepts only what the API's description accepts as a run", () => {
    let accepted = 0;
    fc.assert(
      fc.property(likelyInputs, (news) => {
        const { inputs, failures } = checkJobRun(undefined, news, offlineContext());
        if (failures.length > 0) return;
        accepted += 1;
        // As create does it: null is absence.
        const given = withoutNulls(inputs) as JobRunInputs;
        const { payload } = submission(given, given.name ?? given.__name ?? "", CONFIG);
        contract.body(createJobRun, JSON.parse(JSON.stringify(payload)));
      }),
      RUNS,
    );
    // Inputs of which hardly any passes would show nothing.
    expect(accepted).toBeGreaterThan(RUNS.numRuns / 20);
  });

  it("finds nothing more wrong when a value is not known yet", () => {
    fc.assert(
      fc.property(likelyInputs, fc.nat(), (news, pick) => {
        const keys = Object.keys(news);
        const key = keys[pick % keys.length]!;
        const before = checkJobRun(undefined, news, offlineContext()).failures.length;
        const after = checkJobRun(undefined, { ...news, [key]: UNKNOWN }, offlineContext()).failures.length;
        expect(after).toBeLessThanOrEqual(before);
      }),
      RUNS,
    );
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
