import { at, eachItem, emulatorPerTest } from "./api-caller";

const api = emulatorPerTest({ defaultPlan: { pendingMs: 1000, runningMs: 1000 } });

async function list(query: string): Promise<unknown> {
  const { status, body } = await api.get(`/runs?${query}`);
  expect(status).toBe(200);
  return body;
}

async function names(query: string): Promise<unknown[]> {
  return eachItem(await list(query), "name");
}

async function submitAll(...all: string[]): Promise<void> {
  for (const name of all) {
    await api.submit({ name });
    api.emulator.advance(1);
  }
}

const ALL = ["sync-aaa-1", "load-bbb-1", "load-aaa-1"];

it.each([
  ["load-*", ["load-bbb-1", "load-aaa-1"]],
  ["load-*-1", ["load-bbb-1", "load-aaa-1"]],
  ["oad-aaa-1", []],
  ["", ALL],
])("the name %j finds its runs, the newest first", async (name, expected) => {
  await submitAll(...ALL.toReversed());
  expect(await names(`name=${name}`)).toEqual(expected);
});

it.each([
  ["name=a*b*c", "name"],
  ["name=a%20b", "name"],
  ["size=101", "size"],
  ["size=many", "size"],
  ["created_after=yesterday", "created_after"],
  ["created_after=2026-02-30", "created_after"],
  ["created_after=2026-01-01T00:00:00%2B25:00", "created_after"],
  ["status=ASLEEP", "status.0"],
])("%s is refused with 422", async (query, field) => {
  const body = { errors: [{ code: "INVALID_INPUT_ERROR", field }] };
  expect(await api.get(`/runs?${query}`)).toMatchObject({ status: 422, body });
});

it.each([
  ["created_after=2026-01-01T00:00:00Z", ["load-aaa-2"]],
  ["created_after=2026-01-01T00:00:00", ["load-aaa-2"]],
  ["created_after=2026-01-01T02:00:01%2B02:00", []],
  ["created_after=2025-12-31", ["load-aaa-2", "load-aaa-1"]],
])("%s finds what was created strictly after it", async (query, expected) => {
  await submitAll("load-aaa-1");
  api.emulator.advance(999);
  await submitAll("load-aaa-2");
  expect(await names(query)).toEqual(expected);
});

it("a list is filtered by status, repeated, and by region", async () => {
  await submitAll("load-aaa-1");
  api.emulator.advance(2000);
  await submitAll("load-aaa-2");
  api.emulator.advance(1000);
  await api.submit({ name: "load-aaa-3" }, "?region=aws-us-east-1");
  expect(await names("status=COMPLETED")).toEqual(["load-aaa-1"]);
  expect(await names("status=PENDING&status=RUNNING")).toEqual(["load-aaa-3", "load-aaa-2"]);
  expect(await names("region=aws-us-east-1")).toEqual(["load-aaa-3"]);
});

it("opaque cursors page there and back, undisturbed by new runs", async () => {
  await submitAll("run-00001", "run-00002", "run-00003", "run-00004", "run-00005");
  const first = await list("size=2");
  expect(first).toMatchObject({ total: 5, previous_page: null, next_page: expect.any(String) });
  await submitAll("run-00006");
  const page = (cursor: unknown): Promise<unknown> => list(`size=2&cursor=${String(cursor)}`);
  const second = await page(at(first, "next_page"));
  expect(eachItem(second, "name")).toEqual(["run-00003", "run-00002"]);
  const third = await page(at(second, "next_page"));
  expect(eachItem(third, "name")).toEqual(["run-00001"]);
  expect(third).toMatchObject({ total: 6, next_page: null });
  expect(eachItem(await page(at(second, "previous_page")), "name")).toEqual(["run-00005", "run-00004"]);
});

it("a page has 50 runs unless another size is asked for; that of size 0 is empty, but counted", async () => {
  await submitAll(...Array.from({ length: 51 }, (_, index) => `run-${String(index).padStart(5, "0")}`));
  expect(await names("")).toHaveLength(50);
  expect(await names("size=100")).toHaveLength(51);
  expect(await list("size=0")).toMatchObject({ items: [], total: 51, next_page: null });
});
