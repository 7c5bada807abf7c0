import type { EmulatorAccount } from "../accounts";
import { isoTime } from "../clock";
import { type ReadPoint } from "./history";
import { kubeAppView } from "./kube-app-view";
import type { StoredRun } from "./store";
import { passedTime, statusAt, timelineOf } from "./timeline";

/** A run as the API shows it. */
export type RunView = ReturnType<typeof runView>;

/** Accounts exist since before any run. */
export const ACCOUNT_TIME = "2025-01-01T00:00:00.000Z";

const KNOWN_STATUSES: ReadonlySet<string> = new Set([
  "PENDING",
  "RUNNING",
  "FAILED",
  "COMPLETED",
  "CANCELLED",
  "TIMED_OUT",
]);

/** The run as it is seen from that point in the history. */
export function runView(run: StoredRun, point: ReadPoint) {
  const timeline = timelineOf(run, point);
  const startTime = passedTime(timeline.startMs, point);
  const completeTime = passedTime(timeline.endMs, point);
  return {
    id: run.id,
    createTime: isoTime(run.createMs),
    updateTime: completeTime ?? startTime ?? isoTime(run.createMs),
    name: run.payload.name,
    status: statusAt(run, timeline, point),
    triggeredBy: customerView(run.account),
    startTime,
    completeTime,
    kubeApp: kubeAppView(run, timeline, point),
    payload: run.payload,
  };
}

/** The answer to the submission itself, which is given before anything was arranged. */
export function submittedView(run: StoredRun, point: ReadPoint): RunView {
  const createTime = isoTime(run.createMs);
  const untouched = { status: "PENDING", startTime: null, completeTime: null, kubeApp: null };
  return { ...runView(run, point), ...untouched, updateTime: createTime };
}

/** The same view with a status that the description knows, to check the rest of a deliberate departure. */
export function conforming(view: RunView): RunView {
  return KNOWN_STATUSES.has(view.status) ? view : { ...view, status: "RUNNING" };
}

/** The user behind an account, as other resources refer to it. */
export function customerView(account: EmulatorAccount) {
  return {
    id: account.userId,
    createTime: ACCOUNT_TIME,
    updateTime: ACCOUNT_TIME,
    email: account.email,
    name: account.name,
    roles: [roleView(account)],
  };
}

/** The one role that users of the emulator have. */
export function roleView(account: EmulatorAccount) {
  return {
    id: `role-${account.organizationId}`,
    createTime: ACCOUNT_TIME,
    updateTime: ACCOUNT_TIME,
    name: "Admin",
    organizationId: account.organizationId,
    policies: [{ provider: "WHEROBOTS", locator: "*", action: "*", effect: "ALLOW" }],
  };
}
