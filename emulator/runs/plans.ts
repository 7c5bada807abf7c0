import { matches, type Pattern } from "../wildcard";
import type { JobRunPayload } from "./payload";

/** One line that a run prints. */
export interface PlannedLine {
  /** Milliseconds after the run started. Default 0. */
  atMs?: number;
  /** The line. */
  text: string;
}

/** Many lines spread evenly over the running time; `{n}` in the text becomes the line's number. */
export interface PlannedLines {
  /** How many lines. */
  count: number;
  /** Default `line {n}`. */
  text?: string;
}

/** An extra event of the run's kubeApp. */
export interface PlannedEvent {
  /** Milliseconds after the run was created. Default 0. */
  atMs?: number;
  /** What happened, as the API names it, for example `APP_NODE_SCHEDULED`. Default null. */
  code?: string;
  /** What people read of it. Default null. */
  message?: string;
  /** Sent as it is. Default null. */
  eventMeta?: Record<string, unknown>;
}

/** What happens to a run, as durations in milliseconds. Everything is derived from it and the clock. */
export interface RunPlan {
  /** Time in PENDING. Default 100. */
  pendingMs?: number;
  /** Time in RUNNING. Default 300. A shorter `timeoutSeconds` of the run ends it first as TIMED_OUT. */
  runningMs?: number;
  /** The final status. Default COMPLETED; FAILED with `neverLaunches`. Unknown statuses are possible. */
  outcome?: "COMPLETED" | "FAILED" | "TIMED_OUT" | "CANCELLED" | (string & {});
  /** Runs until it is cancelled or finished by hand; not even its timeout ends it. Default false. */
  neverEnds?: boolean;
  /** Ends after `pendingMs` without a startTime. Default false. */
  neverLaunches?: boolean;
  /** Default: a few lines that fit the outcome. */
  logs?: PlannedLine[] | PlannedLines;
  /** Lines can be read this much later than they were written. Default 0. */
  lateLogsMs?: number;
  /** Added to the events that every run has. */
  events?: PlannedEvent[];
  /** `kubeApp.message` and the message of a failure event. Default null, or a text that fits the outcome. */
  message?: string;
  /** True when a new node had to be started. Default false. */
  coldStart?: boolean;
  /** Final cost. Default 0.12. */
  costUsd?: number;
  /** Final consumption. Default 0.4. */
  spatialUnits?: number;
  /** Time after the end until the cost is final. Default 600000. */
  costSettlesMs?: number;
  /** What `latest` turned out to be. Default: a version that fits the request. */
  resolvedVersion?: string;
  /** A status reported instead of RUNNING, such as one that no client knows. */
  status?: string;
  /** Time from an accepted cancel until the run is CANCELLED. Default 0. */
  cancelTakesMs?: number;
}

/** A plan for the runs that match; the first matching rule wins. Fields not given come from the default plan. */
export interface PlanRule {
  /** All given parts must match. Default: every run. */
  match?: {
    /** The name of the run. */
    name?: Pattern;
    /** The URI of the script or JAR. */
    uri?: Pattern;
    /** Any one of the arguments. */
    args?: Pattern;
  };
  /** The rule is used for this many runs, then the next one counts. Default: no limit. */
  times?: number;
  /** What happens to these runs. */
  plan: RunPlan;
}

/** A hundred years; dates much later have no form that all clients read. */
const LONGEST_MS = 100 * 365 * 24 * 3_600_000;

/** The rules in force, in order, with how often each may still be used. */
export class PlanBook {
  #rules: { rule: PlanRule; left: number }[];

  constructor(
    private readonly initial: readonly PlanRule[],
    private readonly defaultPlan: RunPlan,
  ) {
    for (const plan of [defaultPlan, ...initial.map((rule) => rule.plan)]) checkTimes(plan);
    this.#rules = initial.map(counted);
  }

  /** Puts a rule in front of all others. @throws RangeError for a plan with an impossible time. */
  add(rule: PlanRule): void {
    checkTimes(rule.plan);
    this.#rules.unshift(counted(rule));
  }

  /** Back to the rules given at the start, with fresh counts. */
  reset(): void {
    this.#rules = this.initial.map(counted);
  }

  /** The plan for a run that is being submitted; uses up one of the rule's times. */
  planFor(payload: JobRunPayload): RunPlan {
    const entry = this.#rules.find(({ rule, left }) => left > 0 && ruleMatches(rule, payload));
    if (entry === undefined) return this.defaultPlan;
    entry.left -= 1;
    return { ...this.defaultPlan, ...entry.rule.plan };
  }
}

function checkTimes({
  pendingMs,
  runningMs,
  lateLogsMs,
  costSettlesMs,
  cancelTakesMs,
  ...plan
}: RunPlan): void {
  const lines = Array.isArray(plan.logs) ? plan.logs : [];
  const moments = [...lines, ...(plan.events ?? [])].map(({ atMs }) => atMs);
  for (const ms of [pendingMs, runningMs, lateLogsMs, costSettlesMs, cancelTakesMs, ...moments]) {
    if (ms !== undefined && !(ms >= 0 && ms <= LONGEST_MS)) {
      throw new RangeError(`a time of a plan is from 0 to ${LONGEST_MS} ms, not ${ms}`);
    }
  }
}

function counted(rule: PlanRule): { rule: PlanRule; left: number } {
  return { rule, left: rule.times ?? Number.POSITIVE_INFINITY };
}

function ruleMatches({ match }: PlanRule, payload: JobRunPayload): boolean {
  if (match === undefined) return true;
  const program = payload.runPython ?? payload.runJar;
  const { name, uri, args } = match;
  return (
    (name === undefined || matches(name, payload.name)) &&
    (uri === undefined || matches(uri, program?.uri ?? "")) &&
    (args === undefined || (program?.args ?? []).some((arg) => matches(args, arg)))
  );
}
