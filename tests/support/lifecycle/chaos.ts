import type { FaultRule } from "../../../emulator/index";
import { testSeed } from "../sample";

/** How bad it gets. */
export interface ChaosOptions {
  readonly seed: number;
  /** Part of the answers that are faults, 0 to 1. */
  readonly share: number;
  /** Real time, in milliseconds: of a delayed answer, and of a connection that hangs before it breaks. */
  readonly delayMs: number;
  readonly hangMs: number;
  /** Of an answer that is larger than the client accepts. */
  readonly oversizeBytes: number;
  /** False: no submit is lost in a way in which it could still come true, which is waited for by the clock. */
  readonly losesSubmits: boolean;
  /** Emulator time, for a Retry-After that is a date. */
  readonly nowMs: number;
}

type Weighted = FaultRule & { readonly weight: number };

/** One run's address: 404 there means that the server does not know yet what it has just started. */
const RUN = /^\/runs\/\w+$/;
/** Only a question for one run meets it, and there are few, since most are seen in lists: less would not be seen for sure. */
const NOT_FOUND_FACTOR = 2;
/** What costs much time or memory comes so often, and so much sooner than by its weight that it surely comes at all. */
const FEW = 3;
const FEW_FACTOR = 6;
/** Of 300 requests that a rule is for, one in a million times none meets it. */
const SOON = 0.05;

/**
 * Faults of every kind that passes by itself, for all requests. Those that end a call for good (401, 403, 404 elsewhere,
 * a redirect) are none of them.
 */
export function chaosFaults({ seed, share, ...options }: ChaosOptions): FaultRule[] {
  const rules = weighted(options);
  const whole = rules.reduce((sum, { weight }) => sum + weight, 0);
  const notFoundYet: FaultRule = { kind: "status", status: 404, method: "GET", path: RUN };
  return [
    ...rules.map(({ weight, ...rule }) => ({
      ...rule,
      probability: ((share * weight) / whole) * (rule.times === FEW ? FEW_FACTOR : 1),
    })),
    { ...notFoundYet, probability: share * NOT_FOUND_FACTOR },
    // Rules with the same seed would draw the same numbers, and only the first would ever hit.
  ].map((rule, index) => ({ ...rule, seed: seed * 1_000 + index }));
}

/**
 * Each of these rules once, soon: that all kinds came is then certain and not only probable. To be added before the rules
 * themselves, since the first rule that hits answers.
 */
export function onceEach(rules: readonly FaultRule[]): FaultRule[] {
  return rules.map(({ seed = 0, ...rule }) => ({ ...rule, times: 1, probability: SOON, seed: seed + 500 }));
}

/** The seed of a test: that of all tests, unless `CHAOS_SEED` repeats one. */
export function chaosSeed(): number {
  const given = process.env["CHAOS_SEED"];
  return given === undefined ? testSeed() : Number(given);
}

function weighted({
  delayMs,
  hangMs,
  oversizeBytes,
  losesSubmits,
  nowMs,
}: Omit<ChaosOptions, "seed" | "share">): Weighted[] {
  const refused = (retryAfter?: string): Weighted => ({
    weight: 2,
    kind: "status",
    status: 429,
    ...(retryAfter === undefined ? {} : { headers: { "retry-after": retryAfter } }),
  });
  const target = losesSubmits ? {} : { method: "GET" };
  return [
    { weight: 4, kind: "reset", ...target },
    { weight: 4, kind: "reset", when: "after" },
    refused("1"),
    refused("0.25"),
    refused(new Date(nowMs).toUTCString()),
    refused(),
    { weight: 3, kind: "status", status: 500 },
    { weight: 3, kind: "status", status: 500, when: "after" },
    { weight: 4, kind: "html", when: "after" },
    { weight: 3, kind: "status", status: 503, when: "after" },
    { weight: 3, kind: "status", status: 503, headers: { "retry-after": "0.5" }, ...target },
    { weight: 4, kind: "malformedJson", when: "after" },
    { weight: 4, kind: "truncated", when: "after" },
    { weight: 4, kind: "delay", delayMs },
    { weight: 5, kind: "stale" },
    { weight: 4, kind: "oversize", when: "after", bytes: oversizeBytes, times: FEW },
    { weight: 4, kind: "hang", delayMs: hangMs, times: FEW, ...target },
  ];
}
