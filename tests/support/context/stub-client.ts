import type { ClientParts, Credential } from "../../../provider/api/caller";
import { WherobotsClient } from "../../../provider/api/client";
import { TokenBucket } from "../../../provider/api/token-bucket";
import type { HttpAnswer, HttpRequest, Transport } from "../../../provider/api/transport";
import { redactor } from "../../../provider/text/redact";
import { FakeClock } from "../time/fake-clock";

/** What the stub's credential is. */
export const STUB_CREDENTIAL: Credential = { kind: "apiKey", value: "wbk_made-up-key" };

/** An answer with a JSON body. */
export function jsonAnswer(body: unknown, status = 200, headers: Record<string, string> = {}): HttpAnswer {
  return { status, headers: { "content-type": "application/json", ...headers }, text: JSON.stringify(body) };
}

type Answer = (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>;

/** The parts of a client without a network: `answer` says what comes back. */
export function stubParts(answer: Answer, clock: FakeClock = new FakeClock()): ClientParts {
  const transport: Transport = {
    send: async (request) => answer(request),
    close: () => Promise.resolve(),
  };
  return {
    apiUrl: "https://api.wherobots.test",
    credential: STUB_CREDENTIAL,
    transport,
    bucket: new TokenBucket(1_000_000, clock),
    clock,
    random: () => 0.5,
    redact: redactor([STUB_CREDENTIAL.value]),
    onRetry: () => undefined,
  };
}

/** A client of these parts. */
export function stubClient(answer: Answer, clock?: FakeClock): WherobotsClient {
  return new WherobotsClient(stubParts(answer, clock));
}
