import type { RecordedRun } from "../../wire/recorded-run";
import type { LifecycleContext } from "../resource";

/*
 * Which run belongs to which resource of the stack. The engine shows a provider one resource at a time. So these
 * functions combine what this process has seen with the state file, where that can be read.
 */

/**
 * The run that state holds for this resource. With `up --replace` and `state taint` the engine does not pass it on, and
 * it is read from the state file.
 */
export function recordedRunOf({ session, identity, stackState }: LifecycleContext): RecordedRun | undefined {
  const recorded = session.recordedRuns.get(identity.urn) ?? stackState.heldAt(identity.path);
  // A renamed resource registers before the resource that has its old name now. That one must not claim its run.
  return recorded && session.recordedRuns.hasElsewhere(recorded.runId, identity.urn) ? undefined : recorded;
}

/** A test for runs that another resource of the stack holds: these are no orphans. */
export function heldElsewhere(context: LifecycleContext): (runId: string) => boolean {
  const { session, stackState, identity } = context;
  const own = recordedRunOf(context)?.runId;
  return (runId) => {
    if (runId === own) return false;
    if (session.returnedRunIds.has(runId) || session.heldRunIds.has(runId)) return true;
    if (session.recordedRuns.hasElsewhere(runId, identity.urn)) return true;
    const holder = stackState.holderOf(runId);
    return holder !== undefined && holder.path !== identity.path;
  };
}
