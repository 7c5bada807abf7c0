import { createServer } from "node:http";
import { DEFAULT_ACCOUNT, type FaultRule } from "../../../emulator";
import {
  ApiError,
  ConnectionError,
  RateLimitError,
  RedirectError,
  ResponseShapeError,
  ServerError,
} from "../../../provider/api/errors";
import { MAX_ATTEMPTS } from "../../../provider/api/retry";
import type { TransportLimits } from "../../../provider/api/transport";
import { PAYLOAD } from "../../support/context/emulator-client";
import { listening } from "../../support/network/listening";
import { ALWAYS, sent, world } from "./client-world";

/** Reads in a minute of pauses of 0.5, 1, 2, 4 and then 8 s. */
const PATIENT = 12;
/** In five seconds of them: what no repeat mends is told soon. */
const BRIEF = 5;
/** Five minutes of pauses of 0.5, 1, 2, 4 and then 8 s. */
const REFUSED = 42;

const LOST = { mayHaveApplied: true };
const TOO_LARGE = { ...LOST, code: "UND_ERR_RES_EXCEEDED_MAX_SIZE" };

const status = (code: number, headers = {}): FaultRule => ({ kind: "status", status: code, headers });

// A POST is repeated only where it was surely not handled.
it.each<[string, FaultRule, new (...parts: never[]) => Error, reads: number, posts?: number, more?: object]>([
  ["a reset before the request was handled", { kind: "reset" }, ConnectionError, PATIENT, 1, LOST],
  ["a reset after it was handled", { kind: "reset", when: "after" }, ConnectionError, PATIENT, 1, LOST],
  ["half an answer", { kind: "truncated", when: "after" }, ConnectionError, PATIENT, 1, LOST],
  [
    "too large an answer",
    { kind: "oversize", when: "after", bytes: 300_000 },
    ConnectionError,
    BRIEF,
    1,
    TOO_LARGE,
  ],
  ["429 without Retry-After", status(429), RateLimitError, REFUSED, REFUSED],
  ["500", status(500), ServerError, PATIENT],
  ["502 of a proxy", { kind: "html" }, ServerError, PATIENT, 1, { status: 502 }],
  ["503 without Retry-After", status(503), ServerError, PATIENT],
  ["503 with Retry-After", status(503, { "retry-after": "2" }), ServerError, 31, 1, { retryAfter: "2" }],
  ["malformed JSON", { kind: "malformedJson", when: "after" }, ResponseShapeError, BRIEF],
  ["a page of HTML with status 200", { kind: "html", status: 200 }, ResponseShapeError, BRIEF],
  ["a redirect", { kind: "redirect" }, RedirectError, 1, 1, { status: 307 }],
  ["422", status(422), ApiError, 1, 1, { status: 422 }],
])(
  "%s is told as what it is, after as many attempts as it is worth",
  async (_name, fault, error, reads, posts = 1, more = {}) => {
    const limits: Partial<TransportLimits> = fault.kind === "oversize" ? { maxResponseBytes: 200_000 } : {};
    const client = world.connect({}, limits);
    world.emulator.fault({ ...fault, ...ALWAYS });
    for (const call of [() => client.getOrganization(), () => client.createRun(PAYLOAD, undefined)]) {
      const seen: unknown = await call().catch((thrown: unknown) => thrown);
      expect(seen).toBeInstanceOf(error);
      expect(seen).toMatchObject(more);
      expect(String(seen)).not.toContain(DEFAULT_ACCOUNT.apiKey);
    }
    expect(sent()).toEqual({ reads, posts });
  },
);

describe("no answer in time", () => {
  // undici looks at the time about once a second, so each attempt takes as long.
  it("may have applied, so that a POST is not repeated", async () => {
    world.emulator.fault({ kind: "hang", ...ALWAYS });
    const client = world.connect({}, { submitTimeoutMs: 50 });
    await expect(client.createRun(PAYLOAD, undefined)).rejects.toMatchObject({
      name: "ConnectionError",
      code: "UND_ERR_HEADERS_TIMEOUT",
      mayHaveApplied: true,
      message: expect.stringContaining("no answer came in time"),
    });
    expect(sent().posts).toBe(1);
  });
});

it("a server that is not there surely did nothing, so that a POST is repeated too", async () => {
  const gone = await listening(createServer());
  await gone.close();
  const client = world.connect({ apiUrl: `http://127.0.0.1:${gone.port}` });
  await expect(client.createRun(PAYLOAD, undefined)).rejects.toMatchObject({
    name: "ConnectionError",
    code: "ECONNREFUSED",
    mayHaveApplied: false,
    message: expect.stringMatching(
      /^could not submit the run "nightly-load" \(POST .*the connection was refused/,
    ),
  });
  expect(world.retries).toHaveLength(MAX_ATTEMPTS - 1);
});
