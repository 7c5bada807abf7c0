import { getEventListeners, once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { request } from "undici";
import { createEmulator, DEFAULT_ACCOUNT, type FaultRule } from "../../emulator";
import { faultAnswer } from "../../emulator/faults/fault-answer";
import { FaultBook } from "../../emulator/faults/faults";
import { tries } from "../support/sample";
import { at, emulatorPerTest, fetchFailure, PAYLOAD } from "./api-caller";

const api = emulatorPerTest({ defaultPlan: { pendingMs: 0, neverEnds: true } });

async function status(path = "/runs"): Promise<number> {
  return (await api.get(path)).status;
}

async function statuses(count: number): Promise<number[]> {
  const seen: number[] = [];
  while (seen.length < count) seen.push(await status());
  return seen;
}

/** The answer's bytes as text, whatever they are. */
async function rawGet(path: string): Promise<{ status: number; type: unknown; text: string }> {
  const { statusCode, headers, body } = await request(`${api.emulator.url}${path}`, {
    headers: { "x-api-key": DEFAULT_ACCOUNT.apiKey },
  });
  return { status: statusCode, type: headers["content-type"], text: await body.text() };
}

describe("a rule hits", () => {
  it.each<[string, Partial<FaultRule>[], number[]]>([
    ["one request unless told otherwise", [{}], [500, 200, 200]],
    [
      "a number of requests after those that it lets pass",
      [{ status: 503, skip: 1, times: 2 }],
      [200, 503, 503, 200, 200],
    ],
    ["for ever", [{ times: Infinity }], [500, 500, 500, 500]],
    ["in the order of the rules", [{ status: 503 }, { status: 502 }], [503, 502, 200]],
  ])("%s, and the record says so", async (_what, rules, expected) => {
    for (const rule of rules) api.emulator.fault({ kind: "status", ...rule });
    expect(await statuses(expected.length)).toEqual(expected);
    const recorded = api.emulator.requests.map(({ fault }) => fault);
    expect(recorded).toEqual(expected.map((code) => (code === 200 ? undefined : "status")));
    api.emulator.clearFaults();
    expect(await status()).toBe(200);
  });

  it("requests of its method and path", async () => {
    const id = await api.submit();
    api.emulator.fault({ kind: "status", method: "GET", path: "/runs/*/logs", times: Infinity });
    api.emulator.fault({ kind: "status", status: 502, method: "post", path: /cancel$/, times: Infinity });
    const hit = [await status(), await status(`/runs/${id}`), await status(`/runs/${id}/logs`)];
    expect(hit).toEqual([200, 200, 500]);
    expect((await api.post(`/runs/${id}/cancel`)).status).toBe(502);
  });

  it("requests for its run's name, whichever way they give it", async () => {
    const [first, second] = [await api.submit({ name: "first-run" }), await api.submit()];
    api.emulator.fault({ kind: "status", match: { name: "first*" }, times: Infinity });
    expect(await status(`/runs/${second}`)).toBe(200);
    expect(await status(`/runs/${first}/metrics`)).toBe(500);
    expect(await status("/runs?name=first-run")).toBe(500);
    expect(await status()).toBe(200);
    expect((await api.post("/runs", { ...PAYLOAD, name: "first-too" })).status).toBe(500);
    expect((await api.post("/runs", PAYLOAD)).status).toBe(201);
  });

  it("the same requests for a seed, about as often as asked", () => {
    const hits = (seed: number, probability: number): boolean[] => {
      const book = new FaultBook();
      book.add({ kind: "status", probability, seed });
      const target = { method: "GET", path: "/runs", runName: undefined };
      return Array.from({ length: 400 }, () => book.take(target) !== undefined);
    };
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, probability) => {
        const first = hits(seed, probability);
        expect(hits(seed, probability)).toEqual(first);
        expect(Math.abs(first.filter(Boolean).length / 400 - probability)).toBeLessThan(0.2);
      }),
      tries(200),
    );
    expect(hits(1, 0.5)).not.toEqual(hits(2, 0.5));
  });
});

it.each([
  [{ kind: "status", status: 99 }],
  [{ kind: "html", status: 204 }],
  [{ kind: "status", status: 500.5 }],
  [{ kind: "truncated", headers: { "": "nameless" } }],
  [{ kind: "status", body: 1n }],
  [{ kind: "hang", delayMs: -1 }],
] as const)("a rule that could not be carried out is refused when it is added: %p", async (rule) => {
  expect(() => api.emulator.fault(rule)).toThrow(RangeError);
  await expect(createEmulator({ faults: [rule] })).rejects.toThrow(RangeError);
});

it("rules that were given at the start come again with a reset, unless they are cleared", async () => {
  await api.restart({ faults: [{ kind: "status" }] });
  expect(await statuses(2)).toEqual([500, 200]);
  api.emulator.reset();
  expect(await statuses(2)).toEqual([500, 200]);
  api.emulator.reset();
  api.emulator.clearFaults();
  expect(await status()).toBe(200);
});

describe("status", () => {
  it("carries the error envelope unless given a body", async () => {
    api.emulator.fault({ kind: "status", status: 429, headers: { "Retry-After": "1.5" } });
    const answer = await api.get("/runs");
    expect(answer).toMatchObject({ status: 429, headers: { "retry-after": "1.5" } });
    const requestId = answer.headers["x-request-id"];
    expect(answer.body).toMatchObject({ errors: [{ code: "RATE_LIMIT_ERROR" }], requestId });
  });

  it("carries a body as JSON, or a text as it is", async () => {
    api.emulator.fault({ kind: "status", body: { odd: true } });
    api.emulator.fault({ kind: "status", body: "upstream timeout" });
    expect((await api.get("/runs")).body).toEqual({ odd: true });
    expect(await rawGet("/runs")).toMatchObject({ type: "text/plain", text: "upstream timeout" });
  });

  it("after an operation loses its answer and not its effect", async () => {
    api.emulator.fault({ kind: "status", when: "after", status: 504, method: "POST" });
    expect((await api.post("/runs", PAYLOAD)).status).toBe(504);
    const [run, ...more] = api.emulator.runs();
    expect(more).toEqual([]);
    expect(api.emulator.requests).toMatchObject([{ status: 504, runId: run?.id }]);
  });
});

describe.each([
  ["before", 0],
  ["after", 1],
] as const)("%s the operation", (when, runs) => {
  it("reset cuts the connection", async () => {
    api.emulator.fault({ kind: "reset", when });
    await expect(api.post("/runs", PAYLOAD)).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(api.emulator.runs()).toHaveLength(runs);
    expect(api.emulator.requests[0]).toMatchObject({ fault: "reset" });
    expect(api.emulator.requests[0]).not.toHaveProperty("status");
  });

  it("delay holds the answer back", async () => {
    api.emulator.fault({ kind: "delay", delayMs: 80, when });
    const began = performance.now();
    expect(await status()).toBe(200);
    expect(performance.now() - began).toBeGreaterThan(70);
  });

  it("malformedJson answers JSON that breaks off", async () => {
    api.emulator.fault({ kind: "malformedJson", when });
    const { status: code, type, text } = await rawGet("/organization");
    expect([code, type]).toEqual([200, "application/json"]);
    expect(() => void JSON.parse(text)).toThrow(SyntaxError);
  });
});

it("truncated ends the connection amid the answer, after as many bytes as asked", async () => {
  api.emulator.fault({ kind: "truncated", when: "after" });
  await expect(rawGet("/organization")).rejects.toThrow();
  api.emulator.fault({ kind: "truncated", when: "after", bytes: 10 });
  const { body, headers } = await request(`${api.emulator.url}/organization`, {
    headers: { "x-api-key": DEFAULT_ACCOUNT.apiKey },
  });
  expect(Number(headers["content-length"])).toBeGreaterThan(100);
  let received = 0;
  const reading = (async () => {
    for await (const chunk of body) received += Buffer.from(chunk).length;
  })();
  await expect(reading).rejects.toThrow();
  expect(received).toBe(10);
});

describe("stale", () => {
  it("reads a list without the run that was just submitted", async () => {
    const first = await api.submit();
    await api.submit();
    api.emulator.fault({ kind: "stale", path: "/runs" });
    expect((await api.get("/runs")).body).toMatchObject({ total: 1, items: [{ id: first }] });
    expect((await api.get("/runs")).body).toMatchObject({ total: 2 });
  });

  it("does not find a run that was just submitted", async () => {
    const [first, second] = [await api.submit(), await api.submit()];
    api.emulator.fault({ kind: "stale", path: "/runs/*", times: 2 });
    const found = [
      await status(`/runs/${first}`),
      await status(`/runs/${second}`),
      await status(`/runs/${first}`),
    ];
    expect(found).toEqual([404, 404, 200]);
  });

  it("reads the status before a cancel or an end", async () => {
    const id = await api.submit();
    await api.post(`/runs/${id}/cancel`);
    api.emulator.fault({ kind: "stale" });
    expect((await api.get(`/runs/${id}`)).body).toMatchObject({ status: "RUNNING" });
    expect((await api.get(`/runs/${id}`)).body).toMatchObject({ status: "CANCELLED" });
  });

  it("lags by a time", async () => {
    const id = await api.submit();
    api.emulator.advance(60_000);
    api.emulator.finish(id);
    api.emulator.fault({ kind: "stale", delayMs: 30_000, times: Infinity });
    expect((await api.get(`/runs/${id}`)).body).toMatchObject({ status: "RUNNING" });
    api.emulator.advance(30_000);
    expect((await api.get(`/runs/${id}`)).body).toMatchObject({ status: "COMPLETED" });
  });

  it("leaves writes alone", async () => {
    api.emulator.fault({ kind: "stale" });
    await api.submit();
    expect(api.emulator.requests[0]).not.toHaveProperty("fault");
  });
});

it("html answers a page", async () => {
  api.emulator.fault({ kind: "html" });
  api.emulator.fault({ kind: "html", status: 200 });
  const text = expect.stringMatching(/^<html>/) as string;
  expect(await rawGet("/runs")).toEqual({ status: 502, type: "text/html", text });
  expect(await rawGet("/runs")).toEqual({ status: 200, type: "text/html", text });
});

it("oversize answers valid JSON of any length", async () => {
  api.emulator.fault({ kind: "oversize", bytes: 300_000, when: "after" });
  const { status: code, text } = await rawGet("/users/me");
  expect(code).toBe(200);
  expect(text.length).toBeGreaterThan(300_000);
  expect(at(JSON.parse(text), "id")).toBe(DEFAULT_ACCOUNT.userId);
});

it("redirect points elsewhere", async () => {
  api.emulator.fault({ kind: "redirect" });
  api.emulator.fault({ kind: "redirect", status: 302, headers: { Location: "http://elsewhere.test/" } });
  const location = `${api.emulator.url}/redirected`;
  expect(await api.get("/runs")).toMatchObject({ status: 307, headers: { location } });
  const elsewhere = { location: "http://elsewhere.test/" };
  expect(await api.get("/runs")).toMatchObject({ status: 302, headers: elsewhere });
});

describe("hang", () => {
  it("lasts until the client leaves", async () => {
    api.emulator.fault({ kind: "hang" });
    const client = new AbortController();
    const left = fetch(`${api.emulator.url}/runs`, { signal: client.signal });
    while (api.emulator.requests.length === 0) await new Promise(setImmediate);
    client.abort();
    await expect(left).rejects.toMatchObject({ name: "AbortError" });
    expect(await status()).toBe(200);
  });

  it("ends with a cut connection after a time", async () => {
    api.emulator.fault({ kind: "hang", delayMs: 30 });
    expect(await fetchFailure(`${api.emulator.url}/runs`)).toContain("fetch failed");
  });

  it("leaves no listener behind", async () => {
    const { signal: stopping } = new AbortController();
    const rule = { kind: "hang", delayMs: 1 } as const;
    const scene = { rule, genuine: undefined, path: "/", requestId: "", url: "", stopping };
    const server = createServer((incoming, outgoing) => {
      void faultAnswer({ ...scene, env: { incoming, outgoing } });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    for (let count = 0; count < 3; count++) await fetchFailure(`http://127.0.0.1:${port}/`);
    await new Promise((resolve) => server.close(resolve));
    await new Promise(setImmediate);
    expect(getEventListeners(stopping, "abort")).toEqual([]);
  });

  it.each([{ kind: "hang" }, { kind: "delay", delayMs: 600_000 }] as const)(
    "does not outlive the emulator: %j",
    async (rule) => {
      api.emulator.fault(rule);
      const lost = fetchFailure(`${api.emulator.url}/runs`);
      while (api.emulator.requests.length === 0) await new Promise(setImmediate);
      await api.emulator.stop();
      expect(await lost).toContain("fetch failed");
    },
  );
});
