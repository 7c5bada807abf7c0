import { UNKNOWN } from "../../../wire/pulumi-values";
import { isActive, NOT_RUN, statusOf } from "../../api/run-status";
import { InitFailure, type LifecycleContext, type ResourceLifecycle } from "../../resource";
import { cancelAndWait } from "../../run/cancel";
import { failureReason, finishOperation } from "../../run/outcome";
import { plannedCreate, plannedUpdate } from "../../run/preview";
import { readToImport, readUnlessGone, rereadRun, resumeRun } from "../../run/read";
import { deleteUploads } from "../../storage/stored-file";
import { given, type Properties, withoutNulls } from "../../values";
import { checkJobRun } from "./check";
import { createJobRun } from "./create";
import { diffJobRun } from "./diff";
import { JOB_RUN_FIELDS } from "./fields";
import { mayHaveFiles } from "./files";
import { type JobRunInputs, timeoutSeconds } from "./inputs";
import { inputsOfRun } from "./request";
import { type JobRunState, nextStep, stateOf } from "./state";

/** A Wherobots job run: submitted once, followed, recorded. */
export const jobRunLifecycle = {
  check: checkJobRun,
  diff: (id, state, inputs, context) =>
    diffJobRun(id, withCancelByProvider(id, state, context), inputs, context),
  create: createJobRun,
  update: updateJobRun,
  read: readJobRun,
  delete: deleteJobRun,
  preview: previewJobRun,
  import: importJobRun,
  failureReason: (id, state) => failureReason(id, state, nextStep(state, state)),
} satisfies ResourceLifecycle<JobRunInputs, JobRunState>;

function previewJobRun(inputs: JobRunInputs, state: JobRunState | undefined): Properties {
  const desired = withoutNulls(inputs) as JobRunInputs;
  if (state) {
    const { attempts, uploads } = state;
    return { ...plannedUpdate(desired, state), ...given({ attempts, uploads }) };
  }
  // The create finds or starts a run. Its name is only known before if it is explicit.
  const runName = desired.takeOverRunId === undefined ? desired.name : undefined;
  const uploads = mayHaveFiles(desired) ? UNKNOWN : undefined;
  return { ...plannedCreate(desired), attempts: UNKNOWN, ...given({ runName, uploads }) };
}

/** State records `takeOverRunId`, since the run was there before the resource. The program need not set it. */
async function importJobRun(
  id: string,
  context: LifecycleContext,
): Promise<{ inputs: Properties; state: JobRunState }> {
  const { run, observed } = await readToImport(id, context);
  const inputs = inputsOfRun(run);
  return { inputs: { ...inputs }, state: { ...stateOf(inputs, observed, {}), takeOverRunId: id } };
}

/** Stores the inputs; resumes the wait for an open run, or reports a failed one again. Never starts a run. */
async function updateJobRun(
  id: string,
  state: JobRunState,
  inputs: JobRunInputs,
  context: LifecycleContext,
): Promise<JobRunState> {
  const resumption = { inputs, timeoutSeconds: timeoutSeconds(inputs) };
  const { observed, stopped } = await resumeRun(id, state, resumption, context);
  const next = { ...stateOf(inputs, observed, state), ...keptSpec(state, inputs, context) };
  try {
    finishOperation(id, { state: next, stopped, nextStep: nextStep(next, inputs) }, context);
  } catch (error) {
    if (!(error instanceof InitFailure)) throw error;
    // The operation failed, so the recorded spec stays that of the run that exists.
    throw new InitFailure(id, { ...next, ...specOf(state, inputs) }, error.reason, { cause: error });
  }
  return next;
}

/** Where a changed spec may start no run, state keeps that of the run that exists, so a later `up` sees the change. */
function keptSpec(
  state: JobRunState,
  inputs: JobRunInputs,
  { session }: LifecycleContext,
): Partial<JobRunInputs> {
  return session.startsRuns || state.status === NOT_RUN ? {} : specOf(state, inputs);
}

async function readJobRun(id: string, state: JobRunState, context: LifecycleContext): Promise<JobRunState> {
  const observed = await rereadRun(id, state, context);
  return withCancelByProvider(id, { ...state, ...observed }, context);
}

/** A RunCompletion that cancelled the run recorded so in its own state. Without this, a person would seem to have done it. */
function withCancelByProvider(id: string, state: JobRunState, { session }: LifecycleContext): JobRunState {
  const isOurs = session.cancelledRunIds.has(id) && state.status !== "COMPLETED";
  return isOurs ? { ...state, cancelledByProvider: true } : state;
}

/** Cancels the run if it is active, and waits for its end; then deletes the files that it used. */
async function deleteJobRun(id: string, state: JobRunState, context: LifecycleContext): Promise<void> {
  await endRun(id, state, context);
  await deleteUploads(state.uploads ?? [], context);
}

async function endRun(id: string, state: JobRunState, context: LifecycleContext): Promise<void> {
  const { returnedRunIds, leftRunIds } = context.session;
  if (!isActive(state.status) || returnedRunIds.has(id) || leftRunIds.has(id)) return;
  const run = await readUnlessGone(id, state, context);
  if (!run || !isActive(statusOf(run))) return;
  context.log("info", `cancelling run ${id}, which is ${statusOf(run)}`);
  await cancelAndWait(id, context, { deadlineMs: context.deadlineMs });
}

/** The recorded run-defining and trigger inputs, with `undefined` for those that only the new inputs have. */
function specOf(state: JobRunState, inputs: JobRunInputs): Partial<JobRunInputs> {
  const fields = JOB_RUN_FIELDS.filter((row) => row.class === "run" || row.class === "trigger").map(
    (row) => row.path.split(".")[0] ?? row.path,
  );
  return Object.fromEntries(
    [...new Set(fields)]
      .filter((field) => field in state || field in inputs)
      .map((field) => [field, state[field as keyof JobRunState]]),
  );
}
