import { isActive } from "../../api/run-status";
import { InitFailure, UserError } from "../../resource";
import { formatCount, formatList } from "../../text/format";
import { type JobRunState, nextStep } from "../job-run/state";
import type { JobRunBatchState } from "./fields";
import { inOrder, type Members } from "./members";
import { MAY_START, planKey } from "./plan";
import { shrinkToLimit, TRUNCATED } from "./shrink";

/** What went wrong in a batch. */
export interface BatchFailure {
  members: Members;
  problems: Problems;
  /** Keys that need a run and were not tried. */
  notStarted: readonly string[];
  whyNotStarted: string;
  /** The JobRun of a key as it is now. */
  stateOf: (key: string) => JobRunState | undefined;
  /** The first error, if one was thrown. */
  cause?: unknown;
}

/** The failure of a batch that exists, with its record and all that a person needs to go on. */
export function initFailureOf(
  id: string,
  state: JobRunBatchState,
  failure: BatchFailure,
): InitFailure<JobRunBatchState> {
  const { cause } = failure;
  const { state: kept, isTruncated } = shrinkToLimit(state);
  const lines = [...reasonLines(failure), ...(isTruncated ? [TRUNCATED] : [])];
  return new InitFailure(id, kept, lines, cause === undefined ? {} : { cause });
}

/** The same for a batch that has nothing to record. */
export function userErrorOf(failure: BatchFailure): UserError {
  const lines = reasonLines(failure).map((line) => line.trim());
  return new UserError(lines.join("; "), { cause: failure.cause });
}

/** Why a batch failed: the counts, the reasons of the first runs, what the next `up` does. */
export function reasonLines(failure: BatchFailure): string[] {
  const { members, problems, notStarted, whyNotStarted } = failure;
  const total = members.keys.length;
  const summary = problems.summary(total);
  if (notStarted.length > 0)
    summary.push(
      `${formatCount(notStarted.length)} of ${formatCount(total, "run")} ${notStarted.length === 1 ? "was" : "were"} not started: ${whyNotStarted}`,
    );
  return [summary.join("; "), ...problems.details(), ...nextLines(failure)];
}

function nextLines({ members, problems, notStarted, stateOf }: BatchFailure): string[] {
  const again: string[] = [...problems.of("notStarted")];
  const stuck: string[] = [];
  let open = 0;
  for (const key of [...problems.of("failed"), ...problems.of("open"), ...problems.of("cancelNotSent")]) {
    const state = stateOf(key);
    const { action } = planKey(state, members.inputsOf(key), MAY_START);
    if (action === "start") again.push(key);
    else if (state && isActive(state.status)) open++;
    else stuck.push(key);
  }
  const active = problems.of("cancelNotSent").length;
  const next = [
    active > 0 && `cancels the ${formatCount(active)} that ${active === 1 ? "goes" : "go"} on`,
    again.length > 0 && `runs ${formatList(again)} again`,
    open > 0 && `goes on following ${formatCount(open, "active run")}`,
    notStarted.length > 0 &&
      `goes on with the ${formatCount(notStarted.length)} that ${notStarted.length === 1 ? "is" : "are"} missing`,
    problems.of("notCancelled").length > 0 && `cancels ${formatList(problems.of("notCancelled"))}`,
  ].filter((part) => part !== false);
  const [first] = stuck;
  const state = first === undefined ? undefined : stateOf(first);
  return [
    ...(next.length > 0 ? [`The next \`pulumi up\` ${next.join(", and ")}`] : []),
    ...(state && first !== undefined
      ? [`${formatList(stuck)}: ${nextStep(state, members.inputsOf(first))}`]
      : []),
  ];
}

/** Runs whose reasons are in the report; and how many of these with the last lines of their logs. */
const MAX_REASONS = 10;
const MAX_WITH_LOG = 3;
const MAX_KEYS = 20;
/** Keys of runs that cost money and that nobody follows. */
const MAX_ACTIVE_KEYS = 200;

/**
 * - `failed`: a run ended without success
 * - `notStarted`: no run could be started
 * - `open`: the wait for a run was stopped, or it could not be read
 * - `notCancelled`: a run whose key is gone could not be cancelled
 * - `cancelNotSent`: an interrupt left no time to cancel a run
 */
export type ProblemKind = "failed" | "notStarted" | "open" | "notCancelled" | "cancelNotSent";

const KINDS = [
  "failed",
  "notStarted",
  "cancelNotSent",
  "notCancelled",
  "open",
] as const satisfies readonly ProblemKind[];

const TEXTS: Readonly<Record<ProblemKind, (number: number) => string>> = {
  failed: () => "failed",
  notStarted: () => "could not be started",
  notCancelled: (number) => `${number === 1 ? "is" : "are"} gone from the program and could not be cancelled`,
  open: (number) => `${number === 1 ? "is" : "are"} still active`,
  cancelNotSent: (number) =>
    `${number === 1 ? "goes" : "go"} on, since the interrupt left no time to ask for ${number === 1 ? "its" : "their"} end`,
};

function ofEachKind<T>(make: () => T): Record<ProblemKind, T> {
  return {
    failed: make(),
    notStarted: make(),
    open: make(),
    notCancelled: make(),
    cancelNotSent: make(),
  };
}

/** What went wrong, key by key. It keeps a limited number of reasons, since there may be thousands. */
export class Problems {
  private readonly keys = ofEachKind(() => new Set<string>());
  private readonly reasons = ofEachKind<[key: string, lines: readonly string[]][]>(() => []);

  /** The first error that was thrown, if one was. */
  first: Error | undefined;

  /** Keeps the error if it is the first one. */
  keepFirst(error: unknown): void {
    this.first ??= error instanceof Error ? error : new TypeError(String(error));
  }

  /** @param lines the reason, and below it the last lines of a log */
  add(kind: ProblemKind, key: string, lines: readonly string[]): void {
    this.keys[kind].add(key);
    if (this.reasons[kind].length < MAX_REASONS) this.reasons[kind].push([key, lines]);
  }

  /** Keys of a kind, in the order of the batch: the order in which they failed is chance. */
  of(kind: ProblemKind): readonly string[] {
    return inOrder([...this.keys[kind]]);
  }

  has(kind: ProblemKind, key: string): boolean {
    return this.keys[kind].has(key);
  }

  get count(): number {
    return KINDS.reduce((sum, kind) => sum + this.keys[kind].size, 0);
  }

  /** `3 of 1,000 runs failed: t1, t7, t9`, and the same of each other kind. */
  summary(total: number): string[] {
    return KINDS.filter((kind) => this.keys[kind].size > 0).map((kind) => {
      const keys = this.of(kind);
      const max = kind === "cancelNotSent" || kind === "notCancelled" ? MAX_ACTIVE_KEYS : MAX_KEYS;
      return `${formatCount(keys.length)} of ${formatCount(total, "run")} ${TEXTS[kind](keys.length)}: ${formatList(keys, max)}`;
    });
  }

  /** The first reasons, the gravest kind before the others. */
  details(): string[] {
    const first = KINDS.flatMap((kind) => this.reasons[kind]).slice(0, MAX_REASONS);
    return first.flatMap(([key, [reason = "", ...log]], index) => [
      `  ${key}: ${reason}`,
      ...(index < MAX_WITH_LOG ? log : []),
    ]);
  }
}
