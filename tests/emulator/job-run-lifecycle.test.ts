import { createEmulator, type Emulator, type RunPlan } from "../../emulator";
import { at, call, stopFlawless, submit } from "./api-caller";

let emulator: Emulator;
let id: string;

async function started(plan: RunPlan, payload: object = {}): Promise<void> {
  emulator = await createEmulator({
    clock: "manual",
    defaultPlan: { pendingMs: 1000, runningMs: 4000, ...plan },
  });
  id = await submit(emulator, payload);
}

async function view(): Promise<unknown> {
  return (await call(emulator, "GET", `/runs/${id}`)).body;
}

/** Status and kubeApp status after each step, in milliseconds. */
async function course(...steps: number[]): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (const ms of steps) {
    emulator.advance(ms);
    const body = await view();
    seen.push([at(body, "status"), at(body, "kubeApp", "status") ?? null]);
  }
  return seen;
}

function eventCodes(body: unknown): unknown[] {
  const events = at(body, "kubeApp", "events");
  return Array.isArray(events) ? events.map((event) => at(event, "code")) : [];
}

afterEach(() => stopFlawless(emulator));

it("goes from PENDING over RUNNING to COMPLETED, and its compute with it", async () => {
  await started({});
  expect(await course(0, 100, 150, 150, 100, 300, 100, 100, 3999, 1, 500)).toEqual([
    ["PENDING", null],
    ["PENDING", "PENDING"],
    ["PENDING", "PREPARING"],
    ["PENDING", "REQUESTED"],
    ["PENDING", "DEPLOYING"],
    ["PENDING", "DEPLOYED"],
    ["PENDING", "INITIALIZING"],
    ["RUNNING", "READY"],
    ["RUNNING", "READY"],
    ["COMPLETED", "DESTROYING"],
    ["COMPLETED", "DESTROYED"],
  ]);
  expect(await view()).toMatchObject({
    createTime: "2026-01-01T00:00:00.000Z",
    startTime: "2026-01-01T00:00:01.000Z",
    completeTime: "2026-01-01T00:00:05.000Z",
    updateTime: "2026-01-01T00:00:05.000Z",
    kubeApp: {
      appType: "RUN",
      regionName: "aws-us-west-2",
      message: null,
      appMeta: {
        spark_ui_url: "",
        spark_eventlogs_url: expect.stringContaining(".test/"),
        resolved_version: "2.1.0",
      },
    },
  });
});

it("shows no time before it has come", async () => {
  await started({});
  expect(await view()).toMatchObject({ startTime: null, completeTime: null });
  emulator.advance(1000);
  expect(await view()).toMatchObject({ startTime: "2026-01-01T00:00:01.000Z", completeTime: null });
});

it("says which node it got and when it ran", async () => {
  await started({ coldStart: true, events: [{ atMs: 2000, code: "CUSTOM", message: "hello" }] });
  emulator.advance(6000);
  const body = await view();
  expect(eventCodes(body)).toEqual([
    "APP_START_CREATION",
    "APP_NODE_SCHEDULED",
    "RUN_START_EXEC",
    "CUSTOM",
    "RUN_SUCCESS_EXEC",
  ]);
  expect(at(body, "kubeApp", "events", 1)).toMatchObject({
    eventMeta: { node_preexisted: false, pod_creation_time: "2026-01-01T00:00:00.500Z" },
  });
});

it("reports a failure in an event and in the message", async () => {
  await started({ outcome: "FAILED", message: "out of memory" });
  emulator.advance(5000);
  const body = await view();
  expect(body).toMatchObject({ status: "FAILED", kubeApp: { message: "out of memory" } });
  expect(eventCodes(body)).toContain("RUN_FAIL_EXEC");
});

it("ends a run by its own timeout", async () => {
  await started({}, { timeoutSeconds: 2 });
  emulator.advance(3000);
  expect(await view()).toMatchObject({
    status: "TIMED_OUT",
    completeTime: "2026-01-01T00:00:03.000Z",
    kubeApp: { message: expect.stringContaining("timeout") },
  });
});

it("fails a run that never launches without a start", async () => {
  await started({ neverLaunches: true });
  expect(await course(500, 500)).toEqual([
    ["PENDING", "DEPLOYING"],
    ["FAILED", "DEPLOY_FAILED"],
  ]);
  expect(await view()).toMatchObject({ startTime: null, completeTime: "2026-01-01T00:00:01.000Z" });
});

it("never ends a run that is planned so, but ends it when told", async () => {
  await started({ neverEnds: true });
  emulator.advance(10 * 24 * 3_600_000);
  expect(await view()).toMatchObject({ status: "RUNNING" });
  emulator.finish(id, "FAILED");
  expect(await view()).toMatchObject({ status: "FAILED", completeTime: "2026-01-11T00:00:00.000Z" });
  emulator.finish(id, "COMPLETED");
  expect(await view()).toMatchObject({ status: "FAILED" });
});

it("gives a run that is finished while it waits a start", async () => {
  await started({ outcome: "TIMED_OUT" });
  emulator.finish(id);
  expect(await view()).toMatchObject({ status: "TIMED_OUT", startTime: "2026-01-01T00:00:00.000Z" });
});

it("reports statuses that no client knows", async () => {
  await started({ status: "HIBERNATING", outcome: "EVAPORATED" });
  emulator.advance(1000);
  expect(await view()).toMatchObject({ status: "HIBERNATING" });
  emulator.advance(4000);
  expect(await view()).toMatchObject({ status: "EVAPORATED" });
  expect((await call(emulator, "GET", "/runs")).body).toMatchObject({ items: [{ status: "EVAPORATED" }] });
});

it.each([
  [{}, {}, "2.1.0"],
  [{}, { version: "preview" }, "2.2.0-preview"],
  [{}, { version: "1.11.0" }, "1.11.0"],
  [{ resolvedVersion: "9.9" }, { version: "latest" }, "9.9"],
])("resolves the version: plan %j, payload %j", async (plan, payload, resolved) => {
  await started(plan, payload);
  emulator.advance(1000);
  expect(await view()).toMatchObject({ kubeApp: { appMeta: { resolved_version: resolved } } });
});

it("follows the machine's clock unless told otherwise, and can be moved on all the same", async () => {
  emulator = await createEmulator({ defaultPlan: { pendingMs: 60_000, runningMs: 60_000 } });
  id = await submit(emulator);
  expect(Math.abs(emulator.now() - Date.now())).toBeLessThan(60_000);
  emulator.advance(120_000);
  expect(await view()).toMatchObject({ status: "COMPLETED" });
  expect(() => emulator.advance(-1)).toThrow("forward only");
});
