import { createEmulator, type Emulator } from "../../emulator";
import { at, call, eachItem, stopFlawless, submit } from "./api-caller";

let emulator: Emulator;

beforeEach(async () => {
  emulator = await createEmulator({ clock: "manual", defaultPlan: { pendingMs: 1000, runningMs: 1000 } });
});

afterEach(() => stopFlawless(emulator));

async function names(query: string): Promise<unknown[]> {
  const { status, body } = await call(emulator, "GET", `/runs${query}`);
  expect(status).toBe(200);
  return eachItem(body, "name");
}

async function submitAll(...all: string[]): Promise<void> {
  for (const name of all) {
    await submit(emulator, { name });
    emulator.advance(1);
  }
}

it("lists the newest first", async () => {
  await submitAll("load-aaa-1", "load-bbb-1", "load-aaa-2");
  expect(await names("")).toEqual(["load-aaa-2", "load-bbb-1", "load-aaa-1"]);
});

it.each([
  ["load-aaa-1", ["load-aaa-1"]],
  ["load-*", ["load-bbb-1", "load-aaa-1"]],
  ["*-1", ["sync-aaa-1", "load-bbb-1", "load-aaa-1"]],
  ["load-*-1", ["load-bbb-1", "load-aaa-1"]],
  ["*", ["sync-aaa-1", "load-bbb-1", "load-aaa-1"]],
  ["oad-aaa-1", []],
  ["", ["sync-aaa-1", "load-bbb-1", "load-aaa-1"]],
])("filters by name %j", async (name, expected) => {
  await submitAll("load-aaa-1", "load-bbb-1", "sync-aaa-1");
  expect(await names(`?name=${name}`)).toEqual(expected);
});

it.each([
  ["name", "name=a*b*c"],
  ["name", "name=a%20b"],
  ["size", "size=101"],
  ["size", "size=-1"],
  ["size", "size=many"],
  ["created_after", "created_after=yesterday"],
  ["status.0", "status=ASLEEP"],
])("refuses a bad %s: %s", async (named, query) => {
  const { status, body } = await call(emulator, "GET", `/runs?${query}`);
  expect(status).toBe(422);
  expect(body).toMatchObject({ errors: [{ code: "INVALID_INPUT_ERROR", field: named }] });
});

it("lists only what was created strictly after a time, with or without an offset", async () => {
  await submitAll("load-aaa-1");
  emulator.advance(999);
  await submitAll("load-aaa-2");
  expect(await names("?created_after=2026-01-01T00:00:00Z")).toEqual(["load-aaa-2"]);
  expect(await names("?created_after=2026-01-01T00:00:00")).toEqual(["load-aaa-2"]);
  expect(await names("?created_after=2026-01-01T02:00:01%2B02:00")).toEqual([]);
  expect(await names("?created_after=2025-12-31")).toHaveLength(2);
});

it("filters by status, repeated", async () => {
  await submitAll("load-aaa-1");
  emulator.advance(2000);
  await submitAll("load-aaa-2");
  emulator.advance(1000);
  await submitAll("load-aaa-3");
  expect(await names("?status=COMPLETED")).toEqual(["load-aaa-1"]);
  expect(await names("?status=PENDING&status=RUNNING")).toEqual(["load-aaa-3", "load-aaa-2"]);
});

it("filters by region", async () => {
  await submit(emulator, { name: "load-east-1" }, "?region=aws-us-east-1");
  await submitAll("load-west-1");
  expect(await names("?region=aws-us-east-1")).toEqual(["load-east-1"]);
});

it("pages with opaque cursors there and back, undisturbed by new runs", async () => {
  await submitAll("run-00001", "run-00002", "run-00003", "run-00004", "run-00005");
  const first = await call(emulator, "GET", "/runs?size=2");
  expect(first.body).toMatchObject({ total: 5, previous_page: null, next_page: expect.any(String) });
  await submitAll("run-00006");
  const second = await call(emulator, "GET", `/runs?size=2&cursor=${String(at(first.body, "next_page"))}`);
  expect(eachItem(second.body, "name")).toEqual(["run-00003", "run-00002"]);
  const third = await call(emulator, "GET", `/runs?size=2&cursor=${String(at(second.body, "next_page"))}`);
  expect(eachItem(third.body, "name")).toEqual(["run-00001"]);
  expect(third.body).toMatchObject({ total: 6, next_page: null });
  const back = await call(emulator, "GET", `/runs?size=2&cursor=${String(at(second.body, "previous_page"))}`);
  expect(eachItem(back.body, "name")).toEqual(["run-00005", "run-00004"]);
});

it("answers an empty page for size 0, but counts", async () => {
  await submitAll("run-00001");
  const { body } = await call(emulator, "GET", "/runs?size=0");
  expect(body).toMatchObject({ items: [], total: 1, next_page: null });
});

it("lists 50 unless asked", async () => {
  await submitAll(...Array.from({ length: 51 }, (_, index) => `run-${String(index).padStart(5, "0")}`));
  expect(await names("")).toHaveLength(50);
  expect(await names("?size=100")).toHaveLength(51);
});

it("refuses a cursor of somebody else", async () => {
  const { status, body } = await call(emulator, "GET", "/runs?cursor=abc");
  expect(status).toBe(400);
  expect(body).toMatchObject({ errors: [{ code: "BAD_REQUEST_ERROR" }] });
});
