import { z } from "zod";
import { NotFoundError } from "../../api/errors";
import type { RunView } from "../../api/models";
import { runIdText } from "../../api/run-id";
import { schemaFailures } from "../../check-inputs";
import { changedFields, changedPaths, type FieldPolicy } from "../../field-policy";
import {
  type CheckFailure,
  type DiffResult,
  InitFailure,
  type LifecycleContext,
  type Properties,
  type ResourceLifecycle,
} from "../../lifecycle";
import { announce, followRun } from "../run/follow";
import {
  FOLLOW_FIELDS,
  followInputs,
  followPolicy,
  INTERNAL_FIELDS,
  internalInputs,
  recordedInputs,
} from "../run/follow-inputs";
import { faultText } from "../run/interrupt";
import { observe } from "../run/observe";
import type { ObservedRun } from "../run/observed-run";
import { plannedCreate, plannedUpdate } from "../run/planned";
import { originHere, readToImport, rereadRun, resumeRun } from "../run/read";
import { concludeRun, pendingReason, problemOf } from "../run/settle";

/** Every input of a RunCompletion: what a change of it means, and why. */
export const RUN_COMPLETION_FIELDS: readonly FieldPolicy[] = [
  { path: "runId", class: "run", why: "another run is another completion; nothing is started by it" },
  ...FOLLOW_FIELDS,
  ...INTERNAL_FIELDS,
];

const runCompletionInputs = z.strictObject({
  runId: runIdText,
  ...followInputs,
  ...internalInputs,
});

export type RunCompletionInputs = z.infer<typeof runCompletionInputs>;
export type RunCompletionState = RunCompletionInputs & ObservedRun;

/** The end of a run that something else started: waits for it and carries its outputs. Owns nothing, so its delete does nothing. */
export const runCompletionLifecycle: ResourceLifecycle<RunCompletionInputs, RunCompletionState> = {
  check: checkRunCompletion,
  diff: diffRunCompletion,
  create: createRunCompletion,
  update: updateRunCompletion,
  read: async (_id, state, context) => ({ ...state, ...(await rereadRun(state.runId, state, context)) }),
  delete: () => Promise.resolve(),
  plan: (inputs, state) => (state ? plannedUpdate(inputs, state) : plannedCreate(inputs)),
  import: importRunCompletion,
  problem: (_id, state) => problemOf(state.runId, state, NEXT_STEP),
};

async function importRunCompletion(
  id: string,
  context: LifecycleContext,
): Promise<{ inputs: Properties; state: RunCompletionState }> {
  const { observed } = await readToImport(id, context);
  return { inputs: { runId: id }, state: observed };
}

const NEXT_STEP =
  "The run belongs to the resource that started it: run that one again (`pulumi up --refresh`, or --replace with its URN), and this one follows";

const NOT_FOUND_ATTEMPTS = 5;
const NOT_FOUND_DELAY_MS = 1_000;

/** What the API starts with when nobody says how long a run may take. */
const API_DEFAULT_TIMEOUT_SECONDS = 3600;

function checkRunCompletion(
  _olds: Properties | undefined,
  news: Properties,
): { inputs: Properties; failures: CheckFailure[] } {
  const paths = RUN_COMPLETION_FIELDS.map((row) => row.path);
  return { inputs: news, failures: schemaFailures(runCompletionInputs, news, paths) };
}

function diffRunCompletion(_id: string, state: RunCompletionState, inputs: RunCompletionInputs): DiffResult {
  const rows = changedFields(RUN_COMPLETION_FIELDS, state, inputs);
  const changed = rows.flatMap((row) => changedPaths(row, state, inputs));
  const pending = pendingReason(state.runId, state.status, inputs);
  const reasons = Object.fromEntries(rows.map((row) => [row.path, `${row.path} changed`]));
  const base = { replaces: [], reasons, changed, deleteBeforeReplace: false };
  if (rows.some((row) => row.class === "run")) return { ...base, changes: "replace", replaces: ["runId"] };
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
  const run = await readNew(inputs.runId, context);
  const origin = await originHere(inputs, {}, context);
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
  concludeRun(run.id, state, stopped, NEXT_STEP, context);
  return { id: run.id, state };
}

/** A run that was started a moment ago may not be found at first. */
async function readNew(runId: string, { session, signal, clock }: LifecycleContext): Promise<RunView> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await session.api().getRun(runId, { signal });
    } catch (error) {
      if (!(error instanceof NotFoundError) || attempt >= NOT_FOUND_ATTEMPTS) throw error;
      await clock.sleep(NOT_FOUND_DELAY_MS, signal);
    }
  }
}

async function updateRunCompletion(
  id: string,
  state: RunCompletionState,
  inputs: RunCompletionInputs,
  context: LifecycleContext,
): Promise<RunCompletionState> {
  const timeoutSeconds = state.effective.timeoutSeconds ?? API_DEFAULT_TIMEOUT_SECONDS;
  const { observed, stopped } = await resumeRun(state.runId, state, inputs, timeoutSeconds, context);
  const next = { ...recordedInputs(inputs), ...observed };
  concludeRun(id, next, stopped, NEXT_STEP, context);
  return next;
}
