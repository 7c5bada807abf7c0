import { request } from "undici";
import {
  createEmulator,
  DEFAULT_ACCOUNT,
  type Emulator,
  type EmulatorOptions,
  type RunPlan,
} from "../../emulator";
import { at, call, eachItem, stopFlawless, submit } from "./api-caller";

let emulator: Emulator;
let id: string;

async function submitted(plan: RunPlan, options: EmulatorOptions = {}): Promise<void> {
  emulator = await createEmulator({ clock: "manual", defaultPlan: { pendingMs: 0, ...plan }, ...options });
  id = await submit(emulator);
}

async function logs(query = ""): Promise<unknown> {
  const { status, body } = await call(emulator, "GET", `/runs/${id}/logs${query}`);
  expect(status).toBe(200);
  return body;
}

async function texts(query = ""): Promise<unknown[]> {
  return eachItem(await logs(query), "raw");
}

afterEach(() => stopFlawless(emulator));

it("shows lines when they are due", async () => {
  await submitted({ logs: [{ text: "one" }, { atMs: 100, text: "two" }], pendingMs: 1000 });
  expect(await texts()).toEqual([]);
  emulator.advance(1000);
  expect(await texts()).toEqual(["one"]);
  emulator.advance(100);
  expect(await texts()).toEqual(["one", "two"]);
});

it("gives each line a timestamp of its own, in nanoseconds", async () => {
  await submitted({ logs: [{ text: "one" }, { text: "two" }] });
  expect(eachItem(await logs(), "timestamp")).toEqual(["1767225600000000000", "1767225600000001000"]);
});

it.each([
  ["cursors that are numbers", {}, /^\d+$/],
  ["opaque cursors", { opaqueLogCursors: true }, /^[A-Za-z]/],
])("pages with %s, and null means only that there is nothing more now", async (_what, options, shape) => {
  await submitted({ logs: { count: 5 }, runningMs: 500 }, options);
  emulator.advance(250);
  const first = await logs("?size=2");
  expect(eachItem(first, "raw")).toEqual(["line 1", "line 2"]);
  expect(at(first, "next_page")).toMatch(shape);
  const second = await logs(`?size=2&cursor=${String(at(first, "next_page"))}`);
  expect(eachItem(second, "raw")).toEqual(["line 3"]);
  expect(second).toMatchObject({ current_page: at(first, "next_page"), next_page: null });
  emulator.advance(250);
  const again = await logs(`?size=2&cursor=${String(at(first, "next_page"))}`);
  expect(eachItem(again, "raw")).toEqual(["line 3", "line 4"]);
});

it("shows 100 lines unless asked, and many when asked", async () => {
  await submitted({ logs: { count: 100_000, text: "{n}" }, runningMs: 10 });
  emulator.advance(10);
  expect(await texts()).toHaveLength(100);
  expect(await texts("?size=1000")).toHaveLength(1000);
});

it("shows late lines late, also after the end", async () => {
  await submitted({ logs: [{ atMs: 300, text: "last" }], runningMs: 300, lateLogsMs: 60_000 });
  emulator.advance(300);
  expect(emulator.runs()).toMatchObject([{ status: "COMPLETED" }]);
  expect(await texts()).toEqual([]);
  emulator.advance(60_000);
  expect(await texts()).toEqual(["last"]);
});

it("shows nothing that a cancelled run did not live to print", async () => {
  await submitted({ logs: { count: 10 }, runningMs: 1000 });
  emulator.advance(350);
  await call(emulator, "POST", `/runs/${id}/cancel`);
  emulator.advance(10_000);
  expect(await texts()).toEqual(["line 1", "line 2", "line 3", "line 4"]);
});

it("has a traceback for a failed run that was planned without lines", async () => {
  await submitted({ outcome: "FAILED" });
  emulator.advance(1000);
  expect(await texts()).toEqual(
    expect.arrayContaining(["Traceback (most recent call last):", "Subprocess finished with return code: 1"]),
  );
});

it("has no lines of a run that never launched", async () => {
  await submitted({ neverLaunches: true, logs: { count: 3 } });
  emulator.advance(1000);
  expect(await texts()).toEqual([]);
});

it("refuses a cursor that is none", async () => {
  await submitted({});
  expect(await call(emulator, "GET", `/runs/${id}/logs?cursor=abc`)).toMatchObject({ status: 400 });
});

describe("with the older API's integers", () => {
  async function raw(query: string): Promise<string> {
    const { body } = await request(`${emulator.url}/runs/${id}/logs${query}`, {
      headers: { "x-api-key": DEFAULT_ACCOUNT.apiKey },
    });
    return body.text();
  }

  it("sends all digits, which a JavaScript number cannot hold", async () => {
    const logs = [{ text: "one" }, { text: '"timestamp":"1"' }, { text: "three" }];
    await submitted({ logs }, { numericLogTimestamps: true });
    expect(await raw("?cursor=0&size=2")).toBe(
      '{"items":[{"timestamp":1767225600000000000,"raw":"one"},' +
        '{"timestamp":1767225600000001000,"raw":"\\"timestamp\\":\\"1\\""}],' +
        '"current_page":0,"next_page":1767225600000001000}',
    );
    expect(await raw("?cursor=1767225600000001000&size=2")).toContain('"raw":"three"');
  });
});
