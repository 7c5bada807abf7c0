import { type ReadPoint } from "./history";
import type { PlannedLine, RunPlan } from "./plans";
import type { StoredRun } from "./store";
import { DEFAULT_RUNNING_MS, type RunTimeline } from "./timeline";

/** One line as the API shows it; the timestamp is nanoseconds since the epoch, unique within a run. */
export interface LogItem {
  timestamp: string;
  raw: string;
}

/** The lines of a run in order of time; computed by index, since a plan may ask for a million. */
export interface LogLines {
  readonly length: number;
  at(index: number): PlannedLine & { atMs: number };
}

/** Leaves room between two lines, so that a cursor just after one is not the timestamp of the next. */
const LINE_GAP_NS = 1000n;

/** A run's log at one point in the history. */
export class RunLog {
  readonly #lines: LogLines;
  readonly #startMs: number;
  /** Number of lines that can be read now. */
  readonly length: number;

  constructor(run: StoredRun, timeline: RunTimeline, point: ReadPoint) {
    this.#lines = plannedLines(run.plan, timeline.outcome);
    this.#startMs = timeline.startMs ?? 0;
    this.length = timeline.startMs === undefined ? 0 : this.#readable(run.plan, timeline, point);
  }

  /** The items from one index to before another. */
  slice(from: number, to: number): LogItem[] {
    const count = Math.max(0, Math.min(to, this.length) - from);
    return Array.from({ length: count }, (_, offset) => this.#item(from + offset));
  }

  /** Index of the first line whose timestamp is not before this one. */
  indexAt(timestamp: bigint): number {
    return firstIndex(this.length, (index) => this.timestampOf(index) >= timestamp);
  }

  /** Nanoseconds since the epoch. */
  timestampOf(index: number): bigint {
    const millisecond = Math.floor(this.#startMs + this.#lines.at(index).atMs);
    return BigInt(millisecond) * 1_000_000n + BigInt(index) * LINE_GAP_NS;
  }

  #readable({ lateLogsMs = 0 }: RunPlan, { endMs }: RunTimeline, point: ReadPoint): number {
    // A line that the run did not live to print never appears, however late one looks.
    const writtenUntilMs = Math.min(endMs ?? Number.POSITIVE_INFINITY, point.atMs - lateLogsMs);
    return firstIndex(
      this.#lines.length,
      (index) => this.#startMs + this.#lines.at(index).atMs > writtenUntilMs,
    );
  }

  #item(index: number): LogItem {
    return { timestamp: String(this.timestampOf(index)), raw: this.#lines.at(index).text };
  }
}

function plannedLines(plan: RunPlan, outcome: string): LogLines {
  const { logs = defaultLines(plan, outcome) } = plan;
  if (!Array.isArray(logs)) return numberedLines(logs.count, logs.text ?? "line {n}", plan.runningMs);
  const sorted = logs.map(({ atMs = 0, text }) => ({ atMs, text })).sort((a, b) => a.atMs - b.atMs);
  return { length: sorted.length, at: (index) => sorted[index] ?? { atMs: 0, text: "" } };
}

function numberedLines(count: number, text: string, runningMs = DEFAULT_RUNNING_MS): LogLines {
  return {
    length: count,
    at: (index) => ({ atMs: (index * runningMs) / count, text: text.replaceAll("{n}", String(index + 1)) }),
  };
}

function defaultLines({ runningMs = DEFAULT_RUNNING_MS }: RunPlan, outcome: string): PlannedLine[] {
  const opening = [
    { text: "Starting the script" },
    { atMs: runningMs / 2, text: "Half of the work is done" },
  ];
  if (outcome === "FAILED") return [...opening, ...lastLines(FAILURE_LINES, runningMs)];
  return [...opening, ...lastLines(["Subprocess finished with return code: 0"], runningMs)];
}

const FAILURE_LINES: readonly string[] = [
  "Traceback (most recent call last):",
  '  File "/opt/job/script.py", line 7, in <module>',
  "    main()",
  "ValueError: the emulator was told to fail",
  "Subprocess finished with return code: 1",
];

function lastLines(texts: readonly string[], atMs: number): PlannedLine[] {
  return texts.map((text) => ({ atMs, text }));
}

function firstIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
