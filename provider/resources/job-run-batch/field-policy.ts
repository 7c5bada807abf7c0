import { canonicalAt, type FieldPolicy } from "../../field-policy";
import { JOB_RUN_FIELDS } from "../job-run/field-policy";
import { INTERNAL_FIELDS } from "../run/follow-inputs";

/** The rows of a JobRun that each run of a batch has for itself. */
export const MEMBER_FIELDS: readonly FieldPolicy[] = JOB_RUN_FIELDS.filter(
  ({ class: is, path }) => is === "run" || is === "trigger" || path === "timeoutSeconds",
);

/** Inputs of a JobRun that hold for all runs of a batch, with the same meaning. */
const SHARED: readonly string[] = [
  ...["runOn", "wait.until", "wait.maxSeconds", "wait.maxQueueSeconds", "wait.onTimeout"],
  ...["logs.tailLines", "onInterrupt", "rerun.on", "rerun.max"],
  ...["retry.maxAttempts", "retry.on", "retry.backoffSeconds", "adopt", "adoptWithinHours"],
];

const SHARED_FIELDS: readonly FieldPolicy[] = JOB_RUN_FIELDS.filter(({ path }) => SHARED.includes(path));

/** Every input of a JobRunBatch: what a change of it means, what its absence equals, and why. */
export const JOB_RUN_BATCH_FIELDS: readonly FieldPolicy[] = [
  {
    path: "runs",
    class: "members",
    canonical: canonicalRuns,
    why: "one run for each key: a new or changed one runs, one that is gone is cancelled if it is active, the others stay",
  },
  ...MEMBER_FIELDS.map(
    ({ path, default: value, canonical }): FieldPolicy => ({
      path: `defaults.${path}`,
      class: "members",
      ...(value === undefined ? {} : { default: value }),
      ...(canonical ? { canonical } : {}),
      why: "for each run that says nothing of it",
    }),
  ),
  { path: "maxConcurrency", class: "local", default: 20, why: "policy of this program" },
  { path: "onFailure", class: "local", default: "continue", why: "policy of this program" },
  ...SHARED_FIELDS,
  ...INTERNAL_FIELDS,
  {
    path: "__recordedRuns",
    class: "internal",
    why: "the runs in state, told to check by the sdk; never recorded itself",
  },
];

function canonicalRuns(runs: unknown): unknown {
  if (typeof runs !== "object" || runs === null) return runs;
  return Object.fromEntries(
    Object.entries(runs).map(([key, args]) => [key, canonicalAt(MEMBER_FIELDS, args)]),
  );
}
