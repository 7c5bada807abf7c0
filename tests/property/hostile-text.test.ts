import fc from "fast-check";
import type { HttpAnswer, HttpRequest } from "../../provider/api/transport";
import { safeLine } from "../../provider/text/safe-line";
import type { Properties } from "../../provider/values";
import { someRun } from "../support/context/run-view";
import { jsonAnswer } from "../support/context/stub-client";
import { activeIn, activeInside } from "../support/inert-text";
import { tries } from "../support/sample";
import { hostileText } from "./arbitraries";
import { type Ending, endingOf, HOSTED, isFault, scriptedHost } from "./scripted-host";

const RUNS = tries(200);
// Thousands of cases, also on a machine that does other things.
jest.setTimeout(60_000);

describe("safeLine", () => {
  it("lets nothing active through, in any text, cut anywhere", () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 200 }), (text, maxLength) => {
        const line = safeLine(text, maxLength);
        expect(activeInside(line)).toEqual([]);
        expect(line.length).toBeLessThanOrEqual(maxLength);
      }),
      tries(2_000),
    );
  });

  it("is safe when it is applied again", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(activeInside(safeLine(safeLine(text, 100), 100))).toEqual([]);
      }),
      tries(2_000),
    );
  });
});

/** The same with hostile text in place of nearly every text. */
function hostile(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value === "string")
    return fc.oneof({ weight: 1, arbitrary: fc.constant(value) }, { weight: 4, arbitrary: hostileText });
  if (Array.isArray(value)) return fc.array(hostile(value[0]), { maxLength: 3 });
  if (typeof value !== "object" || value === null) return fc.constant(value);
  const entries = Object.entries(value).map(([key, item]) => [key, hostile(item)] as const);
  return fc.record(Object.fromEntries(entries));
}

const TEXT = "text";
const EVENT = { code: "RUN_FAIL_EXEC", message: TEXT, createTime: "2026-01-01T00:00:00Z" };
const status = fc.oneof(
  fc.constantFrom("RUNNING", "FAILED", "TIMED_OUT", "CANCELLED", "COMPLETED"),
  hostileText.filter((text) => text !== ""),
);
const { kubeApp, ...RUN } = someRun();
const run = fc
  .tuple(status, hostile({ ...RUN, kubeApp: { ...kubeApp, message: TEXT, events: [EVENT] } }))
  .map(([ended, rest]): Properties => ({ ...(rest as Properties), id: "run-1", status: ended }));
const ERROR = { code: TEXT, message: TEXT, details: TEXT, field: TEXT, suggestion: TEXT };
const refusal = fc.record({
  status: fc.constantFrom(400, 401, 403, 404, 409, 422, 500, 503),
  headers: fc.record({
    "x-request-id": hostileText,
    "content-type": hostileText,
    "retry-after": hostileText,
  }),
  text: fc.oneof(
    hostileText,
    hostile({ errors: [ERROR], requestId: TEXT }).map((body) => JSON.stringify(body)),
  ),
});

/** What the API says in one life of a resource; `refusals` hit one request in `every`. */
const api = fc.record({
  run,
  others: fc.array(run, { maxLength: 2 }),
  logs: hostile({ items: [{ timestamp: TEXT, raw: TEXT }] }),
  organization: hostile({ id: TEXT, defaultRegion: TEXT, defaultRuntime: TEXT }),
  user: hostile({ id: TEXT, email: TEXT, name: TEXT }),
  refusals: fc.array(refusal, { minLength: 1, maxLength: 4 }),
  every: fc.integer({ min: 2, max: 40 }),
});
type Api = typeof api extends fc.Arbitrary<infer T> ? T : never;

function answers(script: Api): (request: HttpRequest) => HttpAnswer {
  let count = 0;
  return ({ method, url }) => {
    count++;
    if (count % script.every === 0) {
      return script.refusals[count % script.refusals.length] ?? jsonAnswer({}, 500);
    }
    const { pathname } = new URL(url);
    if (pathname.endsWith("/logs")) return jsonAnswer(script.logs);
    if (pathname.endsWith("/metrics")) return jsonAnswer({});
    if (pathname === "/organization") return jsonAnswer(script.organization);
    if (pathname === "/users/me") return jsonAnswer(script.user);
    if (pathname === "/runs" && method === "GET") return jsonAnswer({ items: script.others });
    return jsonAnswer(script.run);
  };
}

const INPUTS = {
  JobRun: { runPython: { uri: "s3://bucket.test/job.py" }, __name: "tiles-aaaaaaaa-bbbbb0-cccccc" },
  RunCompletion: { runId: "run-1" },
  StorageFile: { content: "print(1)", name: "job.py" },
  StorageIntegration: { name: "tiles", path: "s3://tiles-bucket" },
};

/** Everything that left for the engine, but for the inputs, which are the user's own. */
function leftFor(ending: Ending, inputs: Properties): unknown[] {
  if (ending.kind === "failed") return [];
  return Object.entries(ending.state)
    .filter(([key]) => !(key in inputs))
    .map(([, value]) => value);
}

function textOf(ending: Ending): string {
  return ending.kind === "done" ? "" : ending.text;
}

/** Lines beyond the first that are not in our own form: a text of a run may add none. */
function foreignLines(text: string): string[] {
  return text
    .split("\n")
    .slice(1)
    .filter((line) => !/^ {4}(\| |The |It will |Hint: |rerun|another try failed: |A retry by )/.test(line));
}

describe.each(HOSTED)("a %s in the %s whose API says hostile things", (noun, kind) => {
  // rule: inert-text
  it("shows and records inert text only, in its whole life", async () => {
    await fc.assert(
      fc.asyncProperty(api, fc.constantFrom("fail", "warn"), async (script, onFailure) => {
        const { host, lines } = scriptedHost(noun, answers(script), kind);
        const inputs: Properties = {
          ...INPUTS[noun],
          onFailure,
          wait: { maxSeconds: 60 },
          __provider: "text",
          __identity: `acme::dev::maps::${noun}::tiles`,
        };
        const created = await endingOf(host.create(inputs));
        const endings = [created];
        if (created.kind !== "failed") {
          const { state } = created;
          const id = created.id ?? "run-1";
          endings.push(await endingOf(host.diff(id, state, inputs)));
          endings.push(await endingOf(host.update(id, state, inputs)));
          endings.push(await endingOf(host.read(id, state)));
          endings.push(await endingOf(host.delete(id, state)));
        }
        expect(endings.filter(isFault)).toEqual([]);
        const texts = [...lines, ...endings.map(textOf)];
        expect(texts.flatMap(activeIn)).toEqual([]);
        expect(texts.flatMap(foreignLines)).toEqual([]);
        expect(activeInside(endings.map((ending) => leftFor(ending, inputs)))).toEqual([]);
      }),
      RUNS,
    );
  });
});
