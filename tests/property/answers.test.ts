import fc from "fast-check";
import type { WherobotsClient } from "../../provider/api/client";
import { ApiError, ConnectionError, ResponseShapeError } from "../../provider/api/errors";
import type { HttpAnswer } from "../../provider/api/transport";
import { STUB_CREDENTIAL, stubClient } from "../support/context/stub-client";
import { tries } from "../support/sample";
import { anyText } from "./arbitraries";

const CALLS: readonly ((client: WherobotsClient) => Promise<unknown>)[] = [
  (client) => client.getRun("run-1", { retry: false }),
  (client) => client.listRuns({}, { retry: false }),
  (client) => client.cancelRun("run-1", { retry: false }),
  (client) => client.getRunLogs("run-1", { size: 1 }, { retry: false }),
  (client) => client.getRunMetrics("run-1", { retry: false }),
  (client) => client.getOrganization({ retry: false }),
  (client) => client.getCurrentUser({ retry: false }),
  (client) => client.getQuotas({ retry: false }),
  (client) => client.listStorages({ retry: false }),
  (client) => client.getCosts(["kube-app-1"], { retry: false }),
];

const status = fc.oneof(
  fc.constantFrom(200, 201, 204, 302, 400, 401, 404, 422, 429, 500, 503),
  fc.integer({ min: 200, max: 599 }),
);
const envelope = fc.record({
  errors: fc.array(
    fc.record(
      { code: fc.jsonValue(), message: fc.jsonValue(), details: anyText, suggestion: anyText },
      { requiredKeys: [] },
    ),
  ),
  requestId: fc.jsonValue(),
});
const body = fc.oneof(
  fc.json(),
  anyText,
  envelope.map((value) => JSON.stringify(value)),
);
const headers = fc.dictionary(fc.constantFrom("content-type", "retry-after", "x-request-id"), anyText);

async function outcome(answer: HttpAnswer, call: (typeof CALLS)[number]): Promise<unknown> {
  return call(stubClient(() => answer)).catch((error: unknown) => error);
}

function isTyped(error: unknown): boolean {
  return error instanceof ApiError || error instanceof ResponseShapeError || error instanceof ConnectionError;
}

describe("any answer at all", () => {
  it("becomes a value or an error of the client's own, which never shows the key", async () => {
    await fc.assert(
      fc.asyncProperty(
        status,
        headers,
        body,
        fc.nat(),
        fc.boolean(),
        async (code, head, text, pick, echoes) => {
          const answer = { status: code, headers: head, text: echoes ? text + STUB_CREDENTIAL.value : text };
          const result = await outcome(answer, CALLS[pick % CALLS.length]!);
          const isTolerated = !(result instanceof Error) && code < 300;
          expect(isTolerated || isTyped(result)).toBe(true);
          const shown = result instanceof Error ? `${result.message}${String(result.stack)}` : "";
          expect(shown).not.toContain(STUB_CREDENTIAL.value);
        },
      ),
      tries(1_000),
    );
  });
});
