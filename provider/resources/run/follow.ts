import type { RunView } from "../../api/models";
import type { LifecycleContext } from "../../lifecycle";
import { LogTail } from "../../watch/log-tail";
import { duration, progressReporter } from "../../watch/progress";
import { type WaitGoal, type WaitResult, waitForRun } from "../../watch/wait";
import { CancelUnfinished, cancelAndWait } from "./cancel";
import { stopReason } from "./failure";
import { withGrace } from "./interrupt";
import { observe, type RunOrigin, runAddress } from "./observe";
import type { ObservedRun } from "./observed-run";
import { observeEnd } from "./run-end";
import { type StopChoices, stopOutcome } from "./wait-policy";

/** How a run is followed: inputs with their defaults applied. */
export interface FollowPolicy extends StopChoices {
  goal: WaitGoal;
  streamLogs: boolean;
  tailLines: number;
}

/** A wait that stopped before its goal. */
export interface Stopped {
  reason: string;
  /** `may go on`: it was to be cancelled, and its end was not seen. */
  theRun: "goes on" | "was cancelled" | "may go on";
  /** What the API or the network said, where that ended the wait. */
  error?: Error;
}

/** Where following a run led. */
export interface Followed {
  observed: ObservedRun;
  /** Why the wait stopped before its goal and the operation fails; undefined if it does not. */
  stopped?: Stopped;
}

/** Follows a run to the goal of its wait, or to a stop, and carries out what the stop means. */
export async function followRun(
  run: RunView,
  policy: FollowPolicy,
  origin: RunOrigin,
  context: LifecycleContext,
): Promise<Followed> {
  const { session, clock, random, log, signal } = context;
  const api = session.api();
  const logTail = new LogTail(api, run.id, policy.tailLines, origin.redact);
  const report = context.member?.report ?? progressReporter(log, context.live);
  const result = await waitForRun(run, policy.goal, {
    api,
    clock,
    random,
    log,
    signal,
    session,
    logTail: policy.streamLogs ? logTail : undefined,
    report,
  });
  if (result.kind === "stopped") return carryOutStop(result, policy, logTail, origin, context);
  return { observed: await observeEnd(result.run, logTail, origin, context) };
}

async function carryOutStop(
  stop: Extract<WaitResult, { kind: "stopped" }>,
  policy: FollowPolicy,
  logTail: LogTail,
  origin: RunOrigin,
  context: LifecycleContext,
): Promise<Followed> {
  const runId = stop.run.id;
  const observed = observe(stop.run, origin);
  const { fails, cancelRun, nextUp } = stopOutcome(stop.cause, policy);
  const reason = stopReason(stop.cause, policy.goal, runId, observed, stop.error);
  if (!fails) {
    context.log("warning", `${reason}; it goes on, and the next up ${nextUp}`);
    return { observed };
  }
  if (!cancelRun)
    return { observed, stopped: { reason, theRun: "goes on", ...(stop.error ? { error: stop.error } : {}) } };
  try {
    const ended = await cancelStopped(stop, context);
    const end = await observeEnd(ended, logTail, origin, context);
    if (end.status !== "COMPLETED")
      return {
        observed: { ...end, cancelledByProvider: true },
        stopped: { reason, theRun: "was cancelled" },
      };
    context.log("warning", `${reason}; it completed while it was being cancelled`);
    return { observed: end };
  } catch (error) {
    if (!(error instanceof CancelUnfinished)) throw error;
    // The cancel takes its time or is not confirmed: whose it was must be known when the end is seen.
    return {
      observed: { ...observed, cancelledByProvider: true },
      stopped: { reason: `${reason}; it ${error.left}`, theRun: "may go on" },
    };
  }
}

/** Within the grace where the process is to end. */
function cancelStopped(
  { cause, run }: Extract<WaitResult, { kind: "stopped" }>,
  context: LifecycleContext,
): Promise<RunView> {
  if (cause !== "interrupt") return cancelAndWait(run.id, context);
  return withGrace(context, (signal) => cancelAndWait(run.id, { ...context, signal }));
}

/** Says on a kept line which run this is and where to look, before any wait begins. */
export function announce(what: string, run: RunView, context: LifecycleContext): void {
  const ageMs = context.clock.now() - Date.parse(run.createTime);
  const old = ageMs > 60_000 ? `, submitted ${duration(ageMs)} ago` : "";
  context.log("info", `${what} ${run.id}${old}: ${runAddress(context.session.api().apiUrl, run.id)}`);
}
