import type { CallOptions } from "../api/caller";
import type { LifecycleContext } from "../resource";

/**
 * For requests that an operation cannot go on without. A request that fails for a passing reason is repeated until the
 * operation's own time is over, and a line on the resource says so.
 */
export function callOptions({ signal, session, deadlineMs, log }: LifecycleContext): CallOptions {
  return {
    signal,
    repeatUntilMs: Math.min(deadlineMs ?? Number.POSITIVE_INFINITY, session.waitsEndAtMs()),
    onRetry: (text) => log("info", text, { ephemeral: true }),
  };
}

/** For a read that a person waits for and can repeat, and that nothing depends on yet: it gives up early. */
export function briefCallOptions(context: LifecycleContext): CallOptions {
  return { ...callOptions(context), retry: "briefly" };
}
