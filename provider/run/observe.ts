import { FOLLOWED_RUN_RECORD, OBSERVED_RUN } from "../../wire/outputs.generated";
import type { RunView } from "../api/models";
import { isActive, isKnownStatus, NOT_RUN, statusOf } from "../api/run-status";
import type { LifecycleContext } from "../resource";
import type { Redact } from "../text/redact";
import { redactDeep } from "../text/redact";
import { safeLine } from "../text/safe-line";
import { present } from "../values";
import type { EffectiveSettings, KubeApp, ObservedRun, RunAccount, RunTiming } from "./record";

/** What is recorded of every run for programs to use. */
export const OBSERVED_OUTPUTS = Object.keys(FOLLOWED_RUN_RECORD);

/** What an update keeps of a state whose inputs change. */
const OBSERVED_FIELDS = Object.keys(OBSERVED_RUN) as (keyof typeof OBSERVED_RUN)[];

/** The observed part of a state. */
export function observedPart(state: Partial<ObservedRun>): ObservedRun {
  const kept = OBSERVED_FIELDS.filter((field) => state[field] !== undefined).map((field) => [
    field,
    state[field],
  ]);
  return Object.fromEntries(kept) as ObservedRun;
}

/** What the record of a run needs and the API's answer does not hold. */
export interface RunOrigin {
  account: RunAccount;
  /** Settings as they were sent, for those that the server does not return. */
  sent: EffectiveSettings;
  redact: Redact;
}

/** ISO 8601, as far as it can hold nothing else. */
const TIME = /^\d{4}-[\d:.TZ+-]*$/;
/** Longer texts are cut. An address with a signature in it is shorter. */
const MAX_TEXT_LENGTH = 2_000;
/** Events kept of a run that did not complete. A success keeps none: the engine writes the state at each step. */
const MAX_EVENTS = 10;

/** The record of a run as it is now, without secrets, without empty fields, and with texts that are safe to show. */
export function observe(run: RunView, origin: RunOrigin): ObservedRun {
  const { account, sent, redact } = origin;
  // The rules decide by these facts, so redaction must not change one that happens to equal a secret. Where the name or a
  // setting repeats a secret, the hosts mark that output as secret.
  const facts = {
    runId: run.id,
    runName: run.name,
    effective: present({
      region: run.kubeApp?.regionName ?? sent.region,
      runtime: run.payload?.runtime ?? sent.runtime,
      version: run.payload?.version ?? sent.version,
      timeoutSeconds: run.payload?.timeoutSeconds ?? sent.timeoutSeconds,
    }),
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
    ...facts,
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

/** The record of a run that was not started, because `wherobots:runJobs` is false. Says so. */
export function unstartedRun(runId: string, { session, clock, log }: LifecycleContext): ObservedRun {
  log("info", "not run: wherobots:runJobs is false. The first up without it runs the job");
  return {
    runId,
    runName: "",
    status: NOT_RUN,
    createTime: new Date(clock.now()).toISOString(),
    effective: {},
    account: { apiUrl: session.config().apiUrl },
  };
}
