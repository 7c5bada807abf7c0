import { withoutNulls } from "../../check-inputs";
import {
  type LifecycleContext,
  type Properties,
  type ResourceLifecycle,
  UNKNOWN,
  UserError,
} from "../../lifecycle";
import { isActive } from "../../run-status";
import { nextStep } from "../job-run/create";
import { jobRunLifecycle } from "../job-run/lifecycle";
import { ownId } from "../job-run/name";
import { recordedInputs } from "../run/follow-inputs";
import { faultText } from "../run/interrupt";
import { problemOf } from "../run/settle";
import { checkJobRunBatch } from "./check";
import { diffJobRunBatch } from "./diff";
import { duesOf, recordedMembers, removedActive } from "./due";
import { eachAtOnce } from "./each-at-once";
import type { JobRunBatchInputs, JobRunBatchState } from "./inputs";
import { MemberLog } from "./member-log";
import { memberContext, membersOf } from "./members";
import { Problems } from "./problems";
import { CANCELS_AT_ONCE, reconcile } from "./reconcile";
import { outputsOf, recordOf } from "./records";
import { reasonLines } from "./report";
import { count, listed } from "./words";

/** Many job runs as one resource: each by the rules of a JobRun, a key for each. */
export const jobRunBatchLifecycle: ResourceLifecycle<JobRunBatchInputs, JobRunBatchState> = {
  check: checkJobRunBatch,
  diff: diffJobRunBatch,
  create: async (inputs, context) => {
    const id = ownId(context);
    return { id, state: await reconcile(id, undefined, given(inputs), context) };
  },
  update: (id, state, inputs, context) => reconcile(id, state, given(inputs), context),
  read: readJobRunBatch,
  delete: deleteJobRunBatch,
  plan: planJobRunBatch,
  import: () => Promise.reject(new UserError(NOT_TO_IMPORT)),
  problem: problemOfBatch,
};

const NOT_TO_IMPORT =
  "a batch has no run of its own, so there is nothing at Wherobots that it could be read or imported from. Declare it: " +
  "active runs of its keys that an earlier deployment left are found by their names";

/** Null means absent. */
function given(inputs: JobRunBatchInputs): JobRunBatchInputs {
  return withoutNulls(inputs) as JobRunBatchInputs;
}

/** Runs that have ended are not asked for. */
async function readJobRunBatch(
  _id: string,
  state: JobRunBatchState,
  context: LifecycleContext,
): Promise<JobRunBatchState> {
  // `get` of the sdk comes with an id only.
  if ((state.results as unknown) === undefined) throw new UserError(NOT_TO_IMPORT);
  const recorded = recordedMembers(state, state);
  const records = new Map(recorded.records);
  const errors = await eachOpen(state, context, async (key, run, own) => {
    records.set(key, recordOf(await jobRunLifecycle.read(run.runId, run, own)));
  });
  const [first] = errors;
  if (first) throw together(errors, "could not be read; nothing was changed", context);
  return { ...state, ...outputsOf(membersOf(state).keys, records) };
}

/** Cancels what is active, all of it even if one fails. */
async function deleteJobRunBatch(
  _id: string,
  state: JobRunBatchState,
  context: LifecycleContext,
): Promise<void> {
  const errors = await eachOpen(state, context, (_key, run, own) =>
    jobRunLifecycle.delete(run.runId, run, own),
  );
  if (errors.length > 0) throw together(errors, "could not be cancelled", context);
}

/** Does the same with each run that state takes for open. @returns what went wrong, by key */
async function eachOpen(
  state: JobRunBatchState,
  context: LifecycleContext,
  work: (
    key: string,
    run: NonNullable<ReturnType<ReturnType<typeof recordedMembers>["stateOf"]>>,
    own: LifecycleContext,
  ) => Promise<void>,
): Promise<[key: string, error: unknown][]> {
  const recorded = recordedMembers(state, state);
  const log = new MemberLog(context.log);
  const errors: [string, unknown][] = [];
  const open = [...recorded.records].filter(([, { status }]) => isActive(status));
  await eachAtOnce(open, CANCELS_AT_ONCE, async ([key]) => {
    const run = recorded.stateOf(key);
    const own = memberContext(key, context, { log: log.of(key), count: 0, report: () => undefined });
    if (run) await work(key, run, own).catch((error: unknown) => errors.push([key, error]));
    return true;
  });
  log.end();
  return errors;
}

/** One error of several: the first one's text, and whose there are more. */
function together(
  errors: readonly [key: string, error: unknown][],
  what: string,
  context: LifecycleContext,
): unknown {
  const [first] = errors;
  if (!first) return undefined;
  const [key, error] = first;
  if (context.signal.aborted) return error;
  const all = `${count(errors.length, "run")} ${what}: ${listed(errors.map(([name]) => name))}`;
  return new UserError(`${all}. ${key}: ${faultText(error, context)}`, { cause: error });
}

function planJobRunBatch(news: JobRunBatchInputs, state: JobRunBatchState | undefined): Properties {
  const inputs = given(news);
  const unknown = { results: UNKNOWN, totals: UNKNOWN, account: UNKNOWN, effective: UNKNOWN };
  if (!state) return { ...unknown, ...recordedInputs(inputs) };
  const { results, totals, account, effective } = state;
  const members = membersOf(inputs);
  const recorded = recordedMembers(state, inputs);
  const isSettled =
    (inputs.runs as unknown) !== UNKNOWN &&
    removedActive(members, recorded).length === 0 &&
    [...duesOf(members, recorded).values()].every(({ task }) => task === "nothing");
  const kept = { results, totals, ...(account ? { account } : {}), ...(effective ? { effective } : {}) };
  return { ...(isSettled ? kept : unknown), ...recordedInputs(inputs) };
}

function problemOfBatch(_id: string, state: JobRunBatchState): readonly string[] | undefined {
  const members = membersOf(state);
  const recorded = recordedMembers(state, state);
  const stateOf = (key: string) => recorded.stateOf(key);
  const problems = new Problems();
  for (const key of members.keys) {
    const run = stateOf(key);
    const reason = run && problemOf(run.runId, run, nextStep(run, run));
    if (reason) problems.add("failed", key, reason.slice(0, -1));
  }
  if (problems.count === 0) return undefined;
  return reasonLines(members, { problems, left: [], whyLeft: "", inputs: state, stateOf });
}
