import type { FailedCalls } from "../account/session";
import { isExpected } from "../api/errors";
import { withAssetsOf } from "../inputs/assets";
import { InitFailure, type LifecycleContext, type ResourceLifecycle, UserError } from "../resource";
import { faultText } from "../run/interrupt";
import type { Properties } from "../values";
import { rerunMax } from "./job-run/state";

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

/** The rules of a resource, which also follow from the order in which the engine calls them. */
export function withEngineCallOrder(rules: Rules): Rules {
  return {
    ...rules,
    check: (olds, news, context) => rules.check(olds, replacedInputs(olds, news, context), context),
    diff: (id, state, inputs, context) => {
      const result = rules.diff(id, state, inputs, context);
      const { session, identity } = context;
      // The engine also asks diff for dependents of a replaced resource, without check. That says nothing of this resource.
      const checked = session.questions.get(identity.urn);
      if (checked?.awaitsDiff)
        session.questions.set(identity.urn, {
          awaitsDiff: false,
          inputs: withAssetsOf(checked.inputs, inputs) as Properties,
          ...(result.changes === "none" ? { unchanged: { id, state } } : {}),
        });
      return result;
    },
    create: (inputs, context) =>
      withRetries(inputs, context, {
        first: () => rules.create(inputs, context),
        again: (kept) => createAgain(rules, kept, inputs, context),
        resultOf: ({ id, state }) => ({ id, state }),
      }),
    update: (id, state, inputs, context) =>
      withRetries(inputs, context, {
        first: () => rules.update(id, state, inputs, context),
        again: (kept) => rules.update(id, kept.state, inputs, context),
        resultOf: (kept) => kept.state,
      }),
  };
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
): Promise<{ id: string; state: object }> {
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
