import type { RunView } from "../../api/models";
import { type LifecycleContext, UserError } from "../../lifecycle";
import { LogTail } from "../../watch/log-tail";
import { duration, progressReporter } from "../../watch/progress";
import { type WaitGoal, type WaitResult, waitForRun } from "../../watch/wait";
import { cancelAndWait } from "./cancel";
import { stopReason } from "./failure";
import { observe, type RunOrigin, runAddress } from "./observe";
import type { ObservedRun } from "./observed-run";
import { observeEnd } from "./run-end";
import { type OnTimeout, type StopOutcome, stopOutcome } from "./wait-policy";

/** How a run is followed: inputs with their defaults applied. */
export interface FollowPolicy {
  goal: WaitGoal;
  onTimeout: OnTimeout;
  streamLogs: boolean;
  tailLines: number;
}

/** A wait that stopped before its goal. */
export interface Stopped {
  reason: string;
  /** False: the run goes on. */
  runEnded: boolean;
  nextUp: StopOutcome["nextUp"];
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
  const report = progressReporter(log, context.live);
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
  const { fails, cancelRun, nextUp } = stopOutcome(stop.cause, policy.onTimeout);
  const reason = stopReason(stop.cause, policy.goal, runId, observed, stop.error);
  if (!fails) {
    context.log("warning", `${reason}; it goes on, and the next up ${nextUp}`);
    return { observed };
  }
  if (!cancelRun) return { observed, stopped: { reason, runEnded: false, nextUp } };
  try {
    const ended = await cancelAndWait(runId, context);
    const end = await observeEnd(ended, logTail, origin, context);
    if (end.status !== "COMPLETED")
      return { observed: { ...end, cancelledByProvider: true }, stopped: { reason, runEnded: true, nextUp } };
    context.log("warning", `${reason}; it completed while it was being cancelled`);
    return { observed: end };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // The cancel was accepted and takes its time: whose it was must be known when the end is seen.
    return {
      observed: { ...observed, cancelledByProvider: true },
      stopped: { reason: `${reason}; ${error.message}`, runEnded: false, nextUp: "resumes the wait" },
    };
  }
}

/** Says on a kept line which run this is and where to look, before any wait begins. */
export function announce(what: string, run: RunView, context: LifecycleContext): void {
  const ageMs = context.clock.now() - Date.parse(run.createTime);
  const old = ageMs > 60_000 ? `, submitted ${duration(ageMs)} ago` : "";
  context.log("info", `${what} ${run.id}${old}: ${runAddress(context.session.api().apiUrl, run.id)}`);
}
