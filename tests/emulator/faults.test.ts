import { getEventListeners, once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { request } from "undici";
import { createEmulator, DEFAULT_ACCOUNT, type Emulator } from "../../emulator";
import { faultAnswer } from "../../emulator/fault-answer";
import { FaultBook } from "../../emulator/faults";
import { at, call, fetchFailure, PAYLOAD, submit } from "./api-caller";

let emulator: Emulator;

beforeEach(async () => {
  emulator = await createEmulator({ clock: "manual", defaultPlan: { pendingMs: 0, neverEnds: true } });
});

afterEach(() => emulator.stop());

async function statuses(count: number, path = "/runs"): Promise<number[]> {
  const seen: number[] = [];
  for (let index = 0; index < count; index += 1) seen.push((await call(emulator, "GET", path)).status);
  return seen;
}

/** The answer's bytes as text, whatever they are. */
async function rawGet(path: string): Promise<{ status: number; type: unknown; text: string }> {
  const { statusCode, headers, body } = await request(`${emulator.url}${path}`, {
    headers: { "x-api-key": DEFAULT_ACCOUNT.apiKey },
  });
  return { status: statusCode, type: headers["content-type"], text: await body.text() };
}

describe("which requests are hit", () => {
  it("hits one request unless told otherwise", async () => {
    emulator.fault({ kind: "status" });
    expect(await statuses(3)).toEqual([500, 200, 200]);
  });

  it("lets some pass first and hits a number of times", async () => {
    emulator.fault({ kind: "status", status: 503, skip: 1, times: 2 });
    expect(await statuses(5)).toEqual([200, 503, 503, 200, 200]);
  });

  it("hits for ever, until the faults are cleared", async () => {
    emulator.fault({ kind: "status", times: Infinity });
    expect(await statuses(4)).toEqual([500, 500, 500, 500]);
    emulator.clearFaults();
    expect(await statuses(1)).toEqual([200]);
  });

  it("goes by method and path", async () => {
    const id = await submit(emulator);
    emulator.fault({ kind: "status", method: "GET", path: "/runs/*/logs", times: Infinity });
    emulator.fault({ kind: "status", status: 502, method: "post", path: /cancel$/, times: Infinity });
    expect(await statuses(1)).toEqual([200]);
    expect(await statuses(1, `/runs/${id}`)).toEqual([200]);
    expect(await statuses(1, `/runs/${id}/logs`)).toEqual([500]);
    expect((await call(emulator, "POST", `/runs/${id}/cancel`)).status).toBe(502);
  });

  it("goes by the name of the run, whichever way the request gives it", async () => {
    const [first, second] = [await submit(emulator, { name: "first-run" }), await submit(emulator)];
    emulator.fault({ kind: "status", match: { name: "first*" }, times: Infinity });
    expect(await statuses(1, `/runs/${second}`)).toEqual([200]);
    expect(await statuses(1, `/runs/${first}/metrics`)).toEqual([500]);
    expect(await statuses(1, "/runs?name=first-run")).toEqual([500]);
    expect(await statuses(1)).toEqual([200]);
    expect((await call(emulator, "POST", "/runs", { body: { ...PAYLOAD, name: "first-too" } })).status).toBe(
      500,
    );
    expect((await call(emulator, "POST", "/runs", { body: PAYLOAD })).status).toBe(201);
  });

  it("takes the rules in order", async () => {
    emulator.fault({ kind: "status", status: 503 });
    emulator.fault({ kind: "status", status: 502 });
    expect(await statuses(3)).toEqual([503, 502, 200]);
  });

  it("records what hit a request", async () => {
    emulator.fault({ kind: "status" });
    await statuses(2);
    expect(emulator.requests.map(({ fault, status }) => [fault, status])).toEqual([
      ["status", 500],
      [undefined, 200],
    ]);
  });

  it("repeats itself for a seed, about as often as asked", () => {
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
    );
    expect(hits(1, 0.5)).not.toEqual(hits(2, 0.5));
  });
});

describe("status", () => {
  it("carries the error envelope unless given a body", async () => {
    emulator.fault({ kind: "status", status: 429, headers: { "Retry-After": "1.5" } });
    const { status, headers, body } = await call(emulator, "GET", "/runs");
    expect(status).toBe(429);
    expect(headers["retry-after"]).toBe("1.5");
    expect(body).toMatchObject({
      errors: [{ code: "RATE_LIMIT_ERROR" }],
      requestId: headers["x-request-id"],
    });
  });

  it("carries a body as JSON, or a text as it is", async () => {
    emulator.fault({ kind: "status", body: { odd: true } });
    emulator.fault({ kind: "status", body: "upstream timeout" });
    expect((await call(emulator, "GET", "/runs")).body).toEqual({ odd: true });
    expect(await rawGet("/runs")).toMatchObject({ type: "text/plain", text: "upstream timeout" });
  });

  it("loses the answer of an operation that took effect", async () => {
    emulator.fault({ kind: "status", when: "after", status: 504, method: "POST" });
    expect((await call(emulator, "POST", "/runs", { body: PAYLOAD })).status).toBe(504);
    expect(emulator.runs()).toHaveLength(1);
    expect(emulator.requests).toMatchObject([{ status: 504, runId: emulator.runs()[0]?.id }]);
  });
});

describe("reset", () => {
  it.each([
    ["before", 0],
    ["after", 1],
  ] as const)("cuts the connection %s the operation", async (when, runs) => {
    emulator.fault({ kind: "reset", when });
    await expect(call(emulator, "POST", "/runs", { body: PAYLOAD })).rejects.toMatchObject({
      code: "ECONNRESET",
    });
    expect(emulator.runs()).toHaveLength(runs);
    expect(emulator.requests[0]).toMatchObject({ fault: "reset" });
    expect(emulator.requests[0]).not.toHaveProperty("status");
  });
});

describe("delay", () => {
  it.each(["before", "after"] as const)("holds the answer back, %s the operation", async (when) => {
    emulator.fault({ kind: "delay", delayMs: 80, when });
    const began = performance.now();
    expect(await statuses(1)).toEqual([200]);
    expect(performance.now() - began).toBeGreaterThan(70);
  });
});

describe("malformedJson", () => {
  it.each(["before", "after"] as const)("answers JSON that breaks off, %s", async (when) => {
    emulator.fault({ kind: "malformedJson", when });
    const { status, type, text } = await rawGet("/organization");
    expect([status, type]).toEqual([200, "application/json"]);
    expect(() => void JSON.parse(text)).toThrow(SyntaxError);
  });
});

describe("truncated", () => {
  it("ends the connection amid the answer", async () => {
    emulator.fault({ kind: "truncated", when: "after" });
    await expect(rawGet("/organization")).rejects.toThrow();
  });

  it("sends as many bytes as asked", async () => {
    emulator.fault({ kind: "truncated", when: "after", bytes: 10 });
    const { body, headers } = await request(`${emulator.url}/organization`, {
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
});

describe("stale", () => {
  it("reads a list without the run that was just submitted", async () => {
    const first = await submit(emulator);
    await submit(emulator);
    emulator.fault({ kind: "stale", path: "/runs" });
    expect((await call(emulator, "GET", "/runs")).body).toMatchObject({ total: 1, items: [{ id: first }] });
    expect((await call(emulator, "GET", "/runs")).body).toMatchObject({ total: 2 });
  });

  it("does not find a run that was just submitted", async () => {
    const [first, second] = [await submit(emulator), await submit(emulator)];
    emulator.fault({ kind: "stale", path: "/runs/*", times: 2 });
    expect((await call(emulator, "GET", `/runs/${first}`)).status).toBe(404);
    expect((await call(emulator, "GET", `/runs/${second}`)).status).toBe(404);
    expect((await call(emulator, "GET", `/runs/${first}`)).status).toBe(200);
  });

  it("reads the status before a cancel or an end", async () => {
    const id = await submit(emulator);
    await call(emulator, "POST", `/runs/${id}/cancel`);
    emulator.fault({ kind: "stale" });
    expect((await call(emulator, "GET", `/runs/${id}`)).body).toMatchObject({ status: "RUNNING" });
    expect((await call(emulator, "GET", `/runs/${id}`)).body).toMatchObject({ status: "CANCELLED" });
  });

  it("lags by a time", async () => {
    const id = await submit(emulator);
    emulator.advance(60_000);
    emulator.finish(id);
    emulator.fault({ kind: "stale", delayMs: 30_000, times: Infinity });
    expect((await call(emulator, "GET", `/runs/${id}`)).body).toMatchObject({ status: "RUNNING" });
    emulator.advance(30_000);
    expect((await call(emulator, "GET", `/runs/${id}`)).body).toMatchObject({ status: "COMPLETED" });
  });

  it("leaves writes alone", async () => {
    emulator.fault({ kind: "stale" });
    await submit(emulator);
    expect(emulator.requests[0]).not.toHaveProperty("fault");
  });
});

describe("html, oversize and redirect", () => {
  it("answers a page", async () => {
    emulator.fault({ kind: "html" });
    emulator.fault({ kind: "html", status: 200 });
    expect(await rawGet("/runs")).toMatchObject({
      status: 502,
      type: "text/html",
      text: expect.stringMatching(/^<html>/),
    });
    expect(await rawGet("/runs")).toMatchObject({ status: 200, type: "text/html" });
  });

  it("answers valid JSON of any length", async () => {
    emulator.fault({ kind: "oversize", bytes: 300_000, when: "after" });
    const { status, text } = await rawGet("/users/me");
    expect(status).toBe(200);
    expect(text.length).toBeGreaterThan(300_000);
    expect(at(JSON.parse(text), "id")).toBe(DEFAULT_ACCOUNT.userId);
  });

  it("points elsewhere", async () => {
    emulator.fault({ kind: "redirect" });
    emulator.fault({ kind: "redirect", status: 302, headers: { Location: "http://elsewhere.test/" } });
    expect(await call(emulator, "GET", "/runs")).toMatchObject({
      status: 307,
      headers: { location: `${emulator.url}/redirected` },
    });
    expect(await call(emulator, "GET", "/runs")).toMatchObject({
      status: 302,
      headers: { location: "http://elsewhere.test/" },
    });
  });
});

describe("hang", () => {
  it("lasts until the client leaves", async () => {
    emulator.fault({ kind: "hang" });
    const signal = AbortSignal.timeout(50);
    await expect(fetch(`${emulator.url}/runs`, { signal })).rejects.toMatchObject({ name: "TimeoutError" });
    expect(await statuses(1)).toEqual([200]);
  });

  it("ends with a cut connection after a time", async () => {
    emulator.fault({ kind: "hang", delayMs: 30 });
    expect(await fetchFailure(`${emulator.url}/runs`)).toContain("fetch failed");
  });

  it("left a listener behind with each request, for as long as the emulator lived", async () => {
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
      emulator.fault(rule);
      const lost = fetchFailure(`${emulator.url}/runs`);
      while (emulator.requests.length === 0) await new Promise(setImmediate);
      await emulator.stop();
      expect(await lost).toContain("fetch failed");
    },
  );
});
