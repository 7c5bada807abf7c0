import { NotFoundError } from "../api/errors";
import type { RunView } from "../api/models";
import { runIdText } from "../api/run-id";
import { NOT_RUN } from "../api/run-status";
import { schemaFailures, withTexts } from "../inputs/check";
import { fieldTable, text, type ValuesOf } from "../inputs/field-types";
import { changedFields, changedPaths } from "../inputs/fields";
import { type DiffResult, InitFailure, type LifecycleContext, type ResourceLifecycle } from "../resource";
import { callOptions } from "../run/call-options";
import { FOLLOW, followPolicy, INTERNAL, recordedInputs } from "../run/fields";
import { announce, followRun } from "../run/follow";
import { faultText } from "../run/interrupt";
import { observe, unstartedRun } from "../run/observe";
import { failureReason, finishOperation, resumeReason } from "../run/outcome";
import { plannedCreate, plannedUpdate } from "../run/preview";
import { currentOrigin, readOwnRun, readToImport, rereadRun, resumeRun } from "../run/read";
import type { ObservedRun } from "../run/record";
import { secretValues } from "../text/redact";
import { type CheckFailure, type Properties } from "../values";

/** Every input of a RunCompletion, once. */
export const RUN_COMPLETION = fieldTable(
  {
    name: "RunCompletionArgs",
    about: "Arguments of a `RunCompletion`.",
    replacing: "Another id is another completion.",
  },
  {
    runId: text({
      doc: "Id of the run to wait for.",
      schema: runIdText,
      required: true,
      change: "run",
      why: "another run is another completion; nothing is started by it",
    }),
    ...FOLLOW,
    ...INTERNAL,
  },
);

export type RunCompletionInputs = ValuesOf<typeof RUN_COMPLETION.fields>;
export type RunCompletionState = RunCompletionInputs & ObservedRun;

/** Waits for a run that something else started and carries its outputs. It owns nothing, so its delete does nothing. */
export const runCompletionLifecycle: ResourceLifecycle<RunCompletionInputs, RunCompletionState> = {
  check: checkRunCompletion,
  diff: diffRunCompletion,
  create: createRunCompletion,
  update: updateRunCompletion,
  read: readRunCompletion,
  delete: () => Promise.resolve(),
  preview: (inputs, state) => (state ? plannedUpdate(inputs, state) : plannedCreate(inputs)),
  import: importRunCompletion,
  failureReason: (_id, state) => failureReason(state.runId, state, nextStep(state)),
};

async function importRunCompletion(
  id: string,
  context: LifecycleContext,
): Promise<{ inputs: Properties; state: RunCompletionState }> {
  const { observed } = await readToImport(id, context);
  return { inputs: { runId: id }, state: observed };
}

/** What the user can do about a run that ended without success. */
function nextStep({ status, cancelledByProvider }: RunCompletionState): string {
  const isRepeated = cancelledByProvider || status === "FAILED";
  const command = isRepeated
    ? "`pulumi up --refresh` starts it again"
    : "start it again with `pulumi up --replace` and that one's URN";
  return `The run belongs to the resource that started it: ${command}, and this one follows`;
}

async function readRunCompletion(
  _id: string,
  state: RunCompletionState,
  context: LifecycleContext,
): Promise<RunCompletionState> {
  rememberCancel(state, context);
  return { ...state, ...(await rereadRun(state.runId, state, context)) };
}

/** The resource that owns the run only sees that it was cancelled, and would take a person for the cause. */
function rememberCancel(
  { runId, cancelledByProvider }: RunCompletionState,
  { session }: LifecycleContext,
): void {
  if (cancelledByProvider) session.cancelledRunIds.add(runId);
}

const NOT_FOUND_ATTEMPTS = 5;
const NOT_FOUND_DELAY_MS = 1_000;

/** The API's limit for a run that has none of its own. */
const API_DEFAULT_TIMEOUT_SECONDS = 3600;

function checkRunCompletion(
  _olds: Properties | undefined,
  news: Properties,
): { inputs: Properties; failures: CheckFailure[] } {
  const { schema, paths } = RUN_COMPLETION;
  const inputs = withTexts(schema, news) as Properties;
  return { inputs, failures: schemaFailures(schema, inputs, paths) };
}

function diffRunCompletion(
  _id: string,
  state: RunCompletionState,
  inputs: RunCompletionInputs,
  { session }: LifecycleContext,
): DiffResult {
  const rows = changedFields(RUN_COMPLETION.rows, state, inputs);
  const changed = rows.flatMap((row) => changedPaths(row, state, inputs));
  const pending = resumeReason(state.runId, state.status, inputs);
  const reasons = Object.fromEntries(rows.map((row) => [row.path, `${row.path} changed`]));
  const base = { replaces: [], reasons, changed, deleteBeforeReplace: false };
  if (rows.some((row) => row.class === "run")) return { ...base, changes: "replace", replaces: ["runId"] };
  // Nobody was asked about it.
  if (state.status === NOT_RUN && session.startsRuns)
    return { ...base, changes: "replace", replaces: ["status"] };
  if (pending === undefined) return { ...base, changes: rows.length > 0 ? "update" : "none" };
  return {
    ...base,
    changes: "update",
    reasons: { ...reasons, status: pending },
    changed: [...changed, "status"],
    why: pending,
  };
}

async function createRunCompletion(
  inputs: RunCompletionInputs,
  context: LifecycleContext,
): Promise<{ id: string; state: RunCompletionState }> {
  const { runId } = inputs;
  if (!context.session.startsRuns)
    return { id: runId, state: { ...recordedInputs(inputs), ...unstartedRun(runId, context) } };
  const run = await readNew(inputs.runId, context);
  const origin = await currentOrigin({}, context.session.redactorOf(secretValues(inputs)), context);
  announce("following run", run, context);
  const timeoutSeconds = run.payload?.timeoutSeconds ?? API_DEFAULT_TIMEOUT_SECONDS;
  const { observed, stopped } = await followRun(
    run,
    followPolicy(inputs, timeoutSeconds, context),
    origin,
    context,
  ).catch((error: unknown) => {
    throw new InitFailure(
      run.id,
      { ...recordedInputs(inputs), ...observe(run, origin) },
      [`following run ${run.id} failed: ${faultText(error, context)}`],
      { cause: error },
    );
  });
  const state = { ...recordedInputs(inputs), ...observed };
  finishOperation(run.id, { state, stopped, nextStep: nextStep(state) }, context);
  return { id: run.id, state };
}

/** A read of a run that was started a moment ago may give 404 at first. */
async function readNew(runId: string, context: LifecycleContext): Promise<RunView> {
  const { session, signal, clock } = context;
  for (let attempt = 1; attempt < NOT_FOUND_ATTEMPTS; attempt++) {
    try {
      return await session.api().getRun(runId, callOptions(context));
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      await clock.sleep(NOT_FOUND_DELAY_MS, signal);
    }
  }
  return readOwnRun(runId, "Take the RunCompletion of this run out of the program", context);
}

async function updateRunCompletion(
  id: string,
  state: RunCompletionState,
  inputs: RunCompletionInputs,
  context: LifecycleContext,
): Promise<RunCompletionState> {
  const timeoutSeconds = state.effective.timeoutSeconds ?? API_DEFAULT_TIMEOUT_SECONDS;
  const { observed, stopped } = await resumeRun(state.runId, state, { inputs, timeoutSeconds }, context);
  const next = { ...recordedInputs(inputs), ...observed };
  finishOperation(id, { state: next, stopped, nextStep: nextStep(next) }, context);
  return next;
}
