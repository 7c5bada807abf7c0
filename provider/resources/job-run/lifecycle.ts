import { NotFoundError } from "../../api/errors";
import type { RunView } from "../../api/models";
import { withoutNulls } from "../../check-inputs";
import {
  InitFailure,
  type LifecycleContext,
  type Properties,
  type ResourceLifecycle,
  UNKNOWN,
  UserError,
} from "../../lifecycle";
import { isActive, statusOf } from "../../run-status";
import { cancelAndWait } from "../run/cancel";
import type { RunAccount } from "../run/observed-run";
import { plannedCreate, plannedUpdate } from "../run/planned";
import { accountHere, accountText, readToImport, rereadRun, resumeRun } from "../run/read";
import { concludeRun, problemOf } from "../run/settle";
import { checkJobRun } from "./check";
import { createJobRun, nextStep, stateOf } from "./create";
import { diffJobRun } from "./diff";
import { JOB_RUN_FIELDS } from "./field-policy";
import { type JobRunInputs, timeoutSeconds } from "./inputs";
import { inputsOfRun } from "./inputs-of-run";
import { listRuns } from "./list-runs";
import type { JobRunState } from "./state";

/** A Wherobots job run: submitted once, followed, recorded. */
export const jobRunLifecycle: ResourceLifecycle<JobRunInputs, JobRunState> = {
  check: checkJobRun,
  diff: diffJobRun,
  // Null means absent, also to the code that follows and to the API.
  create: (inputs, context) => createJobRun(withoutNulls(inputs) as JobRunInputs, context),
  update: updateJobRun,
  read: readJobRun,
  delete: deleteJobRun,
  plan: planJobRun,
  import: importJobRun,
  problem: (id, state) => problemOf(id, state, nextStep(state, state)),
};

function planJobRun(inputs: JobRunInputs, state: JobRunState | undefined): Properties {
  const wished = withoutNulls(inputs) as JobRunInputs;
  if (state) {
    const { attempts } = state;
    return { ...plannedUpdate(wished, state), ...(attempts ? { attempts } : {}) };
  }
  // Whether a run is found or started, and under which name, only the create will tell; one that is given is kept.
  const runName = wished.takeOverRunId === undefined ? wished.name : undefined;
  return { ...plannedCreate(wished), attempts: UNKNOWN, ...(runName === undefined ? {} : { runName }) };
}

/** `takeOverRunId` in state alone: the run was there before the resource, and the program need not say so. */
async function importJobRun(
  id: string,
  context: LifecycleContext,
): Promise<{ inputs: Properties; state: JobRunState }> {
  const { run, observed } = await readToImport(id, context);
  const inputs = inputsOfRun(run);
  return { inputs: { ...inputs }, state: { ...stateOf(inputs, observed, []), takeOverRunId: id } };
}

/** Stores the inputs; resumes the wait for an open run, or reports a failed one again. Never starts a run. */
async function updateJobRun(
  id: string,
  state: JobRunState,
  inputs: JobRunInputs,
  context: LifecycleContext,
): Promise<JobRunState> {
  const { observed, stopped } = await resumeRun(id, state, inputs, timeoutSeconds(inputs), context);
  const next = stateOf(inputs, observed, state.attempts);
  try {
    concludeRun(id, next, stopped, nextStep(next, inputs), context);
  } catch (error) {
    if (!(error instanceof InitFailure)) throw error;
    // What was asked for did not happen: the run-defining inputs stay those of the run that did.
    throw new InitFailure(id, { ...next, ...wishOf(state, inputs) }, error.reason, { cause: error });
  }
  return next;
}

async function readJobRun(id: string, state: JobRunState, context: LifecycleContext): Promise<JobRunState> {
  return { ...state, ...(await rereadRun(id, state, context)) };
}

/** Cancels the run if it is active, and waits for its end. */
async function deleteJobRun(id: string, state: JobRunState, context: LifecycleContext): Promise<void> {
  if (!isActive(state.status) || context.session.returnedRunIds.has(id)) return;
  const run = await readOrList(id, state, context);
  if (!run || !isActive(statusOf(run))) return;
  context.log("info", `cancelling run ${id}, which is ${statusOf(run)}`);
  await cancelAndWait(id, context, context.deadlineMs);
}

/** Undefined if the run is gone: one answer that it is not found, which a read that lags may give, is not enough. */
async function readOrList(
  id: string,
  state: JobRunState,
  context: LifecycleContext,
): Promise<RunView | undefined> {
  try {
    return await context.session.api().getRun(id, { signal: context.signal });
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    await requireSameAccount(id, state.account, context);
    const { runs, complete } = await listRuns(
      state.runName,
      (Date.parse(state.createTime) || 1_000) - 1_000,
      context,
    );
    const listed = runs.find((run) => run.id === id);
    if (!listed && !complete) throw error;
    return listed;
  }
}

/** "Not found" means gone only where the run was: another organisation's key finds nothing of it either. */
async function requireSameAccount(id: string, account: RunAccount, context: LifecycleContext): Promise<void> {
  const here = await accountHere(context);
  const isKnown = here.organizationId !== undefined;
  if (isKnown && here.apiUrl === account.apiUrl && here.organizationId === account.organizationId) return;
  throw new UserError(
    `run ${id} was not found, but that may be because this is not its account: it was started in ${accountText(account)}, ` +
      `and this key belongs to ${accountText(here)}. Use that organisation's key (after changing it run \`pulumi up\`, or add ` +
      "--run-program), or, if the run is known to be gone, remove it from state with `pulumi state delete`",
  );
}

/** The recorded run-defining and trigger inputs, with `undefined` for those that only the new inputs have. */
function wishOf(state: JobRunState, inputs: JobRunInputs): Partial<JobRunInputs> {
  const fields = JOB_RUN_FIELDS.filter((row) => row.class === "run" || row.class === "trigger").map(
    (row) => row.path.split(".")[0] ?? row.path,
  );
  return Object.fromEntries(
    [...new Set(fields)]
      .filter((field) => field in state || field in inputs)
      .map((field) => [field, state[field as keyof JobRunState]]),
  );
}
