import fc from "fast-check";
import type { HttpAnswer, HttpRequest } from "../../provider/api/transport";
import type { ResourceName } from "../../provider/resources/registry";
import { safeLine } from "../../provider/text/safe-line";
import type { Properties } from "../../provider/values";
import { jsonAnswer } from "../support/context/stub-client";
import { activeIn, activeInside } from "../support/inert-text";
import { tries } from "../support/sample";
import { hostileText } from "./arbitraries";
import { type Ending, endingOf, HOST_KINDS, isFault, scriptedHost } from "./scripted-host";

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

const status = fc.oneof(
  fc.constantFrom("RUNNING", "FAILED", "TIMED_OUT", "CANCELLED", "COMPLETED"),
  hostileText,
);
const user = fc.record({ id: hostileText, email: hostileText, name: hostileText });
const event = fc.record({
  code: fc.oneof(fc.constantFrom("RUN_FAIL_EXEC"), hostileText),
  message: hostileText,
  createTime: hostileText,
});
const time = fc.oneof(fc.constant("2026-01-01T00:00:00Z"), hostileText);
const run = fc.record({
  id: fc.constant("run-1"),
  name: hostileText,
  status: status.filter((text) => text !== ""),
  createTime: time,
  startTime: time,
  completeTime: time,
  triggeredBy: user,
  payload: fc.record({ runtime: hostileText, version: hostileText }),
  kubeApp: fc.record({
    id: hostileText,
    status: hostileText,
    appType: hostileText,
    regionName: hostileText,
    message: hostileText,
    appMeta: fc.record({
      spark_ui_url: hostileText,
      spark_eventlogs_url: hostileText,
      resolved_version: hostileText,
    }),
    events: fc.array(event, { maxLength: 3 }),
  }),
});
const logs = fc.record({
  items: fc.array(fc.record({ timestamp: hostileText, raw: hostileText }), { maxLength: 5 }),
});
const organization = fc.record({
  id: hostileText,
  defaultRegion: hostileText,
  defaultRuntime: hostileText,
});
const refusal = fc.record({
  status: fc.constantFrom(400, 401, 403, 404, 409, 422, 500, 503),
  headers: fc.record({
    "x-request-id": hostileText,
    "content-type": hostileText,
    "retry-after": hostileText,
  }),
  text: fc.oneof(
    hostileText,
    fc
      .record({
        errors: fc.array(
          fc.record({
            code: hostileText,
            message: hostileText,
            details: hostileText,
            field: hostileText,
            suggestion: hostileText,
          }),
          { minLength: 1, maxLength: 3 },
        ),
        requestId: hostileText,
      })
      .map((body) => JSON.stringify(body)),
  ),
});

/** What the API says in one life of a resource; `refusals` hit one request in `every`. */
const api = fc.record({
  run,
  others: fc.array(run, { maxLength: 2 }),
  logs,
  organization,
  user,
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

const INPUTS: Readonly<Record<ResourceName, Properties>> = {
  JobRun: { runPython: { uri: "s3://bucket.test/job.py" }, __name: "tiles-aaaaaaaa-bbbbb0-cccccc" },
  JobRunBatch: { runs: { only: {} }, defaults: { runPython: { uri: "s3://bucket.test/job.py" } } },
  RunCompletion: { runId: "run-1" },
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
    .filter((line) => !/^ {4}(\| |The |It will |rerun|another try failed: |A retry by )/.test(line));
}

const CASES = HOST_KINDS.flatMap((kind) =>
  (["JobRun", "RunCompletion"] as const).map((noun) => [noun, kind] as const),
);

describe.each(CASES)("a %s in the %s whose API says hostile things", (noun, kind) => {
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
