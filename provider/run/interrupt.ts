import { type LifecycleContext, UserError } from "../resource";

/*
 * After an interrupt the engine expects an answer within seconds. Every wait and every request takes `context.signal` and
 * ends with its reason. Two requests have a grace period, since they must not be cut off: a submit whose answer is on its
 * way, and the cancel that `onInterrupt` asks for.
 */

/** How long after an interrupt the whole process may wait for answers. */
export const GRACE_MS = 1_500;

/** The grace period ended before the answer came, so whether the request took effect is not known. */
export class GraceOver extends Error {
  override name = "GraceOver";

  constructor() {
    super(INTERRUPTED);
  }
}

const INTERRUPTED = "interrupted";
/** Abort reason; without one, each abort would build an Error with a stack. */
const ANSWERED = "answered";

/** Runs work whose signal aborts with a GraceOver when the grace period after an interrupt has passed. */
export async function withGrace<T>(
  { signal, session, clock }: LifecycleContext,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const grace = new AbortController();
  const done = new AbortController();
  const begin = (): void => {
    session.interruptedAtMs ??= clock.now();
    const leftMs = Math.max(0, session.interruptedAtMs + GRACE_MS - clock.now());
    clock.sleep(leftMs, done.signal).then(
      () => grace.abort(new GraceOver()),
      () => undefined,
    );
  };
  if (signal.aborted) begin();
  else signal.addEventListener("abort", begin, { once: true });
  try {
    return await work(grace.signal);
  } finally {
    signal.removeEventListener("abort", begin);
    done.abort(ANSWERED);
  }
}

/** True if an error is the interrupt itself, and not a fault. */
export function isInterrupt(error: unknown, { signal }: Pick<LifecycleContext, "signal">): boolean {
  return error instanceof GraceOver || (signal.aborted && error === signal.reason);
}

/** What went wrong, for a message. The reason of an interrupt comes from the host and would say nothing to a user. */
export function faultText(error: unknown, context: Pick<LifecycleContext, "signal">): string {
  if (isInterrupt(error, context)) return INTERRUPTED;
  return error instanceof Error ? error.message : String(error);
}

/** The result of an operation. If an interrupt ended it, `consequence` tells the user how it left things. */
export async function unlessInterrupted<T>(
  operation: Promise<T>,
  consequence: string,
  context: Pick<LifecycleContext, "signal">,
): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    throw isInterrupt(error, context)
      ? new UserError(`${INTERRUPTED}: ${consequence}`, { cause: error })
      : error;
  }
}
