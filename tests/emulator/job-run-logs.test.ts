import { request } from "undici";
import { DEFAULT_ACCOUNT, type EmulatorOptions, type RunPlan } from "../../emulator";
import { eachItem, emulatorPerTest } from "./api-caller";

const api = emulatorPerTest();
let id: string;

async function submitted(plan: RunPlan, options: EmulatorOptions = {}): Promise<void> {
  await api.restart({ defaultPlan: { pendingMs: 0, ...plan }, ...options });
  id = await api.submit();
}

async function logs(query = ""): Promise<unknown> {
  const { status, body } = await api.get(`/runs/${id}/logs${query}`);
  expect(status).toBe(200);
  return body;
}

async function texts(query = ""): Promise<unknown[]> {
  return eachItem(await logs(query), "raw");
}

it("lines are shown when they are due, each with a timestamp of its own, in nanoseconds", async () => {
  await submitted({
    logs: [{ text: "one" }, { text: "two" }, { atMs: 100, text: "three" }],
    pendingMs: 1000,
  });
  expect(await texts()).toEqual([]);
  api.emulator.advance(1000);
  expect(await texts()).toEqual(["one", "two"]);
  expect(eachItem(await logs(), "timestamp")).toEqual(["1767225601000000000", "1767225601000001000"]);
  api.emulator.advance(100);
  expect(await texts()).toEqual(["one", "two", "three"]);
});

it("late lines are shown late, also after the end", async () => {
  await submitted({ logs: [{ atMs: 300, text: "last" }], runningMs: 300, lateLogsMs: 60_000 });
  api.emulator.advance(300);
  expect(api.emulator.runs()).toMatchObject([{ status: "COMPLETED" }]);
  expect(await texts()).toEqual([]);
  api.emulator.advance(60_000);
  expect(await texts()).toEqual(["last"]);
});

it.each<[string, RunPlan, unknown]>([
  [
    "a failed run that was planned without lines has a traceback",
    { outcome: "FAILED" },
    expect.arrayContaining(["Traceback (most recent call last):", "Subprocess finished with return code: 1"]),
  ],
  ["a run that never launched has no lines", { neverLaunches: true, logs: { count: 3 } }, []],
])("%s", async (_what, plan, lines) => {
  await submitted(plan);
  api.emulator.advance(1000);
  expect(await texts()).toEqual(lines);
});

it("the older API's integers are sent with all digits, which a JavaScript number cannot hold", async () => {
  const raw = async (query: string): Promise<string> => {
    const headers = { "x-api-key": DEFAULT_ACCOUNT.apiKey };
    const { body } = await request(`${api.emulator.url}/runs/${id}/logs${query}`, { headers });
    return body.text();
  };
  const lines = [{ text: "one" }, { text: '"timestamp":"1"' }, { text: "three" }];
  await submitted({ logs: lines }, { numericLogTimestamps: true });
  expect(await raw("?cursor=0&size=2")).toBe(
    '{"items":[{"timestamp":1767225600000000000,"raw":"one"},' +
      '{"timestamp":1767225600000001000,"raw":"\\"timestamp\\":\\"1\\""}],' +
      '"current_page":0,"next_page":1767225600000001000}',
  );
  expect(await raw("?cursor=1767225600000001000&size=2")).toContain('"raw":"three"');
});
