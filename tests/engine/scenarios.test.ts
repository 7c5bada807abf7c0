import type { RecordedRequest } from "../../emulator";
import type { EngineResult } from "../support/engine/engine";
import {
  ENDLESS,
  expectExit,
  type Fixture,
  job,
  jobsProgram,
  OK,
  openFixture,
  operations,
  outputsOf,
} from "../support/engine/fixture";

/* What went wrong in other tools that run jobs, on the real engine. docs/proofs.md has the tests of all numbers. */

const UP = ["up", "--yes", "--skip-preview"];

/** The scripts of runs that are unusual, each with what is unusual. */
const UNUSUAL = {
  "unknown-status": { status: "HIBERNATING", runningMs: 2_500 },
  "long-line": { logs: [{ text: "x".repeat(100_000) }] },
  "many-lines": { logs: { count: 20_000 }, runningMs: 1_000 },
  "no-lines": { logs: [] },
  "late-lines": { logs: [{ atMs: 200, text: "late" }], lateLogsMs: 60_000 },
};
const scriptOf = (name: string): string => `s3://bucket.test/${name}.py`;

describe("one up through many troubles", () => {
  let fixture: Fixture;
  let up: EngineResult;
  let faulty: readonly RecordedRequest[];
  beforeAll(async () => {
    const jobs = Object.fromEntries(Object.keys(UNUSUAL).map((name) => [name, job(scriptOf(name))]));
    const open = job(ENDLESS, { wait: { until: "running" } });
    // The others begin when the troubled one has ended: of several runs one list would be asked for.
    const program = `${jobsProgram({ troubled: job(OK, { logs: { stream: false } }) })}
      const then = (uri, more) => ({ runPython: { uri, args: [exports.troubled] }, ...more });
      for (const [name, { runPython, ...more }] of Object.entries(${JSON.stringify({ ...jobs, open })}))
        new wherobots.JobRun(name, then(runPython.uri, more));`;
    fixture = await openFixture(program, { emulator: { echoDefaultRuntime: true } });
    const { emulator, stack } = fixture;
    for (const [name, plan] of Object.entries(UNUSUAL))
      emulator.plan({ match: { uri: scriptOf(name) }, plan: { pendingMs: 50, runningMs: 300, ...plan } });
    emulator.plan({ match: { uri: OK }, plan: { pendingMs: 50, runningMs: 1_000 } });
    emulator.plan({ match: { uri: ENDLESS }, plan: { pendingMs: 50, neverEnds: true } });
    const ofTroubled = { method: "GET", path: /^\/runs\/\w+$/, match: { name: "troubled-*" } } as const;
    emulator.fault({ method: "POST", path: "/runs", when: "after", kind: "reset" });
    emulator.fault({ ...ofTroubled, kind: "status", status: 404 });
    emulator.fault({ ...ofTroubled, kind: "status", status: 500 });
    emulator.fault({ ...ofTroubled, kind: "status", status: 429, headers: { "retry-after": "0.2" } });
    emulator.fault({ ...ofTroubled, kind: "reset" });
    up = await stack.up({ timeoutMs: 90_000 });
    faulty = emulator.requests.filter(({ fault }) => fault !== undefined);
  });
  afterAll(() => fixture.dispose());

  it("starts each run once", () => {
    expectExit(up, "zero");
    expect(fixture.started().sort()).toEqual(["troubled", "open", ...Object.keys(UNUSUAL)].sort());
  });

  // rule: lost-answer
  it("scenario 1: a run whose submit lost its answer is found by its name, with one POST", async () => {
    const { emulator, stack } = fixture;
    expect(faulty.filter(({ method }) => method === "POST")).toHaveLength(1);
    expect(up.all).toContain("the submit had worked");
    const [run] = emulator.runs();
    expect(await outputsOf(stack, "troubled")).toMatchObject({ id: run?.id, status: "COMPLETED" });
  });

  // rule: failed-polls, late-read
  it("scenarios 3 and 20: a wait survives that a run is not found at first, and then 500, 429 and a reset", () => {
    const kinds = faulty.filter(({ method }) => method === "GET").map(({ fault, status }) => [fault, status]);
    expect(kinds.map(([fault, status]) => (fault === "status" ? status : fault))).toEqual([
      ...[404, 500, 429],
      "reset",
    ]);
  });

  // rule: unknown-status
  it("scenario 15: a wait survives an unknown status", async () => {
    expect(JSON.stringify(up.events)).toContain("HIBERNATING");
    expect(await fixture.outputsOf("unknown-status")).toMatchObject({ status: "COMPLETED" });
  });

  // rule: any-log
  it.each(Object.keys(UNUSUAL).slice(1))("scenario 17: a wait survives any log: %s", async (name) => {
    expect(await fixture.outputsOf(name)).toMatchObject({ status: "COMPLETED" });
  });

  // rule: echoed-defaults, settings-change
  it("scenario 14: what the server fills in or echoes is no change after a refresh", async () => {
    const { stack, started } = fixture;
    const { effective } = await outputsOf(stack, "open");
    expect(effective).toMatchObject({ runtime: "tiny", timeoutSeconds: 3600 });
    const refreshed = expectExit(await stack.up({ args: ["--refresh"] }), "zero");
    expect(operations(refreshed)["open"]?.filter((operation) => operation !== "refresh")).toEqual(["same"]);
    expect(started()).toEqual([]);
  });
});

// rule: ctrl-c-dynamic, moved-orphan
it("scenario 7: Ctrl-C twice, which this host does not hear, leaves the run; the next up takes it over, under another name too", async () => {
  const { emulator, stack, started, dispose } = await openFixture(jobsProgram({ job: job(ENDLESS) }));
  try {
    const up = stack.start(UP);
    const [, runId = ""] = await up.waitForOutput(/submitted as run (\w+)/);
    up.kill("SIGINT");
    await up.waitForOutput(/\^C received/);
    up.kill("SIGINT");
    expect((await up.wait()).exitCode).not.toBe(0);
    expect(emulator.runs()).toMatchObject([{ id: runId, status: "RUNNING" }]);
    const alias = '{ aliases: [{ name: "job" }] }';
    stack.writeProgram(
      `new (require("pulumi-wherobots").JobRun)("renamed", ${JSON.stringify(job(ENDLESS))}, ${alias});`,
    );
    const next = stack.start(UP);
    await next.waitForOutput(/took over run/);
    emulator.finish(runId, "COMPLETED");
    expect((await next.wait()).exitCode).toBe(0);
    expect(started()).toEqual(["job"]);
    expect(await outputsOf(stack, "renamed")).toMatchObject({ id: runId, status: "COMPLETED" });
  } finally {
    await dispose();
  }
});
