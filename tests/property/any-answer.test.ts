import fc from "fast-check";
import { runView } from "../../provider/api/models";
import { isActive } from "../../provider/api/run-status";
import { type HttpAnswer, type HttpRequest, TransportFailure } from "../../provider/api/transport";
import type { Properties } from "../../provider/values";
import { someRun } from "../support/context/run-view";
import { jsonAnswer, STUB_CREDENTIAL } from "../support/context/stub-client";
import { tries } from "../support/sample";
import { anyText } from "./arbitraries";
import { type Ending, endingOf, HOSTED, isFault, scriptedHost } from "./scripted-host";

const RUNS = tries(200);
/** No operation on a run that may take a minute takes longer, whatever the API answers: limits, cancels, retries. */
const MAX_SIMULATED_MS = 2 * 3_600_000;
const STATUSES = [
  "PENDING",
  "RUNNING",
  "RUNNING",
  "RUNNING",
  "COMPLETED",
  "FAILED",
  "TIMED_OUT",
  "CANCELLED",
  "HIBERNATING",
];

/** A body may repeat the key. */
const anyBody = fc.oneof(
  fc.json(),
  anyText,
  anyText.map((text) => text + STUB_CREDENTIAL.value),
);

/** What is done to the right answer. Keys may be those of a run, a page, an organisation. */
const spoiling = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("right" as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("field" as const),
      at: fc.nat(),
      // Ids that climb paths are the client's own tests.
      value: fc
        .jsonValue({ maxDepth: 2 })
        .filter((value) => typeof value !== "string" || /^\w+$/.test(value)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("text" as const), text: anyBody }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("status" as const),
      status: fc.oneof(
        fc.constantFrom(302, 400, 401, 403, 404, 409, 422, 429, 500, 502, 503),
        fc.integer({ min: 200, max: 599 }),
      ),
      retryAfter: fc.option(
        fc.oneof(fc.constantFrom("0", "1.5", "1e300", "Fri, 31 Dec 9999 23:59:59 GMT"), anyText),
        {
          nil: undefined,
        },
      ),
      text: anyBody,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("lost" as const), applied: fc.boolean() }) },
);
type Spoiling = typeof spoiling extends fc.Arbitrary<infer T> ? T : never;

const script = fc.record({
  spoilings: fc.array(spoiling, { minLength: 1, maxLength: 12 }),
  statuses: fc.array(fc.constantFrom(...STATUSES), { minLength: 1, maxLength: 6 }),
});
type Script = typeof script extends fc.Arbitrary<infer T> ? T : never;

interface Api {
  answer: (request: HttpRequest) => HttpAnswer;
  /** Ids of runs that a POST was answered with. */
  started: string[];
}

/** An API that follows a script, over and over. */
function scriptedApi({ spoilings, statuses }: Script): Api {
  const started: string[] = [];
  let count = 0;
  const run = (id: string, name: string): Properties => ({
    ...someRun({ id, name, payload: { runtime: "tiny", timeoutSeconds: 60 }, completeTime: null }),
    status: statuses[count % statuses.length],
    kubeApp: { id: "app-1", events: [{ code: "RUN_FAIL_EXEC", message: "timeout" }] },
  });
  const right = ({ method, url, body }: HttpRequest): Properties => {
    const { pathname, searchParams } = new URL(url);
    if (pathname.endsWith("/logs"))
      return { items: [{ timestamp: count, raw: "line" }], next_page: `${count}` };
    if (pathname.endsWith("/metrics")) return { instant_metrics: { COST_USD: null } };
    if (pathname === "/organization")
      return { id: "org-1", defaultRegion: "aws-us-west-2", defaultRuntime: "tiny" };
    if (pathname === "/users/me") return { id: "user-1", email: "runner@wherobots.test" };
    if (pathname !== "/runs") return run(pathname.split("/")[2] ?? "", "tiles");
    if (method === "POST") return run(`started${count}`, nameIn(typeof body === "string" ? body : undefined));
    return {
      items: [run("listed1", searchParams.get("name") ?? "")],
      next_page: count % 3 === 0 ? "more" : null,
    };
  };
  const answer = (request: HttpRequest): HttpAnswer => {
    count++;
    const result = spoilt(right(request), spoilings[count % spoilings.length]);
    const isSubmit = request.method === "POST" && new URL(request.url).pathname === "/runs";
    const view = isSubmit && result.status < 300 ? runView.safeParse(parsed(result.text)) : undefined;
    if (view?.success) started.push(view.data.id);
    return result;
  };
  return { answer, started };
}

function spoilt(body: Properties, spoiling: Spoiling = { kind: "right" }): HttpAnswer {
  switch (spoiling.kind) {
    case "right":
      return jsonAnswer(body);
    case "field": {
      const keys = Object.keys(body);
      return jsonAnswer({ ...body, [keys[spoiling.at % keys.length] ?? "id"]: spoiling.value });
    }
    case "text":
      return { status: 200, headers: {}, text: spoiling.text };
    case "status": {
      const { status, retryAfter, text } = spoiling;
      return { status, headers: retryAfter === undefined ? {} : { "retry-after": retryAfter }, text };
    }
    case "lost":
      throw new TransportFailure("the connection broke", "ECONNRESET", spoiling.applied, undefined);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function nameIn(body: string | undefined): string {
  const value = parsed(body ?? "");
  return typeof value === "object" && value !== null && "name" in value ? String(value.name) : "";
}

const specs = fc.record({
  onFailure: fc.constantFrom("fail", "warn"),
  wait: fc.record({
    until: fc.constantFrom("completed", "running", "submitted"),
    maxSeconds: fc.constantFrom(1, 60),
    onTimeout: fc.constantFrom("fail", "cancel", "cancel", "continue"),
  }),
  logs: fc.record({ stream: fc.boolean(), tailLines: fc.constantFrom(0, 3) }),
});
function newRun(): fc.Arbitrary<Properties> {
  const fields = fc.record(
    {
      runPython: fc.constant({ uri: "s3://bucket.test/job.py" }),
      name: fc.constant("nightly-load"),
      adopt: fc.constantFrom("never", "active", "recent"),
      retry: fc.constant({ maxAttempts: 2, on: ["FAILED", "TIMED_OUT"] }),
      timeoutSeconds: fc.constant(60),
    },
    { requiredKeys: ["runPython"] },
  );
  return fc.oneof(
    { weight: 5, arbitrary: fields },
    { weight: 1, arbitrary: fields.map((given) => ({ ...given, takeOverRunId: "listed1" })) },
  );
}

const OWN = { JobRun: newRun(), RunCompletion: fc.constant<Properties>({ runId: "listed1" }) };

describe.each(HOSTED)("a %s in the %s, whatever the API answers", (noun, kind) => {
  // rule: any-answer
  it("ends each operation in order, in time, with the id of every run that was started, and never shows the key", async () => {
    const seen = { done: 0, kept: 0, failed: 0 };
    await fc.assert(
      fc.asyncProperty(script, specs, OWN[noun], async (answers, spec, own) => {
        const api = scriptedApi(answers);
        const { host, requests, clock, lines } = scriptedHost(noun, api.answer, kind);
        const timed = async (operation: () => Promise<unknown>): Promise<Ending> => {
          const beganMs = clock.now();
          const ending = await endingOf(operation());
          expect(isFault(ending) ? ending : undefined).toBeUndefined();
          expect(JSON.stringify([ending, lines])).not.toContain(STUB_CREDENTIAL.value);
          expect(clock.now() - beganMs).toBeLessThan(MAX_SIMULATED_MS);
          return ending;
        };
        const identity = `acme::dev::maps::${noun}::tiles`;
        const given = { ...spec, ...own, __provider: "text", __identity: identity };
        const checked = await host.check(undefined, given);
        const text = kind === "plugin" ? {} : { __provider: "text" };
        const inputs: Properties = { ...(checked.inputs as Properties), ...text };
        expect(checked.failures).toEqual([]);
        const created = await timed(() => host.create(inputs));
        seen[created.kind]++;
        expect(created.kind === "failed" ? api.started : []).toEqual([]);
        if (created.kind === "failed") return;
        const { state, id = "" } = created;
        const attempts = JSON.stringify(state["attempts"] ?? []);
        const lost = api.started.filter((started) => started !== id && !attempts.includes(`"${started}"`));
        expect(lost).toEqual([]);
        expect(id).not.toBe("");
        expect(state).toMatchObject({ ...text, status: expect.any(String) });
        const asked = requests.length;
        await timed(() => host.diff(id, state, inputs));
        expect(requests.length).toBe(asked);
        const read = await timed(() => host.read(id, state));
        const updated = await timed(() => host.update(id, state, inputs));
        const emptied = [read, updated].filter(
          (ending) => ending.kind !== "failed" && ending.state["runId"] === undefined,
        );
        expect(emptied).toEqual([]);
        await timed(() => host.delete(id, state));
        expect(isActive(String(state["status"])) || requests.length === asked).toBe(true);
      }),
      RUNS,
    );
    // A script after which hardly anything works would show little.
    expect(Math.min(seen.done, seen.kept, seen.failed)).toBeGreaterThan(RUNS.numRuns / 40);
  }, 120_000);
});
