import type { RunView } from "../api/models";
import { isActive, statusOf } from "../api/run-status";
import type { LifecycleContext } from "../resource";
import { LogFile } from "../watch/log-file";
import { LogTail } from "../watch/log-tail";
import { duration, RunRow } from "../watch/progress";
import { waitForRun } from "../watch/wait";
import { CancelUnfinished, cancelAndWait } from "./cancel";
import { observeEnd } from "./end";
import { withGrace } from "./interrupt";
import { observe, type RunOrigin, runAddress } from "./observe";
import { type StoppedWait, stopReason } from "./outcome";
import type { ObservedRun } from "./record";
import type { FollowPolicy, Stopped } from "./stop";
import { stopOutcome } from "./stop";

/** Where following a run led. */
export interface Followed {
  observed: ObservedRun;
  /** Why the wait stopped before its goal and the operation fails; undefined if it does not. */
  stopped?: Stopped;
}

/** Follows a run until the goal of its wait is reached or the wait stops, and carries out what a stop means. */
export async function followRun(
  run: RunView,
  policy: FollowPolicy,
  origin: RunOrigin,
  context: LifecycleContext,
): Promise<Followed> {
  const { session, clock, random, log, signal } = context;
  const api = session.api();
  const logTail = new LogTail(api, run.id, policy.tailLines, origin.redact);
  if (policy.logFile !== undefined)
    logTail.writeTo(new LogFile(policy.logFile, (text) => log("warning", text)));
  const row = new RunRow(context);
  if (policy.streamLogs) logTail.streamTo((lines, more) => row.addLog(lines, more));
  const result = await waitForRun(run, policy.goal, {
    api,
    clock,
    random,
    log,
    signal,
    session,
    logTail: policy.streamLogs || logTail.isWritten ? logTail : undefined,
    report: context.member?.report ?? ((progress) => row.report(progress)),
  });
  if (result.kind === "stopped") return carryOutStop(result, { policy, logTail, origin }, context);
  const endedLog = { tail: logTail, sawEnd: isActive(statusOf(run)) };
  return { observed: await observeEnd(result.run, endedLog, origin, context) };
}

/** What following a run goes by. */
interface Following {
  policy: FollowPolicy;
  logTail: LogTail;
  origin: RunOrigin;
}

async function carryOutStop(
  stop: StoppedWait,
  following: Following,
  context: LifecycleContext,
): Promise<Followed> {
  const { policy, origin } = following;
  const observed = observe(stop.run, origin);
  const { fails, cancelRun, nextUp } = stopOutcome(stop.cause, policy);
  const reason = stopReason(stop, policy.goal, observed);
  const repeats = nextUp === "starts a new run";
  if (!fails) {
    context.log("warning", `${reason}; it goes on, and the next up ${nextUp}`);
    return { observed };
  }
  if (!cancelRun)
    return { observed, stopped: { reason, theRun: "goes on", ...(stop.error ? { error: stop.error } : {}) } };
  try {
    return await cancelAndObserve(stop, { reason, repeats }, following, context);
  } catch (error) {
    if (!(error instanceof CancelUnfinished)) throw error;
    // Record that we cancelled it, so that the next up knows when it sees the run end.
    return {
      observed: { ...observed, ...(repeats ? { cancelledByProvider: true } : {}) },
      stopped: { reason: `${reason}; it ${error.left}`, theRun: "may go on", error },
    };
  }
}

/** @throws CancelUnfinished if the end of the run was not seen */
async function cancelAndObserve(
  stop: StoppedWait,
  { reason, repeats }: { reason: string; repeats: boolean },
  { logTail, origin }: Following,
  context: LifecycleContext,
): Promise<Followed> {
  const ended = await cancelStopped(stop, context);
  const observed = await observeEnd(ended, { tail: logTail, sawEnd: true }, origin, context);
  if (observed.status !== "COMPLETED")
    return {
      observed: { ...observed, ...(repeats ? { cancelledByProvider: true } : {}) },
      stopped: { reason, theRun: "was cancelled" },
    };
  context.log("warning", `${reason}; it completed while it was being cancelled`);
  return { observed };
}

/** After an interrupt the cancel has only the grace period, and goes before everything else that is sent. */
function cancelStopped({ cause, run }: StoppedWait, context: LifecycleContext): Promise<RunView> {
  if (cause !== "interrupt") return cancelAndWait(run.id, context);
  return withGrace(context, (signal) =>
    cancelAndWait(run.id, { ...context, signal }, { priority: "urgent" }),
  );
}

/** Says which run this is and where to look, before any wait begins. The line stays in the output. */
export function announce(what: string, run: RunView, context: LifecycleContext): void {
  const ageMs = context.clock.now() - Date.parse(run.createTime);
  const old = ageMs > 60_000 ? `, submitted ${duration(ageMs)} ago` : "";
  context.log("info", `${what} ${run.id}${old}: ${runAddress(context.session.api().apiUrl, run.id)}`);
}
