import { DEFAULT_ACCOUNT } from "../../emulator";
import { type Answer, at, emulatorPerTest } from "./api-caller";

const api = emulatorPerTest();

function control(path: string, body?: unknown): Promise<Answer> {
  return api.post(`/__emulator/${path}`, body, { apiKey: null });
}

async function post(path: string, body?: unknown): Promise<void> {
  expect(await control(path, body)).toMatchObject({ status: 200, body: { ok: true } });
}

async function read(path: string): Promise<unknown> {
  return (await api.get(`/__emulator/${path}`, { apiKey: null })).body;
}

async function status(path: string): Promise<number> {
  return (await api.get(path)).status;
}

it("the control surface shows runs and requests, its own excepted", async () => {
  const id = await api.submit();
  expect(await read("runs")).toMatchObject({ runs: [{ id, status: "PENDING" }], now: api.emulator.now() });
  expect(await read("requests")).toMatchObject({ requests: [{ seq: 1, method: "POST", runId: id }] });
  expect(await read("requests?since=1")).toEqual({ requests: [] });
});

it("the control surface adds faults and clears them", async () => {
  await post("fault", { kind: "status", status: 503, path: { regex: "^/runs$" }, times: "infinity" });
  expect([await status("/runs"), await status("/users/me")]).toEqual([503, 200]);
  await post("clear-faults");
  expect(await status("/runs")).toBe(200);
});

it("the control surface plans, advances and finishes", async () => {
  await post("plan", { match: { name: { regex: "^bad" } }, plan: { pendingMs: 10, outcome: "FAILED" } });
  await post("plan", { match: { name: "long*" }, plan: { neverEnds: true } });
  const [bad, long] = [await api.submit({ name: "bad-run-1" }), await api.submit({ name: "long-run-1" })];
  await post("advance", { ms: 60_000 });
  expect(api.emulator.runs()).toMatchObject([{ status: "FAILED" }, { status: "RUNNING" }]);
  await post(`finish/${long}`, { outcome: "TIMED_OUT" });
  await post(`finish/${bad}`);
  expect(api.emulator.runs()).toMatchObject([{ status: "FAILED" }, { status: "TIMED_OUT" }]);
});

it("the control surface expires, forgets, revokes, restores and resets", async () => {
  const [first, second] = [await api.submit(), await api.submit()];
  await post(`expire/${first}`);
  expect([await status(`/runs/${first}`), await status(`/runs/${second}`)]).toEqual([404, 200]);
  await post("forget-runs");
  expect(await status(`/runs/${second}`)).toBe(404);
  await post("revoke", { apiKey: DEFAULT_ACCOUNT.apiKey });
  expect(await status("/runs")).toBe(401);
  await post("restore", { apiKey: DEFAULT_ACCOUNT.apiKey });
  expect(await status("/runs")).toBe(200);
  await post("reset");
  expect(api.emulator.runs()).toEqual([]);
});

it.each([
  ["fault", {}, "kind"],
  ["fault", { kind: "explode" }, "/kind"],
  ["fault", { kind: "status", typo: 1 }, "typo"],
  ["fault", { kind: "status", path: { regex: "(" } }, "not a regular expression"],
  ["plan", { plan: { outcome: 7 } }, "/plan/outcome"],
  ["fault", { kind: "status", status: 204 }, "status: an answer with 204 has no body"],
  ["fault", { kind: "status", headers: { "x-a": "1\r\nx-b: 2" } }, "headers"],
  ["fault", { kind: "status", headers: { trailer: "x-a" } }, "headers"],
  ["fault", { kind: "stale", method: "POST" }, "method"],
  ["plan", { plan: { pendingMs: 1e15 } }, "a time of a plan"],
  ["advance", { ms: 1e15 }, "time ends at 2262"],
  ["advance", { ms: -1 }, "/ms"],
  ["revoke", { apiKey: 1 }, "/apiKey"],
])("%s with %j is refused with the reason, and nothing changes", async (path, body, named) => {
  const before = api.emulator.now();
  const answer = await control(path, body);
  expect(answer.status).toBe(400);
  expect(at(answer.body, "error")).toContain(named);
  await api.submit();
  expect(api.emulator.now()).toBe(before);
});

it("a control that is not JSON is refused", async () => {
  const answer = await api.post("/__emulator/fault", undefined, { rawBody: "{" });
  expect(answer).toMatchObject({ status: 400, body: { error: "the body is not JSON" } });
});

it.each(["expire/nosuchrun00000", "finish/nosuchrun00000", "explode"])(
  "%s is answered with 404",
  async (path) => {
    expect((await control(path)).status).toBe(404);
  },
);

it("at the end of time a run is served that was planned for a hundred years", async () => {
  const years = 100 * 365 * 24 * 3_600_000;
  await post("advance", { ms: Date.UTC(2262, 0) - api.emulator.now() });
  await post("plan", { plan: { pendingMs: years, runningMs: years, events: [{ atMs: years }] } });
  const id = await api.submit();
  for (const path of ["", "/logs", "/metrics"]) expect(await status(`/runs/${id}${path}`)).toBe(200);
});
