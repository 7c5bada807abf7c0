import type { Random } from "../clock";
import { ConnectionError, ResponseShapeError, ServerError } from "./errors";

/** How one attempt ended, as far as repeating it is concerned. */
export type AttemptOutcome =
  | { kind: "status"; status: number; retryAfter?: string | undefined }
  | { kind: "connection"; mayHaveApplied: boolean };

/** One decision of the retry policy. */
export type RetryDecision = { retryInMs: number } | "give up";

/** Attempts in all, the first included. */
export const MAX_ATTEMPTS = 5;
const BASE_DELAY_MS = 500;
const MAX_DELAY_MS = 8_000;
/** A longer wish of the server is cut: a wait has its own, better-informed patience. */
export const MAX_RETRY_AFTER_MS = 60_000;

/**
 * The whole retry policy: what to do after attempt number `attempt` (1 is the first) ended with `outcome`.
 *
 * A request that is not repeatable (POST /runs starts a billed run, and the API knows no idempotency key) is
 * repeated only where the server surely did nothing: refused connection, 429, and 503 with Retry-After.
 */
export function decideRetry(
  attempt: number,
  outcome: AttemptOutcome,
  repeatable: boolean,
  at: { nowMs: number; random: Random },
): RetryDecision {
  if (attempt >= MAX_ATTEMPTS || !mayRepeat(outcome, repeatable)) return "give up";
  const asked = outcome.kind === "status" ? parseRetryAfterMs(outcome.retryAfter, at.nowMs) : undefined;
  if (asked !== undefined) return { retryInMs: Math.min(asked, MAX_RETRY_AFTER_MS) };
  const ceiling = Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** (attempt - 1));
  return { retryInMs: Math.round(at.random() * ceiling) };
}

/** True if the outcome proves that the server did not act on the request. */
export function surelyNotApplied(outcome: AttemptOutcome): boolean {
  if (outcome.kind === "connection") return !outcome.mayHaveApplied;
  if (outcome.status === 503) return outcome.retryAfter !== undefined;
  return outcome.status < 500;
}

/** True if an error of the client leaves open whether the server acted on the request. */
export function mayHaveApplied(error: unknown): error is Error {
  if (error instanceof ConnectionError) return error.mayHaveApplied;
  if (error instanceof ServerError)
    return !surelyNotApplied({ kind: "status", status: error.status, retryAfter: error.retryAfter });
  return error instanceof ResponseShapeError;
}

function mayRepeat(outcome: AttemptOutcome, repeatable: boolean): boolean {
  if (outcome.kind === "connection") return repeatable || !outcome.mayHaveApplied;
  if (outcome.status === 429) return true;
  if (outcome.status < 500) return false;
  return repeatable || surelyNotApplied(outcome);
}

/** `Thu, 01 Jan 2026 12:00:30 GMT`, and the older form with the whole weekday. */
const HTTP_DATE = /^\s*[a-z]+, .*\d:\d\d:\d\d/i;

/**
 * Reads a Retry-After header: seconds, fractions of a second (Wherobots sends "1.5") or an HTTP date.
 *
 * @returns milliseconds from `nowMs`, never negative; undefined if absent or unreadable
 */
export function parseRetryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined || header.trim() === "") return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds * 1000));
  // Date.parse alone finds a date in almost any text with a number: "retry 3" would be the year 2001, so "at once".
  const date = HTTP_DATE.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
