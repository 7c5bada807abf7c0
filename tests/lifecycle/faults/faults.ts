import type { FaultRule } from "../../../emulator";

/*
 * What can go wrong with one request, as data: tests arm it, documents name it.
 */

/** Faults of one class have the same outcome, whatever they look like on the wire. */
export type FaultClass =
  | "unreachable"
  | "lost"
  | "done"
  | "busy"
  | "credential"
  | "right"
  | "missing"
  | "refusal"
  | "newer"
  | "stale"
  | "expired";

/** What each class means, in the words of the documentation. */
export const FAULT_CLASSES: Readonly<Record<FaultClass, string>> = {
  unreachable: "no connection",
  lost: "answer lost, nothing done",
  done: "answer lost, but done",
  busy: "busy",
  credential: "401",
  right: "403",
  missing: "404",
  refusal: "409, 422",
  newer: "newer API",
  stale: "stale read",
  expired: "record expired",
};

/** One fault. Exactly one of `rule`, `refuses`, `alters` and `expires` says how it comes about. */
export interface Fault {
  readonly name: string;
  readonly class: FaultClass;
  /** Injected by the emulator. */
  readonly rule?: Omit<FaultRule, "method" | "path" | "times" | "skip">;
  /** The connection is refused. */
  readonly refuses?: true;
  /** A good answer as a later version of the API may send it. */
  readonly alters?: (answer: unknown) => unknown;
  /** It cannot last: a time-out is waited for in real time, a date passes, an expired record stays so by itself. */
  readonly onlyOnce?: true;
  /** All runs have ended and their records are gone when the request arrives. */
  readonly expires?: true;
}

/** The client of the tests takes no more than 1 MiB and waits no longer than this, so that they are quick. */
export const LIMITS = {
  maxResponseBytes: 1024 * 1024,
  headersTimeoutMs: 700,
  submitTimeoutMs: 700,
  bodyTimeoutMs: 700,
};

/** Spoilt answers, each once before the operation takes effect and once after. */
const SPOILT: readonly Fault["rule"][] = [
  { kind: "reset" },
  { kind: "hang" },
  { kind: "status", status: 500 },
  { kind: "html", status: 502 },
  { kind: "status", status: 503 },
  { kind: "malformedJson" },
  { kind: "truncated" },
  { kind: "oversize", bytes: 2 * LIMITS.maxResponseBytes },
];

const RETRY_AFTER: Readonly<Record<string, string | undefined>> = {
  "in seconds": "2",
  "in fractions": "1.5",
  "as a date": "Thu, 01 Jan 2026 00:00:03 GMT",
  absent: undefined,
};

export const FAULTS: readonly Fault[] = [
  { name: "refused connection", class: "unreachable", refuses: true },
  ...SPOILT.map((rule) => spoilt(rule, "before")),
  ...SPOILT.map((rule) => spoilt(rule, "after")),
  ...Object.entries(RETRY_AFTER).map(([how, value]) => busy(429, how, value)),
  busy(503, "in seconds", "2"),
  answered(401, "credential"),
  answered(403, "right"),
  answered(404, "missing"),
  answered(409, "refusal"),
  answered(422, "refusal"),
  { name: "unknown fields", class: "newer", alters: withUnknownFields },
  { name: "unknown status", class: "newer", alters: withUnknownStatus },
  { name: "slow answer", class: "newer", rule: { kind: "delay", delayMs: 20 } },
  { name: "read before the last write", class: "stale", rule: { kind: "stale" } },
  { name: "record expired", class: "expired", expires: true, onlyOnce: true },
];

function spoilt(rule: Fault["rule"], when: "before" | "after"): Fault {
  const { kind = "", status } = rule ?? {};
  const name = `${kind === "hang" ? "timeout" : kind}${status === undefined ? "" : ` ${status}`}, ${when}`;
  return {
    name,
    class: when === "before" ? "lost" : "done",
    rule: { kind: "reset", ...rule, when },
    ...(kind === "hang" ? { onlyOnce: true } : {}),
  };
}

function busy(status: number, how: string, retryAfter: string | undefined): Fault {
  const headers = retryAfter === undefined ? {} : { "retry-after": retryAfter };
  return {
    name: `${status}, Retry-After ${how}`,
    class: "busy",
    rule: { kind: "status", status, headers },
    ...(how === "as a date" ? { onlyOnce: true } : {}),
  };
}

function answered(status: number, faultClass: FaultClass): Fault {
  return { name: String(status), class: faultClass, rule: { kind: "status", status } };
}

function withUnknownFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withUnknownFields);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, withUnknownFields(item)] as const);
  return { ...Object.fromEntries(entries), ofALaterVersion: { since: 2030, of: [null, "text"] } };
}

/** Only a run that is still active: the last statuses are known for good. */
function withUnknownStatus(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withUnknownStatus);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) =>
    key === "status" && (item === "RUNNING" || item === "PENDING")
      ? ([key, "HIBERNATING"] as const)
      : ([key, withUnknownStatus(item)] as const),
  );
  return Object.fromEntries(entries);
}
