import { createEmulator, type Emulator, type EmulatorOptions } from "../../emulator";
import { call, PAYLOAD } from "./api-caller";

let emulator: Emulator | undefined;

afterEach(() => emulator?.stop());

async function start(onExchange: NonNullable<EmulatorOptions["onExchange"]>): Promise<Emulator> {
  emulator = await createEmulator({ clock: "manual", onExchange });
  return emulator;
}

it("is awaited before a request takes effect, and after it before the answer leaves", async () => {
  const seen: unknown[] = [];
  const started = await start(async ({ method, path, runId }, moment) => {
    await Promise.resolve();
    seen.push([method, path, moment, started.runs().length, runId !== undefined]);
  });
  expect((await call(started, "POST", "/runs", { body: PAYLOAD })).status).toBe(201);
  expect(seen).toEqual([
    ["POST", "/runs", "before", 0, false],
    ["POST", "/runs", "after", 1, true],
  ]);
});

it("keeps a request from taking effect by an error before it, and only its answer by one after it", async () => {
  let wrong: string | undefined = "before";
  const started = await start((_, moment) => {
    if (moment === wrong) throw new Error(`not ${moment}`);
  });
  expect((await call(started, "POST", "/runs", { body: PAYLOAD })).status).toBe(500);
  expect(started.runs()).toEqual([]);
  wrong = "after";
  expect((await call(started, "POST", "/runs", { body: PAYLOAD })).status).toBe(500);
  expect(started.runs()).toHaveLength(1);
});

it("is not called for a request that a fault answers, and sees an answer that is lost after it", async () => {
  const moments: string[] = [];
  const started = await start((_, moment) => void moments.push(moment));
  started.fault({ kind: "status", status: 503 });
  expect((await call(started, "GET", "/runs")).status).toBe(503);
  expect(moments).toEqual([]);
  started.fault({ kind: "status", status: 502, when: "after" });
  expect((await call(started, "GET", "/runs")).status).toBe(502);
  expect(moments).toEqual(["before", "after"]);
});
