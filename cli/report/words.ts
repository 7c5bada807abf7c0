import { formatCount } from "../../provider/text/format";
import { type Report, type ReportRun, VERDICTS, type Verdict } from "./model";

/** How a verdict reads, and the sign that tells it without its colour. */
export const VERDICT_WORDS: Readonly<Record<Verdict, { sign: string; word: string }>> = {
  failed: { sign: "✕", word: "Failed" },
  warned: { sign: "▲", word: "Failed, allowed" },
  cancelled: { sign: "⊘", word: "Cancelled" },
  active: { sign: "◐", word: "Active" },
  notRun: { sign: "○", word: "Not run" },
  succeeded: { sign: "✓", word: "Completed" },
};

/** Statuses that say more than their verdict. */
const STATUS_WORDS: Readonly<Record<string, string>> = {
  TIMED_OUT: "Timed out",
  PENDING: "Queued",
  RUNNING: "Running",
};

/** `Timed out, allowed`. */
export function statusWord({ status, verdict }: Pick<ReportRun, "status" | "verdict">): string {
  const own = STATUS_WORDS[status];
  if (own !== undefined) return verdict === "warned" ? `${own}, allowed` : own;
  // A status that is newer than this version.
  return verdict === "active" ? status : VERDICT_WORDS[verdict].word;
}

/** The stack's name in one text. */
export function titleOf({ project, stack }: Report): string {
  return project === undefined || stack === undefined ? "Empty stack" : `${project} / ${stack}`;
}

/** What happened, in one sentence. */
export function headline({ totals }: Report): string {
  const { runs } = totals;
  if (runs === 0) return "This stack has no job runs.";
  const only = (["succeeded", "failed"] as const).find((verdict) => totals[verdict] === runs);
  if (only) return `${runs === 1 ? "The run" : `All ${formatCount(runs)} runs`} ${HEADLINE_WORDS[only]}.`;
  const parts = VERDICTS.filter((verdict) => totals[verdict] > 0).map(
    (verdict) => `${formatCount(totals[verdict])} ${HEADLINE_WORDS[verdict]}`,
  );
  return `${formatCount(runs, "run")}: ${parts.join(", ")}.`;
}

const HEADLINE_WORDS: Readonly<Record<Verdict, string>> = {
  failed: "failed",
  warned: "failed (allowed)",
  cancelled: "cancelled",
  active: "active",
  notRun: "not run",
  succeeded: "completed",
};

/** `12.3 s`, `4 m 05 s`, `2 h 07 m`, `3 d 04 h`; a dash for what is not known. */
export function durationText(seconds: number | undefined): string {
  if (seconds === undefined) return "–";
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const units: [number, string, number, string][] = [
    [60, "m", 1, "s"],
    [3_600, "h", 60, "m"],
    [86_400, "d", 3_600, "h"],
  ];
  const [large, unit, small, rest] = units.findLast(([size]) => whole >= size) ?? [60, "m", 1, "s"];
  return `${Math.floor(whole / large)} ${unit} ${String(Math.floor((whole % large) / small)).padStart(2, "0")} ${rest}`;
}

/** `$1.20`, or more digits below a cent; a dash for what is not known. */
export function costText(usd: number | undefined): string {
  if (usd === undefined) return "–";
  return `$${usd.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: usd < 0.01 ? 4 : 2 })}`;
}

/** `2026-11-29 06:15:00 UTC`. */
export function timeText(iso: string | undefined): string {
  return iso === undefined ? "–" : `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
