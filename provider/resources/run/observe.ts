import type { RunView } from "../../api/models";
import type { Redact } from "../../redact";
import { redactDeep } from "../../redact";
import { safeLine } from "../../remote-text";
import { isActive, isKnownStatus, statusOf } from "../../run-status";
import type { EffectiveSettings, KubeApp, ObservedRun, RunAccount, RunTiming } from "./observed-run";

/** What is recorded of every run for programs to use. */
export const OBSERVED_OUTPUTS = [
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
  ...(["timing", "cost", "logTail", "consoleUrl", "account"] as const),
] satisfies readonly (keyof ObservedRun)[];

/** What an update keeps of a state whose inputs change. */
const OBSERVED_FIELDS = [...OBSERVED_OUTPUTS, "cancelledByProvider"] satisfies readonly (keyof ObservedRun)[];

/** The observed part of a state. */
export function observedPart(state: Partial<ObservedRun>): ObservedRun {
  const kept = OBSERVED_FIELDS.filter((field) => state[field] !== undefined).map((field) => [
    field,
    state[field],
  ]);
  return Object.fromEntries(kept) as ObservedRun;
}

/** What a RunView does not say. */
export interface RunOrigin {
  account: RunAccount;
  /** Settings as sent, for what the server does not echo. */
  sent: EffectiveSettings;
  redact: Redact;
}

/** ISO 8601, as far as it can hold nothing else. */
const TIME = /^\d{4}-[\d:.TZ+-]*$/;
/** Of any one text; an address with a signature in it is shorter. */
const MAX_TEXT_LENGTH = 2_000;
/** Kept of a run that did not complete; the history of a success is read by nobody, and state is written at each step. */
const MAX_EVENTS = 10;

/** The record of a run as it is now, without secrets, without empty fields, and with texts that are safe to show. */
export function observe(run: RunView, origin: RunOrigin): ObservedRun {
  const { account, sent, redact } = origin;
  // Decisions rest on these: a secret input that is equal to one of them, such as another run's status, must not
  // change them, and would not be hidden by it.
  const facts = {
    ...redactDeep(
      {
        status: statusOf(run),
        createTime: run.createTime,
        ...present({ startTime: run.startTime, completeTime: run.completeTime }),
      },
      (text) => (isKnownStatus(text) || TIME.test(text) ? text : redact(text)),
    ),
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
  return { ...safeTexts(observed, redact), ...safeTexts(facts) };
}

/** A copy whose texts are safe to show, and without secrets. */
export function safeTexts<T>(value: T, redact?: Redact): T {
  return redactDeep(value, (text) => safeLine(text, MAX_TEXT_LENGTH, redact));
}

function observeUser({ triggeredBy }: RunView): ObservedRun["triggeredBy"] {
  if (!triggeredBy) return undefined;
  return {
    id: triggeredBy.id,
    ...present({ email: triggeredBy.email, name: textField(triggeredBy["name"]) }),
  };
}

function observeKubeApp(run: RunView): KubeApp | undefined {
  const { kubeApp } = run;
  if (!kubeApp) return undefined;
  const { appMeta } = kubeApp;
  const events = (statusOf(run) === "COMPLETED" ? [] : (kubeApp.events ?? []))
    .slice(-MAX_EVENTS)
    .map((event) =>
      present({
        code: event.code,
        message: event.message,
        createTime: event.createTime,
      }),
    );
  return {
    id: kubeApp.id,
    ...present({
      status: kubeApp.status,
      appType: kubeApp.appType,
      regionName: kubeApp.regionName,
      message: kubeApp.message,
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
  const completed = isActive(statusOf(run)) ? undefined : parseTime(run.completeTime);
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
  // A state may not say which.
  if (!URL.canParse(apiUrl)) return undefined;
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
