import {
  type AttemptOutcome,
  type CallRecord,
  decideRetry,
  MAX_ATTEMPTS,
  MAX_REFUSED_MS,
  MAX_RETRY_AFTER_MS,
  NOTHING_YET,
  parseRetryAfterMs,
  surelyNotApplied,
  withOutcome,
} from "../../../provider/api/retry";

const NOW_MS = Date.UTC(2026, 0, 1, 12);

function decide(
  outcome: AttemptOutcome,
  { attempt = 1, repeatable = true, random = 1 } = {},
): ReturnType<typeof decideRetry> {
  return decideRetry(after(attempt, outcome), outcome, repeatable, { nowMs: NOW_MS, random: () => random });
}

/** The record of a call that ended so that many times in a row, without time passing. */
function after(times: number, outcome: AttemptOutcome): CallRecord {
  return Array.from({ length: times }).reduce<CallRecord>(
    (record) => withOutcome(record, outcome, NOW_MS),
    NOTHING_YET,
  );
}

function status(code: number, retryAfter?: string): AttemptOutcome {
  return { kind: "status", status: code, retryAfter };
}

const LOST: AttemptOutcome = { kind: "connection", mayHaveApplied: true };
const REFUSED: AttemptOutcome = { kind: "connection", mayHaveApplied: false };

describe("what is repeated", () => {
  it.each([
    [300, false, false],
    [307, false, false],
    [400, false, false],
    [401, false, false],
    [403, false, false],
    [404, false, false],
    [408, false, false],
    [409, false, false],
    [413, false, false],
    [422, false, false],
    [429, true, true],
    [500, true, false],
    [501, true, false],
    [502, true, false],
    [503, true, false],
    [504, true, false],
    [599, true, false],
  ])("HTTP %i: a read %p, a POST %p", (code, read, post) => {
    expect(decide(status(code)) !== "give up").toBe(read);
    expect(decide(status(code), { repeatable: false }) !== "give up").toBe(post);
  });

  it("repeats a POST after 503 only where Retry-After says that nothing was done", () => {
    expect(decide(status(503, "2"), { repeatable: false })).toEqual({ retryInMs: 2_000 });
    expect(decide(status(500, "2"), { repeatable: false })).toBe("give up");
    expect(decide(status(502, "2"), { repeatable: false })).toBe("give up");
    expect(decide(status(504, "2"), { repeatable: false })).toBe("give up");
  });

  it("repeats a POST only where the connection was never made", () => {
    expect(decide(LOST)).not.toBe("give up");
    expect(decide(LOST, { repeatable: false })).toBe("give up");
    expect(decide(REFUSED, { repeatable: false })).not.toBe("give up");
  });

  it("gives up after the last attempt", () => {
    expect(decide(status(503, "1"), { attempt: MAX_ATTEMPTS - 1 })).toEqual({ retryInMs: 1_000 });
    expect(decide(status(503, "1"), { attempt: MAX_ATTEMPTS })).toBe("give up");
    expect(decide(REFUSED, { attempt: MAX_ATTEMPTS })).toBe("give up");
  });
});

describe("a refusal (429)", () => {
  const REFUSAL = status(429, "2");

  it("is no attempt: only time bounds how often one call is refused", () => {
    expect(decide(REFUSAL, { attempt: 100 })).toEqual({ pauseMs: 2_000 });
    const refused = after(100, REFUSAL);
    expect(
      decideRetry(withOutcome(refused, LOST, NOW_MS), LOST, true, { nowMs: NOW_MS, random: () => 1 }),
    ).toEqual({
      retryInMs: 500,
    });
    const decideAt = (nowMs: number): unknown => {
      return decideRetry(withOutcome(refused, REFUSAL, nowMs), REFUSAL, true, { nowMs, random: () => 1 });
    };
    expect(decideAt(NOW_MS + MAX_REFUSED_MS - 1)).toEqual({ pauseMs: 2_000 });
    expect(decideAt(NOW_MS + MAX_REFUSED_MS)).toBe("give up");
  });

  it("is a pause for the whole process, doubled where the server does not say how long", () => {
    const pauses = [1, 2, 3, 9].map((attempt) => decide(status(429), { attempt }));
    expect(pauses).toEqual([500, 1_000, 2_000, 8_000].map((pauseMs) => ({ pauseMs })));
  });

  it("is never answered at once, whatever the server says", () => {
    expect(decide(status(429, "0"))).toEqual({ pauseMs: 100 });
    expect(decide(status(429), { random: 0 })).toEqual({ pauseMs: 100 });
  });
});

describe("how long is waited", () => {
  it("doubles the ceiling with each attempt", () => {
    const waits = [1, 2, 3, 4].map((attempt) => decide(status(500), { attempt }));
    expect(waits).toEqual([500, 1_000, 2_000, 4_000].map((retryInMs) => ({ retryInMs })));
  });

  it("takes any part of the ceiling, so that many clients do not come back at once", () => {
    expect(decide(status(500), { attempt: 3, random: 0 })).toEqual({ retryInMs: 0 });
    expect(decide(status(500), { attempt: 3, random: 0.25 })).toEqual({ retryInMs: 500 });
  });

  it("does as Retry-After says, up to a minute", () => {
    expect(decide(status(503, "3"), { random: 0 })).toEqual({ retryInMs: 3_000 });
    expect(decide(status(503, "3600"))).toEqual({ retryInMs: MAX_RETRY_AFTER_MS });
    expect(decide(status(429, "3600"))).toEqual({ pauseMs: MAX_RETRY_AFTER_MS });
  });

  it("falls back to its own delay where Retry-After cannot be read", () => {
    expect(decide(status(503, "soon"))).toEqual({ retryInMs: 500 });
    expect(decide(status(503, ""))).toEqual({ retryInMs: 500 });
  });
});

describe("parseRetryAfterMs", () => {
  it.each([
    ["2", 2_000],
    ["0", 0],
    ["1.5", 1_500],
    ["0.0001", 1],
    [" 7 ", 7_000],
    ["-5", 0],
    ["Thu, 01 Jan 2026 12:00:30 GMT", 30_000],
    ["Thu, 01 Jan 2026 11:00:00 GMT", 0],
  ])("reads %p as %p ms", (header, expected) => {
    expect(parseRetryAfterMs(header, NOW_MS)).toBe(expected);
  });

  it.each([undefined, "", "  ", "soon", "NaN", "Infinity", "1.5, 2", "in 5 minutes", "retry 3"])(
    "takes %p for no answer",
    (header) => {
      expect(parseRetryAfterMs(header, NOW_MS)).toBeUndefined();
    },
  );
});

describe("surelyNotApplied", () => {
  it.each([
    [status(400), true],
    [status(429), true],
    [status(500), false],
    [status(503), false],
    [status(503, "1"), true],
    [status(504, "1"), false],
    [LOST, false],
    [REFUSED, true],
  ])("%j: %p", (outcome, expected) => {
    expect(surelyNotApplied(outcome)).toBe(expected);
  });
});
