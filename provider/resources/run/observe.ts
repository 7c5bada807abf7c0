import type { RunView } from "../../api/models";
import type { Redact } from "../../redact";
import { redactDeep } from "../../redact";
import { safeLine } from "../../remote-text";
import { isActive, statusOf } from "../../run-status";

/** What is recorded of a run; see `sdk/` for what each field means. Absent fields are not known (yet). */
export interface ObservedRun {
  runId: string;
  runName: string;
  status: string;
  createTime: string;
  startTime?: string;
  completeTime?: string;
  effective: EffectiveSettings;
  triggeredBy?: { id: string; email?: string; name?: string };
  kubeApp?: ObservedKubeApp;
  timing?: RunTiming;
  cost?: RunCost;
  logTail?: string[];
  consoleUrl?: string;
  account: RunAccount;
  /** Only ever true: this provider cancelled the run, so the next `up` starts a new one. */
  cancelledByProvider?: true;
}

/** The fields above: what an update keeps of a state whose inputs change. */
const OBSERVED_FIELDS = [
  ...([
    "runId",
    "runName",
    "status",
    "createTime",
    "startTime",
    "completeTime",
    "effective",
    "triggeredBy",
    "kubeApp",
  ] as const),
  ...(["timing", "cost", "logTail", "consoleUrl", "account", "cancelledByProvider"] as const),
] satisfies readonly (keyof ObservedRun)[];

/** The observed part of a state. */
export function observedPart(state: ObservedRun): ObservedRun {
  const kept = OBSERVED_FIELDS.filter((field) => state[field] !== undefined).map((field) => [
    field,
    state[field],
  ]);
  return Object.fromEntries(kept) as ObservedRun;
}

/** What was in force for a run, whoever chose it. */
export interface EffectiveSettings {
  region?: string;
  runtime?: string;
  version?: string;
  timeoutSeconds?: number;
}

export interface ObservedKubeApp {
  id: string;
  status?: string;
  appType?: string;
  regionName?: string;
  message?: string;
  appMeta?: { sparkUiUrl?: string; sparkEventlogsUrl?: string; resolvedVersion?: string };
  events?: ObservedEvent[];
}

export interface ObservedEvent {
  code?: string;
  message?: string;
  createTime?: string;
}

export interface RunTiming {
  queuedSeconds?: number;
  runningSeconds?: number;
  totalSeconds?: number;
  coldStart?: boolean;
}

export interface RunCost {
  usd?: number;
  spatialUnits?: number;
}

/** Where a run lives: a 404 means "gone" only there. */
export interface RunAccount {
  apiUrl: string;
  organizationId?: string;
}

/** What a RunView does not say. */
export interface RunOrigin {
  account: RunAccount;
  /** Settings as sent, for what the server does not echo. */
  sent: EffectiveSettings;
  redact: Redact;
}

const MAX_MESSAGE_LENGTH = 1_000;
/** Kept of a run that did not complete; the history of a success is read by nobody, and state is written at each step. */
const MAX_EVENTS = 10;
const MAX_EVENT_LENGTH = 300;

/** The record of a run as it is now, without secrets and without empty fields. */
export function observe(run: RunView, origin: RunOrigin): ObservedRun {
  const { account, sent, redact } = origin;
  // Decisions rest on these: a secret input that is equal to one of them, such as another run's status, must not
  // change them, and would not be hidden by it.
  const facts = {
    status: statusOf(run),
    createTime: run.createTime,
    ...present({ startTime: run.startTime, completeTime: run.completeTime }),
    ...present({ consoleUrl: consoleUrl(account.apiUrl) }),
    account,
  };
  const observed: ObservedRun = {
    runId: run.id,
    runName: run.name,
    ...facts,
    effective: present({
      region: run.kubeApp?.regionName ?? sent.region,
      runtime: run.payload?.runtime ?? sent.runtime,
      version: run.payload?.version ?? sent.version,
      timeoutSeconds: run.payload?.timeoutSeconds ?? sent.timeoutSeconds,
    }),
    ...present({
      triggeredBy: observeUser(run),
      kubeApp: run.kubeApp && observeKubeApp(run),
      timing: timing(run),
    }),
  };
  return { ...redactDeep(observed, redact), ...facts };
}

function observeUser({ triggeredBy }: RunView): ObservedRun["triggeredBy"] {
  if (!triggeredBy) return undefined;
  return {
    id: triggeredBy.id,
    ...present({ email: triggeredBy.email, name: textField(triggeredBy["name"]) }),
  };
}

function observeKubeApp(run: RunView): ObservedKubeApp | undefined {
  const { kubeApp } = run;
  if (!kubeApp) return undefined;
  const { appMeta } = kubeApp;
  const events = (run.status === "COMPLETED" ? [] : (kubeApp.events ?? [])).slice(-MAX_EVENTS).map((event) =>
    present({
      code: event.code,
      message: event.message && safeLine(event.message, MAX_EVENT_LENGTH),
      createTime: event.createTime,
    }),
  );
  return {
    id: kubeApp.id,
    ...present({
      status: kubeApp.status,
      appType: kubeApp.appType,
      regionName: kubeApp.regionName,
      message: kubeApp.message && safeLine(kubeApp.message, MAX_MESSAGE_LENGTH),
      appMeta:
        appMeta &&
        present({
          sparkUiUrl: appMeta.spark_ui_url,
          sparkEventlogsUrl: appMeta.spark_eventlogs_url,
          resolvedVersion: appMeta.resolved_version,
        }),
      events: events.length > 0 ? events : undefined,
    }),
  };
}

function timing(run: RunView): RunTiming | undefined {
  const created = parseTime(run.createTime);
  const started = parseTime(run.startTime);
  const completed = isActive(run.status) ? undefined : parseTime(run.completeTime);
  const preexisted = (run.kubeApp?.events ?? []).map((event) => event.eventMeta?.node_preexisted);
  const known = preexisted.filter((value) => typeof value === "boolean");
  const result: RunTiming = present({
    queuedSeconds: secondsBetween(created, started),
    runningSeconds: secondsBetween(started, completed),
    totalSeconds: secondsBetween(created, completed),
    coldStart: known.length > 0 ? known.includes(false) : undefined,
  });
  return Object.keys(result).length > 0 ? result : undefined;
}

function parseTime(time: string | null | undefined): number | undefined {
  const ms = time ? Date.parse(time) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

function secondsBetween(from: number | undefined, to: number | undefined): number | undefined {
  if (from === undefined || to === undefined) return undefined;
  return Math.max(0, Math.round((to - from) / 100) / 10);
}

/**
 * Where a person looks at runs: the console beside an `api.` host. Only its page of all runs is documented
 * (https://docs.wherobots.com/develop/runs). Undefined where no console is known, as beside an emulator.
 */
export function consoleUrl(apiUrl: string): string | undefined {
  const { hostname } = new URL(apiUrl);
  return hostname.startsWith("api.") ? `https://${hostname.slice("api.".length)}/job-runs` : undefined;
}

/** The address to show for a run: the console's, or the API's own. */
export function runAddress(apiUrl: string, runId: string): string {
  return consoleUrl(apiUrl) ?? `${apiUrl}/runs/${runId}`;
}

function textField(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The given fields without those that are null, undefined or empty text. */
function present<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const kept = Object.entries(fields).filter(
    ([, value]) => value !== null && value !== undefined && value !== "",
  );
  return Object.fromEntries(kept) as { [K in keyof T]?: NonNullable<T[K]> };
}
