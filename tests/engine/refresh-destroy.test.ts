import { resourcesOf } from "../support/engine/engine";
import {
  aboutRuns,
  ENDLESS,
  expectExit,
  FAILS,
  type Fixture,
  job,
  jobsProgram,
  OK,
  openFixture,
  outputsOf,
} from "../support/engine/fixture";

const FINISHED = {
  completed: job(OK),
  failed: job(FAILS, { onFailure: "warn", logs: { tailLines: 0 } }),
};
const OPEN = {
  open: job(ENDLESS, { wait: { until: "submitted" } }),
  left: job(ENDLESS, { wait: { until: "running" } }),
};

describe("refresh and destroy", () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture(jobsProgram({ ...FINISHED, ...OPEN }));
    expectExit(await fixture.stack.up(), "zero");
    fixture.requests();
  });
  afterAll(() => fixture.dispose());

  // rule: refresh-open
  it("a refresh asks for the runs that are open, and for no other", async () => {
    const { stack } = fixture;
    expectExit(await stack.refresh(), "zero");
    expect(aboutRuns(fixture.requests()).sort()).toEqual(["GET /runs/{left}", "GET /runs/{open}"]);
    expect(await outputsOf(stack, "open")).toMatchObject({ status: "RUNNING" });
  });

  // rule: missing-run
  it("an open run that is not found stays in state: it is read from the list, or named as gone (scenario 10)", async () => {
    const { stack, emulator } = fixture;
    const before = await outputsOf(stack, "open");
    emulator.fault({ method: "GET", path: /^\/runs\/\w+$/, kind: "status", status: 404, times: 4 });
    expectExit(await stack.refresh(), "zero");
    expect(await outputsOf(stack, "open")).toEqual(before);
    const body = { items: [], total: 0, next_page: null };
    emulator.fault({ method: "GET", path: "/runs", kind: "status", status: 200, body, times: 2 });
    const refresh = await stack.refresh();
    expectExit(refresh, "non-zero");
    expect(refresh.all).toContain("its record has expired");
    expect(resourcesOf(await stack.exportState(), "JobRun")).toHaveLength(4);
    emulator.clearFaults();
    fixture.requests();
  });

  it("a run that ended meanwhile is recorded by refresh, once", async () => {
    const { stack, emulator } = fixture;
    const left = emulator.runs().find(({ name }) => name.startsWith("left-"));
    emulator.finish(left?.id ?? "", "COMPLETED");
    expectExit(await stack.refresh(), "zero");
    expect(await outputsOf(stack, "left")).toMatchObject({
      status: "COMPLETED",
      cost: { usd: expect.any(Number) },
    });
    fixture.requests();
    expectExit(await stack.refresh(), "zero");
    expect(aboutRuns(fixture.requests())).toEqual(["GET /runs/{open}"]);
  });

  // rule: destroy-cancels
  it("destroy cancels the active run, waits for its end, and asks for no finished one (scenario 13)", async () => {
    const { stack, emulator } = fixture;
    expectExit(await stack.destroy(), "zero");
    const requests = aboutRuns(fixture.requests());
    expect(requests.slice(0, 2)).toEqual(["GET /runs/{open}", "POST /runs/{open}/cancel"]);
    expect(requests.slice(2).every((request) => request === "GET /runs/{open}")).toBe(true);
    expect(requests.length).toBeGreaterThan(2);
    expect(emulator.runs().find(({ name }) => name.startsWith("open-"))?.status).toBe("CANCELLED");
  });
});

describe("without any key", () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture(jobsProgram(FINISHED));
    expectExit(await fixture.stack.up(), "zero");
    fixture.requests();
  });
  afterAll(() => fixture.dispose());

  const noKey = { env: { WHEROBOTS_API_KEY: undefined } };

  // rule: finished-needs-nothing, completed-once
  it("refresh, up and destroy of finished runs work, also after their records expired (scenario 9)", async () => {
    const { stack, emulator } = fixture;
    emulator.forgetRuns();
    expectExit(await stack.refresh({ ...noKey, args: ["--expect-no-changes"] }), "zero");
    expectExit(await stack.up({ ...noKey, args: ["--expect-no-changes"] }), "zero");
    expectExit(await stack.destroy(noKey), "zero");
    expect(fixture.requests()).toEqual([]);
  });
});
