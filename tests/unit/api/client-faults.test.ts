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
import { type EmulatorClient, emulatorClient, PAYLOAD } from "./emulator-client";

let world: EmulatorClient;

beforeEach(async () => {
  world = await emulatorClient();
});

afterEach(() => world.stop());

const ALWAYS = { times: Number.POSITIVE_INFINITY };

/** What came of a read and of a POST while each request is hit by the fault. */
async function both(
  rule: FaultRule,
  limits?: Partial<TransportLimits>,
): Promise<{ read: unknown; post: unknown }> {
  const client = world.connect({}, limits);
  world.emulator.fault({ ...rule, ...ALWAYS });
  const read: unknown = await client.getOrganization().catch((error: unknown) => error);
  const post: unknown = await client.createRun(PAYLOAD, undefined).catch((error: unknown) => error);
  return { read, post };
}

function sent(): { reads: number; posts: number } {
  const { requests } = world.emulator;
  const posts = requests.filter(({ method }) => method === "POST").length;
  return { reads: requests.length - posts, posts };
}

interface Case {
  fault: FaultRule;
  error: new (...parts: never[]) => Error;
  more?: object;
  reads: number;
  posts: number;
  limits?: Partial<TransportLimits>;
}

const EVERY = MAX_ATTEMPTS;
const LOST = { mayHaveApplied: true };
/** Five minutes of pauses of 0.5, 1, 2, 4 and then 8 s. */
const REFUSED = 42;

const CASES: Record<string, Case> = {
  "a reset before the request was handled": {
    fault: { kind: "reset" },
    error: ConnectionError,
    more: LOST,
    reads: EVERY,
    posts: 1,
  },
  "a reset after it was handled": {
    fault: { kind: "reset", when: "after" },
    error: ConnectionError,
    more: LOST,
    reads: EVERY,
    posts: 1,
  },
  "429 without Retry-After": {
    fault: { kind: "status", status: 429 },
    error: RateLimitError,
    reads: REFUSED,
    posts: REFUSED,
  },
  "500": { fault: { kind: "status", status: 500 }, error: ServerError, reads: EVERY, posts: 1 },
  "502 of a proxy": {
    fault: { kind: "html" },
    error: ServerError,
    more: { status: 502 },
    reads: EVERY,
    posts: 1,
  },
  "503 without Retry-After": {
    fault: { kind: "status", status: 503 },
    error: ServerError,
    reads: EVERY,
    posts: 1,
  },
  "503 with Retry-After": {
    fault: { kind: "status", status: 503, headers: { "retry-after": "2" } },
    error: ServerError,
    more: { retryAfter: "2" },
    reads: EVERY,
    posts: EVERY,
  },
  "malformed JSON": {
    fault: { kind: "malformedJson", when: "after" },
    error: ResponseShapeError,
    reads: EVERY,
    posts: 1,
  },
  "half an answer": {
    fault: { kind: "truncated", when: "after" },
    error: ConnectionError,
    more: LOST,
    reads: EVERY,
    posts: 1,
  },
  "an answer that is too large": {
    fault: { kind: "oversize", when: "after", bytes: 300_000 },
    error: ConnectionError,
    more: { ...LOST, code: "UND_ERR_RES_EXCEEDED_MAX_SIZE" },
    reads: EVERY,
    posts: 1,
    limits: { maxResponseBytes: 200_000 },
  },
  "a page of HTML with status 200": {
    fault: { kind: "html", status: 200 },
    error: ResponseShapeError,
    reads: EVERY,
    posts: 1,
  },
  "a redirect": {
    fault: { kind: "redirect" },
    error: RedirectError,
    more: { status: 307 },
    reads: 1,
    posts: 1,
  },
  "422": {
    fault: { kind: "status", status: 422 },
    error: ApiError,
    more: { status: 422 },
    reads: 1,
    posts: 1,
  },
};

describe.each(Object.entries(CASES))("%s", (_name, { fault, error, more = {}, reads, posts, limits }) => {
  it(`is a ${error.name}, after ${reads} reads or ${posts} POSTs`, async () => {
    const outcome = await both(fault, limits);
    for (const seen of [outcome.read, outcome.post]) {
      expect(seen).toBeInstanceOf(error);
      expect(seen).toMatchObject(more);
      expect(String(seen)).not.toContain(DEFAULT_ACCOUNT.apiKey);
    }
    expect(sent()).toEqual({ reads, posts });
  });
});
