import { resourcesOf } from "../support/engine/engine";
import { ENDLESS, expectExit, FAILS, fixtureForAll, job, jobsProgram, OK } from "../support/engine/fixture";

const FINISHED = {
  completed: job(OK),
  failed: job(FAILS, { onFailure: "warn", logs: { tailLines: 0 } }),
};
const OPEN = {
  open: job(ENDLESS, { wait: { until: "submitted" } }),
  left: job(ENDLESS, { wait: { until: "running" } }),
};

describe("refresh and destroy", () => {
  const fixture = fixtureForAll(jobsProgram({ ...FINISHED, ...OPEN }));
  beforeAll(async () => {
    expectExit(await fixture.stack.up(), "zero");
    fixture.requests();
  });

  const idOf = (name: string): string =>
    fixture.emulator.runs().find((run) => run.name.startsWith(`${name}-`))?.id ?? "";

  // rule: refresh-open, cost-settled
  it("a refresh asks for the runs that are open and what others cost until that is settled, and for no more", async () => {
    const { stack } = fixture;
    expect(await fixture.outputsOf("completed")).toMatchObject({ cost: { settled: false } });
    expectExit(await stack.refresh(), "zero");
    const reads = ["GET /runs/{left}", "GET /runs/{open}"];
    const costs = (asked: readonly string[]): number =>
      asked.filter((request) => request.startsWith("POST /usage/costs")).length;
    const first = fixture.requests();
    // Of `completed` and `failed`; the cost of the latter settles later.
    expect([first.filter((request) => reads.includes(request)).sort(), costs(first)]).toEqual([reads, 2]);
    expect(await fixture.outputsOf("open")).toMatchObject({ status: "RUNNING" });
    expect(await fixture.outputsOf("completed")).toMatchObject({ cost: { settled: true } });
    const program = stack.preview({ args: ["--target", "**::completed", "--expect-no-changes"] });
    expectExit(await program, "zero");
    expectExit(await stack.refresh({ args: ["--target", "**::completed"] }), "zero");
    expect(costs(fixture.requests())).toBe(0);
  });

  // rule: missing-run
  it("an open run that is not found is read from the list, and one that ended meanwhile is recorded (scenario 10)", async () => {
    const { stack, emulator } = fixture;
    const before = await fixture.outputsOf("open");
    emulator.finish(idOf("left"), "COMPLETED");
    emulator.fault({ method: "GET", path: `/runs/${idOf("open")}`, kind: "status", status: 404, times: 4 });
    expectExit(await stack.refresh(), "zero");
    expect(await fixture.outputsOf("open")).toEqual(before);
    const cost = { usd: expect.any(Number) };
    expect(await fixture.outputsOf("left")).toMatchObject({ status: "COMPLETED", cost });
    emulator.clearFaults();
    fixture.requests();
  });

  // rule: missing-run
  it("an open run that the list does not have either stays in state and is named as gone", async () => {
    const { stack, emulator } = fixture;
    const body = { items: [], total: 0, next_page: null };
    emulator.fault({ method: "GET", path: `/runs/${idOf("open")}`, kind: "status", status: 404, times: 4 });
    emulator.fault({ method: "GET", path: "/runs", kind: "status", status: 200, body, times: 2 });
    const refresh = expectExit(await stack.refresh(), "non-zero");
    expect(refresh.all).toContain("its record has expired");
    expect(fixture.requests().join()).not.toContain("{left}");
    expect(resourcesOf(await stack.exportState(), "JobRun")).toHaveLength(4);
    emulator.clearFaults();
  });

  // rule: destroy-cancels
  it("destroy cancels the active run, and waits for its end (scenario 13)", async () => {
    const { stack } = fixture;
    expectExit(await stack.destroy({ args: ["--target", "**::open"] }), "zero");
    const requests = fixture.aboutRuns();
    expect(requests.slice(0, 2)).toEqual(["GET /runs/{open}", "POST /runs/{open}/cancel"]);
    expect(requests.slice(2).every((request) => request === "GET /runs/{open}")).toBe(true);
    expect(requests.length).toBeGreaterThan(2);
    expect(fixture.emulator.runs().find(({ id }) => id === idOf("open"))?.status).toBe("CANCELLED");
  });

  // rule: finished-needs-nothing, completed-once
  it("finished runs need no key and no record: refresh, up and destroy send nothing (scenario 9)", async () => {
    const { stack, emulator } = fixture;
    const noKey = { env: { WHEROBOTS_API_KEY: undefined } };
    emulator.forgetRuns();
    stack.writeProgram(jobsProgram({ ...FINISHED, left: OPEN.left }));
    expectExit(await stack.refresh({ ...noKey, args: ["--expect-no-changes"] }), "zero");
    expectExit(await stack.up(noKey), "zero");
    expectExit(await stack.destroy(noKey), "zero");
    expect(fixture.requests()).toEqual([]);
  });
});
