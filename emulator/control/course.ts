import { html } from "hono/html";
import type { RunRecord } from "../runs/record";
import type { Markup } from "./page";

/* The course of a run as a bar: how long it waited, and how long it ran. */

/** A stretch of time, in milliseconds since the epoch. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** From the first submit of these runs to now, or to the last end if all are over. */
export function spanOf(runs: readonly RunRecord[], nowMs: number): Span {
  const courses = runs.map((run) => courseOf(run, nowMs));
  const fromMs = Math.min(...courses.map(({ createMs }) => createMs));
  return { fromMs, untilMs: Math.max(fromMs + 1, ...courses.map(({ endMs }) => endMs)) };
}

/** The bar of a run within a span. */
export function courseBar(run: RunRecord, { fromMs, untilMs }: Span, nowMs: number): Markup {
  const { createMs, startMs, endMs } = courseOf(run, nowMs);
  const at = (ms: number): number => ((ms - fromMs) / (untilMs - fromMs)) * 1000;
  const rect = (look: string, from: number, until: number): Markup =>
    html`<rect class="${look}" x="${at(from).toFixed(1)}" width="${Math.max(2, at(until) - at(from)).toFixed(1)}" height="10"></rect>`;
  return html`<svg viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label="${courseText(run, nowMs)}">${rect(
    "queued",
    createMs,
    startMs ?? endMs,
  )}${startMs === undefined ? "" : rect(`ran ${run.status}`, startMs, endMs)}</svg>`;
}

/** `queued 2.0 s, ran 14 s`. */
export function courseText(run: RunRecord, nowMs: number): string {
  const { createMs, startMs, endMs } = courseOf(run, nowMs);
  const queued = `queued ${seconds((startMs ?? endMs) - createMs)}`;
  return startMs === undefined ? queued : `${queued}, ran ${seconds(endMs - startMs)}`;
}

function courseOf(
  { createTime, startTime, completeTime }: RunRecord,
  nowMs: number,
): { createMs: number; startMs: number | undefined; endMs: number } {
  return {
    createMs: Date.parse(createTime),
    startMs: startTime === null ? undefined : Date.parse(startTime),
    endMs: completeTime === null ? nowMs : Date.parse(completeTime),
  };
}

/** `0.3 s`, `42 s`, `3 min 20 s`, `2 h 5 min`. */
export function seconds(ms: number): string {
  const whole = Math.round(ms / 1000);
  if (ms < 10_000) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
