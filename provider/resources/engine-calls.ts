import type { FailedCalls } from "../account/session";
import { isExpected } from "../api/errors";
import { withAssetsOf } from "../inputs/assets";
import {
  type DiffResult,
  InitFailure,
  type LifecycleContext,
  type ResourceLifecycle,
  UserError,
} from "../resource";
import { faultText, unlessInterrupted } from "../run/interrupt";
import type { StateReader } from "../run/tolerant-state";
import type { Properties } from "../values";
import { rerunMax } from "./job-run/state";
import type { Kind } from "./kinds";

/*
 * The order of the engine's calls for one resource in one process shows what it is doing:
 *
 *   new; `up --replace`, `state taint`          check without olds, create
 *   unchanged or updated                        check with olds, diff, perhaps update
 *   replaced as diff says                       check with olds, diff, check without olds, create
 *   `replacementTrigger`, `replaceWith`,        check with olds, check without olds, create
 *     another provider
 *   deleted in an earlier up, whose create      check with olds, diff, check without olds, create: whatever diff says
 *     then failed
 *   failed, and an error hook said true         create or update again, with the same message
 */

type Rules = ResourceLifecycle<object, object>;

/** The engine gives up after this many failures of one operation, and then records a resource without id or outputs. */
const MAX_CALLS = 100;

/** The end of the last failure that did new work. The sdk ends the hook's retries when it reads this (`sdk/bounded-hooks.ts`). */
export const NO_FURTHER_TRY = "A retry by an error hook changes nothing more in this up";

/**
 * The rules of a resource as the engine's calls need them: with what follows from the order of the calls, on states that
 * another version may have written, and with what an interrupt left.
 */
export function calledByEngine(
  rules: Rules,
  { readable, complete }: StateReader,
  { afterInterrupt }: Kind,
): Rules {
  return {
    check: (olds, news, context) => rules.check(olds, replacedInputs(olds, news, context), context),
    diff: (id, state, inputs, context) => {
      const whole = complete(id, state);
      const result = rules.diff(id, whole, inputs, context);
      rememberAnswer(result, { id, state: whole }, inputs, context);
      return result;
    },
    create: (inputs, context) => {
      const tries: Tries<Recorded> = {
        first: () => rules.create(inputs, context),
        again: (kept) => createAgain(rules, kept, inputs, context),
        resultOf: ({ id, state }) => ({ id, state }),
      };
      return unlessInterrupted(withRetries(inputs, context, tries), afterInterrupt.create, context);
    },
    update: (id, state, inputs, context) => {
      const tries: Tries<object> = {
        first: () => rules.update(id, complete(id, state), inputs, context),
        again: (kept) => rules.update(id, kept.state, inputs, context),
        resultOf: (kept) => kept.state,
      };
      return unlessInterrupted(withRetries(inputs, context, tries), afterInterrupt.update, context);
    },
    // `get` of the sdk comes with an id only, which is no record of a run.
    read: (id, state, context) =>
      unlessInterrupted(rules.read(id, readable(state), context), afterInterrupt.read, context),
    delete: (id, state, context) =>
      unlessInterrupted(rules.delete(id, complete(id, state), context), afterInterrupt.delete, context),
    preview: (inputs, state) => rules.preview(inputs, state && readable(state)),
    import: (id, context) => unlessInterrupted(rules.import(id, context), afterInterrupt.read, context),
    failureReason: (id, state) => rules.failureReason(id, complete(id, state)),
  };
}

/** A resource as the engine records it. */
interface Recorded {
  id: string;
  state: object;
}

/**
 * Remembers what diff said. The engine also asks diff for dependents of a replaced resource, without check; that says
 * nothing of this resource.
 */
function rememberAnswer(
  { changes }: DiffResult,
  recorded: Recorded,
  inputs: object,
  { session, identity }: LifecycleContext,
): void {
  const checked = session.questions.get(identity.urn);
  if (!checked?.awaitsDiff) return;
  session.questions.set(identity.urn, {
    awaitsDiff: false,
    inputs: withAssetsOf(checked.inputs, inputs) as Properties,
    ...(changes === "none" ? { unchanged: recorded } : {}),
  });
}

/**
 * For a replacement the engine passes the program's inputs, without `ignoreChanges` and without the corrections of a
 * policy. The run gets the inputs that diff compared and the preview showed instead.
 */
function replacedInputs(
  olds: Properties | undefined,
  news: Properties,
  { session, identity: { urn } }: LifecycleContext,
): Properties {
  session.failedCalls.delete(urn);
  const before = session.questions.get(urn);
  if (olds && Object.keys(olds).length > 0) {
    session.questions.set(urn, { awaitsDiff: true, inputs: news });
    session.forcedReplacements.delete(urn);
    return news;
  }
  if (before?.awaitsDiff) session.forcedReplacements.add(urn);
  return { ...(before?.inputs ?? news) };
}

type Kept = NonNullable<FailedCalls["kept"]>;

interface Tries<T> {
  first: () => Promise<T>;
  /** After a failure that left a resource. */
  again: (kept: Kept) => Promise<T>;
  resultOf: (kept: Kept) => T;
}

/**
 * A call that an error hook may repeat. Each try starts from what the one before it left. After as many tries as
 * `rerun.max` allows, the answer stays the same. Once a resource exists, every failure carries it: otherwise the engine
 * would forget it.
 */
async function withRetries<T>(inputs: object, context: LifecycleContext, tries: Tries<T>): Promise<T> {
  const { session, identity } = context;
  const before: FailedCalls = session.failedCalls.get(identity.urn) ?? { count: 0, kept: undefined };
  try {
    return await nextTry(before, rerunMax(inputs), tries, context);
  } catch (error) {
    const { kept } = before;
    const failure = kept && !(error instanceof InitFailure) ? onTopOf(kept, error, context) : error;
    const count = before.count + 1;
    if (!(failure instanceof InitFailure)) {
      session.failedCalls.set(identity.urn, { count, kept: undefined });
      throw failure;
    }
    const tried = (kept?.tries ?? 0) + 1;
    const last =
      kept && tried >= rerunMax(inputs)
        ? asLast(failure as InitFailure<object>)
        : (failure as InitFailure<object>);
    const { id, state, reason } = last;
    session.failedCalls.set(identity.urn, { count, kept: { id, state, reason, tries: tried } });
    throw last;
  }
}

function nextTry<T>(
  { count, kept }: FailedCalls,
  max: number,
  tries: Tries<T>,
  { log }: LifecycleContext,
): Promise<T> {
  if (!kept) return tries.first();
  if (count >= MAX_CALLS - 1) {
    log(
      "error",
      "an error hook asked for another try too often: this failure is recorded, and not reported to Pulumi",
    );
    return Promise.resolve(tries.resultOf(kept));
  }
  if (kept.tries < max) return tries.again(kept);
  return Promise.reject(new InitFailure(kept.id, kept.state, kept.reason));
}

/** What the next `up` would do. */
async function createAgain(
  rules: Rules,
  { id, state }: Kept,
  inputs: object,
  context: LifecycleContext,
): Promise<Recorded> {
  const diff = rules.diff(id, state, inputs, context);
  if (diff.changes !== "replace") return { id, state: await rules.update(id, state, inputs, context) };
  if (diff.why !== undefined) context.log("info", diff.why);
  return rules.create(inputs, context);
}

function onTopOf(kept: Kept, error: unknown, context: LifecycleContext): InitFailure<object> {
  const isExplained = isExpected(error) || error instanceof UserError;
  const what = isExplained
    ? "another try failed"
    : "another try failed with an internal error in pulumi-wherobots; please report it";
  const reason = [...kept.reason, `    ${what}: ${faultText(error, context)}`];
  return new InitFailure(kept.id, kept.state, reason, { cause: error });
}

function asLast({ id, state, reason, cause }: InitFailure<object>): InitFailure<object> {
  const line = `    ${NO_FURTHER_TRY}`;
  return new InitFailure(id, state, [...reason.filter((text) => text !== line), line], { cause });
}
