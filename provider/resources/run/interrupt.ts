import { type LifecycleContext, UserError } from "../../lifecycle";

/*
 * After an interrupt the engine wants an answer within seconds. Everything that waits or asks heeds `context.signal`,
 * and ends with its reason. Only what must not be torn off has a grace: a submit whose answer is on its way, and the
 * cancel that `onInterrupt` asks for.
 */

/** How long after an interrupt an answer is awaited, over all that the process does. */
export const GRACE_MS = 1_500;

/** The grace has passed before the answer came: whether the request took effect is not known. */
export class GraceOver extends Error {
  override name = "GraceOver";

  constructor() {
    super(INTERRUPTED);
  }
}

const INTERRUPTED = "interrupted";
/** Why the grace is not waited for: an abort without a reason would make an error with a stack trace each time. */
const ANSWERED = "answered";

/** Work whose signal aborts a grace after the interrupt, with a GraceOver. */
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

/** True if an error is the interrupt itself, and nothing that went wrong. */
export function isInterrupt(error: unknown, { signal }: Pick<LifecycleContext, "signal">): boolean {
  return error instanceof GraceOver || (signal.aborted && error === signal.reason);
}

/** What went wrong, in words: the reason of an interrupt is the host's, and says nothing to a user. */
export function faultText(error: unknown, context: Pick<LifecycleContext, "signal">): string {
  if (isInterrupt(error, context)) return INTERRUPTED;
  return error instanceof Error ? error.message : String(error);
}

/** The outcome of an operation; where an interrupt ended it, `left` says how things were left. */
export async function unlessInterrupted<T>(
  operation: Promise<T>,
  left: string,
  context: Pick<LifecycleContext, "signal">,
): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    throw isInterrupt(error, context) ? new UserError(`${INTERRUPTED}: ${left}`, { cause: error }) : error;
  }
}
