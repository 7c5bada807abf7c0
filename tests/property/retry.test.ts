import fc from "fast-check";
import {
  type AttemptOutcome,
  decideRetry,
  MAX_ATTEMPTS,
  parseRetryAfterMs,
  surelyNotApplied,
} from "../../provider/api/retry";
import { failureDelayMs, statusIntervalMs } from "../../provider/watch/intervals";
import { anyText } from "./arbitraries";

const MINUTE_MS = 60_000;
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const retryAfter = fc.oneof(
  fc.constant(undefined),
  anyText,
  fc.double().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
);
const outcome: fc.Arbitrary<AttemptOutcome> = fc.oneof(
  fc.record({ kind: fc.constant("status" as const), status: fc.integer({ min: 300, max: 599 }), retryAfter }),
  fc.record({ kind: fc.constant("connection" as const), mayHaveApplied: fc.boolean() }),
);
const nowMs = fc.integer({ min: 0, max: Date.UTC(2100, 0) });

describe("a retry", () => {
  it("comes within a minute and never in the past, after few attempts only", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        outcome,
        fc.boolean(),
        nowMs,
        random,
        (attempt, result, repeatable, now, part) => {
          const decision = decideRetry(attempt, result, repeatable, { nowMs: now, random: () => part });
          const waitMs = decision === "give up" ? 0 : decision.retryInMs;
          expect(waitMs).toBeGreaterThanOrEqual(0);
          expect(waitMs).toBeLessThanOrEqual(MINUTE_MS);
          expect(Number.isInteger(waitMs)).toBe(true);
          expect(decision === "give up" || attempt < MAX_ATTEMPTS).toBe(true);
        },
      ),
    );
  });

  it("of a POST comes only where the server surely did nothing", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), outcome, nowMs, (attempt, result, now) => {
        const decision = decideRetry(attempt, result, false, { nowMs: now, random: () => 0.5 });
        expect(decision === "give up" || surelyNotApplied(result)).toBe(true);
      }),
    );
  });
});

it("Retry-After is undefined or a time to come, whatever stands there", () => {
  fc.assert(
    fc.property(retryAfter, nowMs, (header, now) => {
      const ms = parseRetryAfterMs(header, now) ?? 0;
      expect(ms >= 0 && !Number.isNaN(ms)).toBe(true);
    }),
  );
});

it("intervals of a wait stay in bounds", () => {
  fc.assert(
    fc.property(fc.nat(1_000), fc.nat(10 ** 9), random, (waits, sinceMs, part) => {
      const ms = statusIntervalMs(waits, sinceMs, () => part);
      expect(ms).toBeGreaterThanOrEqual(900);
      expect(ms).toBeLessThanOrEqual(1.1 * Math.max(10_000, waits * 1_000));
    }),
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.option(fc.nat(10 ** 9), { nil: undefined }),
      (failures, asked) => {
        const ms = failureDelayMs(failures, asked);
        expect(ms).toBeGreaterThanOrEqual(1_000);
        expect(ms).toBeLessThanOrEqual(MINUTE_MS);
      },
    ),
  );
});
