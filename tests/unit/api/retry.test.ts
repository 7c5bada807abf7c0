import {
  type AttemptOutcome,
  type CallRecord,
  decideRetry,
  MAX_ATTEMPTS,
  MAX_REFUSED_MS,
  MAX_RETRY_AFTER_MS,
  NOTHING_YET,
  PATIENT_MS,
  parseRetryAfterMs,
  withOutcome,
} from "../../../provider/api/retry";

const NOW_MS = Date.UTC(2026, 0, 1, 12);

const PATIENT = { repeatable: true, patienceMs: PATIENT_MS };
const LOST: AttemptOutcome = { kind: "connection", mayHaveApplied: true };
const REFUSED: AttemptOutcome = { kind: "connection", mayHaveApplied: false };

type Decision = ReturnType<typeof decideRetry>;

function decideAt(nowMs: number, record: CallRecord, outcome: AttemptOutcome, policy = PATIENT): Decision {
  return decideRetry(record, outcome, policy, { nowMs, random: () => 1 });
}

function decide(outcome: AttemptOutcome, { attempt = 1, repeatable = true, random = 1 } = {}): Decision {
  const timing = { nowMs: NOW_MS, random: () => random };
  return decideRetry(after(attempt, outcome), outcome, { ...PATIENT, repeatable }, timing);
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

describe("what is repeated", () => {
  it.each([
    [[300, 307, 400, 401, 403, 404, 408, 409, 413, 422], false, false],
    [[429], true, true],
    [[500, 501, 502, 503, 504, 599], true, false],
  ])("HTTP %j: a read %p, a POST %p, whatever Retry-After says", (codes, read, post) => {
    for (const outcome of codes.flatMap((code) => [status(code), status(code, "2")])) {
      expect(decide(outcome) !== "give up").toBe(read);
      expect(decide(outcome, { repeatable: false }) !== "give up").toBe(post);
    }
  });

  // rule: submit-once
  it("repeats a POST only where the connection was never made, and not for ever", () => {
    expect(decide(LOST)).not.toBe("give up");
    expect(decide(LOST, { repeatable: false })).toBe("give up");
    expect(decide(REFUSED, { repeatable: false, attempt: MAX_ATTEMPTS - 1 })).not.toBe("give up");
    expect(decide(REFUSED, { repeatable: false, attempt: MAX_ATTEMPTS })).toBe("give up");
  });
});

describe("a refusal (429)", () => {
  const REFUSAL = status(429, "2");

  // rule: rate-limit
  it("is no attempt: only time bounds how often one call is refused", () => {
    expect(decide(REFUSAL, { attempt: 100 })).toEqual({ pauseMs: 2_000 });
    const refused = after(100, REFUSAL);
    expect(decideAt(NOW_MS, withOutcome(refused, LOST, NOW_MS), LOST)).toEqual({ retryInMs: 500 });
    const again = (nowMs: number): unknown => decideAt(nowMs, withOutcome(refused, REFUSAL, nowMs), REFUSAL);
    expect(again(NOW_MS + MAX_REFUSED_MS - 1)).toEqual({ pauseMs: 2_000 });
    expect(again(NOW_MS + MAX_REFUSED_MS)).toBe("give up");
  });

  it("is a pause for the whole process, and never answered at once, whatever the server says", () => {
    expect(decide(status(429, "0"))).toEqual({ pauseMs: 100 });
    expect(decide(status(429), { random: 0 })).toEqual({ pauseMs: 250 });
    expect(decide(status(429, "3600"))).toEqual({ pauseMs: MAX_RETRY_AFTER_MS });
  });
});

it.each<[header: string | undefined, expected: number | undefined]>([
  ["2", 2_000],
  ["0", 0],
  ["1.5", 1_500],
  ["0.0001", 1],
  [" 7 ", 7_000],
  ["-5", 0],
  ["Thu, 01 Jan 2026 12:00:30 GMT", 30_000],
  ["Thu, 01 Jan 2026 11:00:00 GMT", 0],
  ...[undefined, "", "  ", "soon", "NaN", "Infinity", "1.5, 2", "in 5 minutes", "retry 3"].map(
    (header): [string | undefined, undefined] => [header, undefined],
  ),
])("Retry-After %p means %p ms", (header, expected) => {
  expect(parseRetryAfterMs(header, NOW_MS)).toBe(expected);
});
