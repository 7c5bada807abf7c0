import fc from "fast-check";
import {
  type AttemptOutcome,
  decideRetry,
  MAX_ATTEMPTS,
  MAX_REFUSED_MS,
  NOTHING_YET,
  parseRetryAfterMs,
  surelyNotApplied,
  withOutcome,
} from "../../provider/api/retry";
import { failureDelayMs, logPace } from "../../provider/watch/intervals";
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

/** Outcomes of one call, each with the time since the one before. */
const history = fc.array(fc.record({ outcome, sinceMs: fc.nat(2 * MINUTE_MS) }), {
  minLength: 1,
  maxLength: 30,
});

describe("a retry", () => {
  it("comes within a minute: of a read for a minute, of a POST few times and where the server did nothing", () => {
    fc.assert(
      fc.property(history, fc.boolean(), nowMs, random, (steps, repeatable, startMs, part) => {
        let record = NOTHING_YET;
        let now = startMs;
        for (const { outcome: result, sinceMs } of steps) {
          now += sinceMs;
          record = withOutcome(record, result, now);
          const policy = { repeatable, patienceMs: MINUTE_MS };
          const decision = decideRetry(record, result, policy, { nowMs: now, random: () => part });
          if (decision === "give up") continue;
          expect(repeatable || surelyNotApplied(result)).toBe(true);
          const isPause = "pauseMs" in decision;
          const waitMs = isPause ? decision.pauseMs : decision.retryInMs;
          expect(waitMs).toBeGreaterThanOrEqual(isPause ? 100 : 0);
          expect(waitMs).toBeLessThanOrEqual(MINUTE_MS);
          expect(Number.isInteger(waitMs)).toBe(true);
          expect(isPause).toBe(result.kind === "status" && result.status === 429);
          const isAnAttempt = repeatable
            ? now - (record.failingSinceMs ?? 0) < MINUTE_MS
            : record.failures < MAX_ATTEMPTS;
          expect(isPause ? now - (record.refusedSinceMs ?? 0) < MAX_REFUSED_MS : isAnAttempt).toBe(true);
        }
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
    fc.property(fc.nat(1_000), fc.nat(10 ** 9), fc.integer({ min: 1, max: 100 }), (waits, sinceMs, limit) => {
      const { intervalMs, pages } = logPace(waits, sinceMs, limit);
      expect(intervalMs).toBeGreaterThanOrEqual(1_000);
      expect(pages).toBeGreaterThanOrEqual(1);
      expect((waits * pages * 1_000) / intervalMs).toBeLessThanOrEqual(0.401 * limit);
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
