import { createEmulator, DEFAULT_ACCOUNT, type Emulator } from "../../emulator";
import { at, call, submit } from "./api-caller";

let emulator: Emulator;

beforeEach(async () => {
  emulator = await createEmulator({ clock: "manual" });
});

afterEach(() => emulator.stop());

async function post(path: string, body?: unknown): Promise<void> {
  expect(await control(path, body)).toMatchObject({ status: 200, body: { ok: true } });
}

function control(path: string, body?: unknown): ReturnType<typeof call> {
  return call(emulator, "POST", `/__emulator/${path}`, { apiKey: null, body });
}

function read(path: string): ReturnType<typeof call> {
  return call(emulator, "GET", `/__emulator/${path}`, { apiKey: null });
}

it("shows runs and requests, its own excepted", async () => {
  const id = await submit(emulator);
  expect((await read("runs")).body).toMatchObject({ runs: [{ id, status: "PENDING" }], now: emulator.now() });
  expect((await read("requests")).body).toMatchObject({ requests: [{ seq: 1, method: "POST", runId: id }] });
  expect((await read("requests?since=1")).body).toEqual({ requests: [] });
});

it("shows a page that is safe to look at", async () => {
  await call(emulator, "GET", "/%3Cscript%3E?a=<b>");
  await submit(emulator, { name: "shown-on-the-page" });
  const { status, headers, body } = await read("");
  expect([status, headers["content-type"]]).toEqual([200, "text/html; charset=UTF-8"]);
  expect(body).toContain("shown-on-the-page");
  expect(body).not.toContain("<script>");
});

it("adds faults and clears them", async () => {
  await post("fault", { kind: "status", status: 503, path: { regex: "^/runs$" }, times: "infinity" });
  expect((await call(emulator, "GET", "/runs")).status).toBe(503);
  expect((await call(emulator, "GET", "/users/me")).status).toBe(200);
  await post("clear-faults");
  expect((await call(emulator, "GET", "/runs")).status).toBe(200);
});

it("plans, advances and finishes", async () => {
  await post("plan", { match: { name: { regex: "^bad" } }, plan: { pendingMs: 10, outcome: "FAILED" } });
  await post("plan", { match: { name: "long*" }, plan: { neverEnds: true } });
  const [bad, long] = [
    await submit(emulator, { name: "bad-run-1" }),
    await submit(emulator, { name: "long-run-1" }),
  ];
  await post("advance", { ms: 60_000 });
  expect(emulator.runs()).toMatchObject([{ status: "FAILED" }, { status: "RUNNING" }]);
  await post(`finish/${long}`, { outcome: "TIMED_OUT" });
  await post(`finish/${bad}`);
  expect(emulator.runs()).toMatchObject([{ status: "FAILED" }, { status: "TIMED_OUT" }]);
});

it("expires, forgets, revokes, restores and resets", async () => {
  const [first, second] = [await submit(emulator), await submit(emulator)];
  await post(`expire/${first}`);
  expect((await call(emulator, "GET", `/runs/${first}`)).status).toBe(404);
  expect((await call(emulator, "GET", `/runs/${second}`)).status).toBe(200);
  await post("forget-runs");
  expect((await call(emulator, "GET", `/runs/${second}`)).status).toBe(404);
  await post("revoke", { apiKey: DEFAULT_ACCOUNT.apiKey });
  expect((await call(emulator, "GET", "/runs")).status).toBe(401);
  await post("restore", { apiKey: DEFAULT_ACCOUNT.apiKey });
  expect((await call(emulator, "GET", "/runs")).status).toBe(200);
  await post("reset");
  expect(emulator.runs()).toEqual([]);
});

it.each([
  ["fault", {}, "kind"],
  ["fault", { kind: "explode" }, "/kind"],
  ["fault", { kind: "status", typo: 1 }, "typo"],
  ["fault", { kind: "status", path: { regex: "(" } }, "not a regular expression"],
  ["plan", { plan: { outcome: 7 } }, "/plan/outcome"],
  ["plan", { plan: { typo: 1 } }, "typo"],
  ["advance", { ms: -1 }, "/ms"],
  ["advance", undefined, "object"],
  ["revoke", { apiKey: 1 }, "/apiKey"],
])("refuses %s with %j", async (path, body, named) => {
  const answer = await control(path, body);
  expect(answer.status).toBe(400);
  expect(at(answer.body, "error")).toContain(named);
});

it.each(["expire/nosuchrun00000", "finish/nosuchrun00000", "explode"])("answers 404 to %s", async (path) => {
  expect((await control(path)).status).toBe(404);
});

it("refuses what is not JSON", async () => {
  const answer = await call(emulator, "POST", "/__emulator/fault", { rawBody: "{" });
  expect(answer).toMatchObject({ status: 400, body: { error: "the body is not JSON" } });
});
