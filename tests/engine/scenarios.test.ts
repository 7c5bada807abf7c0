import type { RunPlan } from "../../emulator";
import { resourcesOf } from "../support/engine/engine";
import {
  ENDLESS,
  expectExit,
  type Fixture,
  job,
  jobsProgram,
  OK,
  openFixture,
  outputsOf,
  started,
} from "../support/engine/fixture";
import { itSampled } from "../support/sample";
import { itThorough } from "../support/thorough";

/*
 * What went wrong in other tools that run jobs, each on the real engine. The numbers are those of the table in
 * docs/reliability.md; docs/proofs.md has the tests of all numbers.
 */

const UP = ["up", "--yes", "--skip-preview"];
const STATUS = { method: "GET", path: /^\/runs\/\w+$/ } as const;

let fixture: Fixture;
afterEach(() => fixture.dispose());

async function openJob(args: Record<string, unknown>, plan: RunPlan = {}): Promise<Fixture> {
  fixture = await openFixture(jobsProgram({ job: args }));
  fixture.emulator.plan({ plan: { pendingMs: 50, runningMs: 300, ...plan } });
  return fixture;
}

// rule: lost-answer
describe("scenario 1: the submit is answered with an error after the run was started", () => {
  itSampled(
    "lost answers",
    [
      ["a reset connection", { kind: "reset" }],
      ["503", { kind: "status", status: 503 }],
    ] as const,
    { keep: 1 / 2 },
  )("by %s: it is found by its name, one run, one POST", async (_, fault) => {
    const { stack, emulator, requests } = await openJob(job(OK));
    emulator.fault({ method: "POST", path: "/runs", when: "after", ...fault });
    const up = await stack.up();
    expectExit(up, "zero");
    expect(started(requests())).toEqual(["job"]);
    expect(up.all).toContain("the submit had worked");
    expect(await outputsOf(stack, "job")).toMatchObject({ id: emulator.runs()[0]?.id, status: "COMPLETED" });
  });
});

// rule: failed-polls
it("scenario 3: a wait goes on through 500, 429, a reset and a page in HTML", async () => {
  const { stack, emulator, requests } = await openJob(job(OK), { runningMs: 1_000 });
  emulator.fault({ ...STATUS, kind: "status", status: 500 });
  emulator.fault({ ...STATUS, kind: "status", status: 429, headers: { "retry-after": "0.2" } });
  emulator.fault({ ...STATUS, kind: "reset" });
  emulator.fault({ ...STATUS, kind: "html" });
  expectExit(await stack.up(), "zero");
  expect(emulator.requests.filter(({ fault }) => fault !== undefined)).toHaveLength(4);
  expect(started(requests())).toEqual(["job"]);
  expect(await outputsOf(stack, "job")).toMatchObject({ status: "COMPLETED" });
});

// rule: ctrl-c-dynamic
it("scenario 7: Ctrl-C twice, which this host does not hear, leaves the run; the next up takes it over", async () => {
  const { stack, emulator, requests } = await openJob(job(ENDLESS), { neverEnds: true });
  const up = stack.start(UP);
  const [, runId = ""] = await up.waitForOutput(/submitted as run (\w+)/);
  up.kill("SIGINT");
  await up.waitForOutput(/\^C received/);
  up.kill("SIGINT");
  expect((await up.wait()).exitCode).not.toBe(0);
  expect(emulator.runs().map(({ id, status }) => [id, status])).toEqual([[runId, "RUNNING"]]);
  const next = stack.start(UP);
  await next.waitForOutput(/took over run/);
  emulator.finish(runId, "COMPLETED");
  expect((await next.wait()).exitCode).toBe(0);
  expect(started(requests())).toEqual(["job"]);
  expect(await outputsOf(stack, "job")).toMatchObject({ id: runId, status: "COMPLETED" });
});

// rule: settings-change
describe("scenario 11: what is no change of the definition starts no run", () => {
  itThorough("a state from before some outputs and internal inputs existed is no change", async () => {
    const { stack, requests } = await openJob(job(OK));
    expectExit(await stack.up(), "zero");
    requests();
    const state = await stack.exportState();
    const later = [
      "timing",
      "cost",
      "consoleUrl",
      "triggeredBy",
      "kubeApp",
      "effective",
      "startTime",
      "completeTime",
    ];
    for (const { outputs } of resourcesOf(state, "JobRun"))
      for (const name of later) Reflect.deleteProperty(outputs ?? {}, name);
    await stack.importState(state);
    expectExit(await stack.preview({ args: ["--expect-no-changes"] }), "zero");
    expectExit(await stack.refresh(), "zero");
    expectExit(await stack.up({ args: ["--expect-no-changes"] }), "zero");
    expect(requests()).toEqual([]);
  });
});

// rule: echoed-defaults
it("scenario 14: what the server fills in or echoes is no change after a refresh", async () => {
  fixture = await openFixture(jobsProgram({ job: job(ENDLESS, { wait: { until: "running" } }) }), {
    emulator: { echoDefaultRuntime: true },
  });
  const { stack, requests } = fixture;
  expectExit(await stack.up(), "zero");
  expect(await outputsOf(stack, "job")).toMatchObject({
    effective: { runtime: "tiny", timeoutSeconds: 3600 },
  });
  expectExit(await stack.refresh(), "zero");
  requests();
  expectExit(await stack.preview({ args: ["--expect-no-changes"] }), "zero");
  expect(requests()).toEqual([]);
});

// rule: unknown-status
describe("scenario 15: statuses that a client may not know", () => {
  it("an unknown status is waited through", async () => {
    const { stack, requests } = await openJob(job(OK), { status: "HIBERNATING", runningMs: 2_500 });
    const up = await stack.up();
    expectExit(up, "zero");
    expect(JSON.stringify(up.events)).toContain("HIBERNATING");
    expect(started(requests())).toEqual(["job"]);
    expect(await outputsOf(stack, "job")).toMatchObject({ status: "COMPLETED" });
  });

  itThorough.each([
    ["TIMED_OUT", { runningMs: 60_000 }],
    [
      "FAILED with an event that says so",
      { runningMs: 950, outcome: "FAILED", message: "Job timeout reached" },
    ],
  ] satisfies [string, RunPlan][])(
    "a time-out that shows as %s fails the up as a time-out",
    async (_, plan) => {
      const { stack } = await openJob(job(OK, { timeoutSeconds: 1, logs: { tailLines: 0 } }), plan);
      const up = await stack.up();
      expectExit(up, "non-zero");
      expect(up.all).toContain("ran longer than its timeoutSeconds");
      expect(await outputsOf(stack, "job")).toMatchObject({ status: "TIMED_OUT" });
    },
  );
});

// rule: any-log
describe("scenario 17: whatever the log is, the wait goes on", () => {
  itSampled<[string, RunPlan]>(
    "logs",
    [
      ["a line of 100 kB", { logs: [{ text: "x".repeat(100_000) }] }],
      ["20,000 lines in a second", { logs: { count: 20_000 }, runningMs: 1_000 }],
      ["none", { logs: [] }],
      ["lines that land after the end", { logs: [{ atMs: 200, text: "late" }], lateLogsMs: 60_000 }],
    ],
    { keep: 1 / 4 },
  )("%s", async (_, plan) => {
    const { stack, requests } = await openJob(job(OK), plan);
    expectExit(await stack.up(), "zero");
    expect(started(requests())).toEqual(["job"]);
    expect(await outputsOf(stack, "job")).toMatchObject({ status: "COMPLETED" });
  });

  itThorough("one that cannot be read", async () => {
    // Reading a log is tried for five seconds before anything is said.
    const { stack, emulator } = await openJob(job(OK), { runningMs: 9_000 });
    emulator.fault({ path: "/runs/*/logs", kind: "status", status: 500, times: Number.POSITIVE_INFINITY });
    const up = await stack.up();
    expectExit(up, "zero");
    expect(up.all).toContain("the run goes on, but its logs cannot be read now");
    expect(await outputsOf(stack, "job")).toMatchObject({ status: "COMPLETED" });
  });
});

// rule: late-read
it("scenario 20: a run that is not found at first is waited for", async () => {
  const { stack, emulator, requests } = await openJob(job(OK));
  emulator.fault({ ...STATUS, kind: "status", status: 404, times: 2 });
  expectExit(await stack.up(), "zero");
  expect(started(requests())).toEqual(["job"]);
  expect(await outputsOf(stack, "job")).toMatchObject({ status: "COMPLETED" });
});
