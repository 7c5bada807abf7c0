import { UNKNOWN } from "../../../wire/pulumi-values";
import { isActive } from "../../api/run-status";
import { type LifecycleContext, type ResourceLifecycle, UserError } from "../../resource";
import { recordedInputs } from "../../run/fields";
import { faultText } from "../../run/interrupt";
import { failureReason } from "../../run/outcome";
import { deleteUploads } from "../../storage/stored-file";
import { formatCount, formatList } from "../../text/format";
import { given, type Properties, withoutNulls } from "../../values";
import { unchangedInState } from "../job-run/create";
import { mayHaveFiles } from "../job-run/files";
import { jobRunLifecycle } from "../job-run/index";
import { ownId } from "../job-run/names";
import { type JobRunState, nextStep } from "../job-run/state";
import { CANCELS_AT_ONCE, reconcile } from "./apply";
import { checkJobRunBatch } from "./check";
import { eachAtOnce } from "./concurrency";
import { laterCosts } from "./costs";
import type { JobRunBatchInputs, JobRunBatchState } from "./fields";
import { inOrder, memberContext, membersOf, recordedMembers } from "./members";
import { diffJobRunBatch, MAY_START, planKeys, removedActive } from "./plan";
import { MemberLog } from "./progress";
import { outputsOf, recordOf, type WholeRecord } from "./records";
import { Problems, reasonLines } from "./report";

/** Many job runs as one resource: each by the rules of a JobRun, a key for each. */
export const jobRunBatchLifecycle: ResourceLifecycle<JobRunBatchInputs, JobRunBatchState> = {
  check: checkJobRunBatch,
  diff: diffJobRunBatch,
  create: createJobRunBatch,
  update: (id, state, inputs, context) => reconcile(id, state, desired(inputs), context),
  read: readJobRunBatch,
  delete: deleteJobRunBatch,
  preview: previewJobRunBatch,
  import: () => Promise.reject(new UserError(NOT_TO_IMPORT)),
  failureReason: failureReasonOfBatch,
};

/** Keys in one message. Their runs may cost money, so many are listed. */
const MAX_KEYS = 200;

const NOT_TO_IMPORT =
  "a batch has no run of its own, so there is nothing at Wherobots that it could be read or imported from. Declare it: " +
  "active runs of its keys that an earlier deployment left are found by their names";

/** Null means absent. */
function desired(inputs: JobRunBatchInputs): JobRunBatchInputs {
  return withoutNulls(inputs) as JobRunBatchInputs;
}

async function createJobRunBatch(
  news: JobRunBatchInputs,
  context: LifecycleContext,
): Promise<{ id: string; state: JobRunBatchState }> {
  const unchanged = unchangedInState(context);
  const id = unchanged?.id ?? ownId(context);
  const before = unchanged && withoutOpen(unchanged.state as JobRunBatchState);
  return { id, state: await reconcile(id, before, desired(news), context) };
}

/** The delete before a replacement cancelled the open runs. Those that had ended are kept. */
function withoutOpen(state: JobRunBatchState): JobRunBatchState {
  const ended = Object.entries(state.results).filter(([, { status }]) => !isActive(status));
  return { ...state, results: Object.fromEntries(ended) };
}

/** Reads the open runs. Of those that have ended only the cost may change, until that is settled. */
async function readJobRunBatch(
  _id: string,
  state: JobRunBatchState,
  context: LifecycleContext,
): Promise<JobRunBatchState> {
  // `get` of the sdk comes with an id only.
  if ((state.results as unknown) === undefined) throw new UserError(NOT_TO_IMPORT);
  const { records, settled } = recordedMembers(state, state);
  const read = new Map<string, WholeRecord>();
  const errors = await eachOpen(state, context, async (key, run, own) => {
    read.set(key, recordOf(await jobRunLifecycle.read(run.runId, run, own)));
  });
  const [first] = errors;
  if (first) throw together(errors, "could not be read; nothing was changed", context);
  // Of runs that have just ended the read told what they cost.
  const costs = settled === false ? await laterCosts(records, context) : { records, settled };
  const all = new Map([...costs.records, ...read]);
  return { ...state, ...outputsOf(membersOf(state).keys, all, costs.settled) };
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
  await deleteUploads(state.uploads ?? [], context);
}

/** Does the same with each run that is open in state. @returns what went wrong, by key */
async function eachOpen(
  state: JobRunBatchState,
  context: LifecycleContext,
  work: (key: string, run: JobRunState, own: LifecycleContext) => Promise<void>,
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

/** One error for several: the text of the first one, and the keys of all. */
function together(
  errors: readonly [key: string, error: unknown][],
  what: string,
  context: LifecycleContext,
): unknown {
  const [first] = errors;
  if (!first) return undefined;
  const [key, error] = first;
  const all = `${formatCount(errors.length, "run")} ${what}: ${formatList(inOrder(errors.map(([name]) => name)), MAX_KEYS)}`;
  return new UserError(`${all}. ${key}: ${faultText(error, context)}`, { cause: error });
}

function previewJobRunBatch(news: JobRunBatchInputs, state: JobRunBatchState | undefined): Properties {
  const inputs = desired(news);
  const uploads = batchMayHaveFiles(inputs) ? { uploads: UNKNOWN } : {};
  const unknown = { results: UNKNOWN, totals: UNKNOWN, account: UNKNOWN, effective: UNKNOWN, ...uploads };
  if (!state) return { ...unknown, ...recordedInputs(inputs) };
  const { results, totals, account, effective } = state;
  const members = membersOf(inputs);
  const recorded = recordedMembers(state, inputs);
  const isUnchanged =
    (inputs.runs as unknown) !== UNKNOWN &&
    removedActive(members, recorded).length === 0 &&
    [...planKeys(members, recorded, MAY_START).values()].every(({ action }) => action === "none");
  const kept = { results, totals, ...given({ account, effective, uploads: state.uploads }) };
  return { ...(isUnchanged ? kept : unknown), ...recordedInputs(inputs) };
}

function batchMayHaveFiles({ runs, defaults }: JobRunBatchInputs): boolean {
  return [defaults ?? {}, ...Object.values(runs)].some(mayHaveFiles);
}

function failureReasonOfBatch(_id: string, state: JobRunBatchState): readonly string[] | undefined {
  const members = membersOf(state);
  const recorded = recordedMembers(state, state);
  const stateOf = (key: string) => recorded.stateOf(key);
  const problems = new Problems();
  for (const key of members.keys) {
    const run = stateOf(key);
    const reason = run && failureReason(run.runId, run, nextStep(run, run));
    if (reason) problems.add("failed", key, reason.slice(0, -1));
  }
  if (problems.count === 0) return undefined;
  return reasonLines({ members, problems, notStarted: [], whyNotStarted: "", stateOf });
}
