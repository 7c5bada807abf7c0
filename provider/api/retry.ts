import type { Random } from "../clock";
import { ConnectionError, ResponseShapeError, ServerError } from "./errors";

/** How one attempt ended, as far as repeating it is concerned. */
export type AttemptOutcome =
  | { kind: "status"; status: number; retryAfter?: string | undefined }
  | {
      kind: "connection";
      mayHaveApplied: boolean;
      /** It is a matter of the set-up: a person who waits for the word that the address is wrong waits briefly. */
      isLasting?: boolean;
    };

/** What one call has met so far. */
export interface CallRecord {
  /** Attempts that ended otherwise than by a refusal. */
  failures: number;
  /** When the first of them ended, in milliseconds since the epoch. */
  failingSinceMs?: number | undefined;
  /** 429s. */
  refusals: number;
  /** When the first 429 came, in milliseconds since the epoch. */
  refusedSinceMs?: number | undefined;
}

/**
 * One decision of the retry policy. A pause is for every request of the process: the limit that was met is the
 * credential's, so whoever else sends meanwhile is refused as well.
 */
export type RetryDecision = { retryInMs: number } | { pauseMs: number } | "give up";

/** What a call may do about its failures. */
export interface RetryPolicy {
  /** False: it is repeated only where the server surely did nothing. */
  repeatable: boolean;
  /** How long a repeatable call goes on after its first failure. */
  patienceMs: number;
}

/**
 * What an operation cannot go on without. Bounded by time and not by number: a server that restarts answers hundreds of
 * requests in the seconds that it takes, and one `up` of hours must not fail by them.
 */
export const PATIENT_MS = 60_000;
/** What only informs, or what a person waits for who can ask again. */
export const BRIEF_MS = 5_000;
/** Attempts of a call that is not repeatable, the first included and refusals left out. */
export const MAX_ATTEMPTS = 5;
const NOT_IMPLEMENTED = 501;
const BASE_DELAY_MS = 500;
const MAX_DELAY_MS = 8_000;
/** A longer Retry-After is cut: a wait has limits of its own, which know more. */
export const MAX_RETRY_AFTER_MS = 60_000;
/**
 * How long one call lets itself be refused. A refusal is bounded by time and not by number: it did nothing and says
 * nothing of the request, and among hundreds of callers the unlucky meet many while all of them move on.
 */
export const MAX_REFUSED_MS = 5 * 60_000;
/** "At once" after a refusal would be the next refusal. */
const MIN_PAUSE_MS = 100;

/** The record of a call before its first attempt. */
export const NOTHING_YET: CallRecord = { failures: 0, refusals: 0 };

/** The record with one more outcome. */
export function withOutcome(record: CallRecord, outcome: AttemptOutcome, nowMs: number): CallRecord {
  if (!isRefusal(outcome)) {
    const { failures, failingSinceMs = nowMs } = record;
    return { ...record, failures: failures + 1, failingSinceMs };
  }
  const { refusals, refusedSinceMs = nowMs } = record;
  return { ...record, refusals: refusals + 1, refusedSinceMs };
}

/**
 * The whole retry policy: what to do after an attempt ended with `outcome`.
 *
 * A request that is not repeatable (POST /runs starts a billed run, and the API knows no idempotency key) is
 * repeated only where the server surely did nothing: a refused connection, and 429.
 *
 * @param record with this outcome
 */
export function decideRetry(
  record: CallRecord,
  outcome: AttemptOutcome,
  policy: RetryPolicy,
  at: { nowMs: number; random: Random },
): RetryDecision {
  const asked = outcome.kind === "status" ? parseRetryAfterMs(outcome.retryAfter, at.nowMs) : undefined;
  if (isRefusal(outcome)) {
    if (at.nowMs - (record.refusedSinceMs ?? at.nowMs) >= MAX_REFUSED_MS) return "give up";
    return { pauseMs: Math.max(MIN_PAUSE_MS, delayMs(asked, record.refusals, at.random)) };
  }
  if (!mayRepeat(outcome, policy.repeatable) || isEnough(record, outcome, policy, at.nowMs)) return "give up";
  return { retryInMs: delayMs(asked, record.failures, at.random) };
}

function isEnough(
  { failures, failingSinceMs }: CallRecord,
  outcome: AttemptOutcome,
  { repeatable, patienceMs }: RetryPolicy,
  nowMs: number,
): boolean {
  if (!repeatable) return failures >= MAX_ATTEMPTS;
  const isLasting = outcome.kind === "status" ? outcome.status === NOT_IMPLEMENTED : outcome.isLasting;
  return nowMs - (failingSinceMs ?? nowMs) >= (isLasting ? Math.min(BRIEF_MS, patienceMs) : patienceMs);
}

/**
 * What the server asks for, else a random time between a ceiling that doubles and half of it: below that, attempts that
 * are bounded by time alone could be any number.
 */
function delayMs(asked: number | undefined, times: number, random: Random): number {
  if (asked !== undefined) return Math.min(asked, MAX_RETRY_AFTER_MS);
  const ceiling = Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** (times - 1));
  return Math.round(((1 + random()) / 2) * ceiling);
}

/** 429: the rate was too high, and nothing was done. */
function isRefusal(outcome: AttemptOutcome): boolean {
  return outcome.kind === "status" && outcome.status === 429;
}

/** True if the outcome proves that the server did not act on the request. */
export function surelyNotApplied(outcome: AttemptOutcome): boolean {
  if (outcome.kind === "connection") return !outcome.mayHaveApplied;
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
