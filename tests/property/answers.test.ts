import fc from "fast-check";
import type { WherobotsClient } from "../../provider/api/client";
import { ApiError, ConnectionError, ResponseShapeError } from "../../provider/api/errors";
import { statusOf } from "../../provider/api/run-status";
import type { HttpAnswer } from "../../provider/api/transport";
import { observe, observedPart } from "../../provider/run/observe";
import { safeLine } from "../../provider/text/safe-line";
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

const mess = fc.jsonValue({ maxDepth: 3 });
const event = fc.record(
  { code: mess, message: mess, createTime: mess, eventMeta: mess },
  { requiredKeys: [] },
);
const run = fc.record(
  {
    // Whatever stays one segment of a path: tests/unit/api/run-id.test.ts.
    id: fc.stringMatching(/^[\w:@~!]{1,20}$/),
    name: fc.string(),
    status: fc.oneof(fc.constantFrom("PENDING", "FAILED", "COMPLETED"), fc.string({ minLength: 1 })),
    createTime: fc.string(),
    startTime: mess,
    completeTime: mess,
    triggeredBy: mess,
    payload: fc.oneof(mess, fc.record({ runPython: mess, timeoutSeconds: mess })),
    kubeApp: fc.oneof(
      mess,
      fc.record({ id: fc.string(), appMeta: mess, message: mess, events: fc.array(event) }),
    ),
    more: mess,
  },
  { requiredKeys: ["id", "name", "status", "createTime"] },
);

describe("a run of which only id, name, status and time are sure", () => {
  it("is read and recorded, whatever the rest is", async () => {
    await fc.assert(
      fc.asyncProperty(run, async (value) => {
        const client = stubClient(() => ({ status: 200, headers: {}, text: JSON.stringify(value) }));
        const view = await client.getRun("run-1", { retry: false });
        expect(statusOf(view).length).toBeGreaterThan(0);
        const observed = observe(view, {
          account: { apiUrl: "https://api.wherobots.test" },
          sent: {},
          redact: (text) => text,
        });
        const [runName, createTime] = [value.name, value.createTime].map((text) => safeLine(text, 2_000));
        expect(observed).toMatchObject({ runName, createTime });
        expect(observedPart(observed)).toEqual(observed);
        expect(JSON.parse(JSON.stringify(observed))).toEqual(observed);
      }),
      tries(500),
    );
  });
});
