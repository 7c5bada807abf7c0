import { getEventListeners, once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { type FaultRule } from "../../emulator";
import { faultAnswer } from "../../emulator/faults/fault-answer";
import { FaultBook } from "../../emulator/faults/faults";
import { tries } from "../support/sample";
import { emulatorPerTest, fetchFailure, PAYLOAD } from "./api-caller";

const api = emulatorPerTest({ defaultPlan: { pendingMs: 0, neverEnds: true } });

async function status(path = "/runs"): Promise<number> {
  return (await api.get(path)).status;
}

async function statuses(count: number): Promise<number[]> {
  const seen: number[] = [];
  while (seen.length < count) seen.push(await status());
  return seen;
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
  [{ kind: "truncated", headers: { "": "nameless" } }],
  [{ kind: "status", body: 1n }],
  [{ kind: "hang", delayMs: -1 }],
] as const)("a rule that could not be carried out is refused when it is added: %p", (rule) => {
  expect(() => api.emulator.fault(rule)).toThrow(RangeError);
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

it.each(["before", "after"] as const)("delay holds the answer back, %s the operation", async (when) => {
  api.emulator.fault({ kind: "delay", delayMs: 80, when });
  const began = performance.now();
  expect(await status()).toBe(200);
  expect(performance.now() - began).toBeGreaterThan(70);
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
});

describe("hang", () => {
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
