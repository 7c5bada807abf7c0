import { createEmulator, type EmulatorOptions, type PlanRule, type RunPlan } from "../../emulator";
import { type Answer, at, call, emulatorPerTest, submit } from "./api-caller";

const api = emulatorPerTest();
let id: string;

async function started(plan: RunPlan, payload: object = {}, options: EmulatorOptions = {}): Promise<void> {
  await api.restart({ defaultPlan: { pendingMs: 1000, runningMs: 4000, ...plan }, ...options });
  id = await api.submit(payload);
}

async function view(): Promise<unknown> {
  return (await api.get(`/runs/${id}`)).body;
}

/** Status and kubeApp status after each step, in milliseconds. */
async function course(...steps: number[]): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (const ms of steps) {
    api.emulator.advance(ms);
    const body = await view();
    seen.push([at(body, "status"), at(body, "kubeApp", "status") ?? null]);
  }
  return seen;
}

describe("a run", () => {
  it("goes from PENDING over RUNNING to COMPLETED, and its compute with it", async () => {
    await started({});
    expect(await view()).toMatchObject({ startTime: null, completeTime: null });
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

  it.each([
    [{}, {}, "2.1.0"],
    [{}, { version: "preview" }, "2.2.0-preview"],
    [{}, { version: "1.11.0" }, "1.11.0"],
    [{ resolvedVersion: "9.9" }, { version: "latest" }, "9.9"],
  ])("of plan %j and payload %j resolves its version to %s", async (plan, payload, resolved) => {
    await started(plan, payload);
    api.emulator.advance(1000);
    expect(await view()).toMatchObject({ kubeApp: { appMeta: { resolved_version: resolved } } });
  });
});

it("the clock is the machine's unless told otherwise, and can be moved on all the same", async () => {
  const emulator = await createEmulator({ defaultPlan: { pendingMs: 60_000, runningMs: 60_000 } });
  const path = `/runs/${await submit(emulator)}`;
  expect(Math.abs(emulator.now() - Date.now())).toBeLessThan(60_000);
  emulator.advance(120_000);
  expect((await call(emulator, "GET", path)).body).toMatchObject({ status: "COMPLETED" });
  expect(() => emulator.advance(-1)).toThrow("forward only");
  await emulator.stop();
});

describe("a cancel", () => {
  const cancel = (): Promise<Answer> => api.post(`/runs/${id}/cancel`);

  it.each([
    [{}, 409, { errors: [{ code: "CONFLICT_ERROR" }] }],
    [{ cancelOfFinishedRun: "conflict" }, 409, { errors: [{ code: "CONFLICT_ERROR" }] }],
    [{ cancelOfFinishedRun: "badRequest" }, 400, { errors: [{ code: "BAD_REQUEST_ERROR" }] }],
    [{ cancelOfFinishedRun: "ok" }, 200, { status: "COMPLETED" }],
  ] as const)("of a finished run is answered as told: %j", async (options, status, body) => {
    await started({}, {}, options);
    api.emulator.advance(60_000);
    expect(await cancel()).toMatchObject({ status, body });
    expect(api.emulator.runs()).toMatchObject([{ status: "COMPLETED", cancelTime: null }]);
  });
});

describe("a plan", () => {
  const FAIL = { outcome: "FAILED" };

  /** The outcomes of runs submitted one after the other. */
  async function outcomes(...payloads: object[]): Promise<string[]> {
    for (const payload of payloads) await api.submit(payload);
    api.emulator.advance(60_000);
    return api.emulator.runs().map(({ status }) => status);
  }

  const night = { name: "nightly-1" };
  const script = (uri: string, ...args: string[]): object => ({ runPython: { uri, args } });
  it.each<[NonNullable<PlanRule["match"]>, object, string]>([
    [{ name: "night*" }, night, "FAILED"],
    [{ name: /^NIGHT/i }, night, "FAILED"],
    [{ uri: "*/bad.py" }, script("s3://jobs/bad.py"), "FAILED"],
    [{ uri: "*.jar" }, { runPython: null, runJar: { uri: "s3://jobs/bad.jar" } }, "FAILED"],
    [{ args: "--fail" }, script("s3://jobs/a.py", "x", "--fail"), "FAILED"],
    [{ name: "night*", args: /fail/ }, { ...night, ...script("s3://a", "fail") }, "FAILED"],
    [{ name: "night*", args: "x" }, night, "COMPLETED"],
  ])("for %p matches by all of its parts: %j", async (match, payload, outcome) => {
    await api.restart({ plans: [{ match, plan: FAIL }] });
    expect(await outcomes({ name: "something-else" }, payload)).toEqual(["COMPLETED", outcome]);
  });

  it("is used only as often as it says", async () => {
    const plans = [FAIL, { outcome: "TIMED_OUT" }].map((plan) => ({ times: 1, plan }));
    await api.restart({ plans });
    expect(await outcomes({}, {}, {})).toEqual(["FAILED", "TIMED_OUT", "COMPLETED"]);
  });

  it("that is added goes in front, until a reset, and the default plan fills it", async () => {
    await api.restart({ plans: [{ plan: FAIL }], defaultPlan: { message: "kept", outcome: "TIMED_OUT" } });
    api.emulator.plan({ plan: { outcome: "CANCELLED" } });
    expect(await outcomes({})).toEqual(["CANCELLED"]);
    api.emulator.reset();
    expect(await outcomes({})).toEqual(["FAILED"]);
    expect(api.emulator.runs()).toMatchObject([{ plan: { outcome: "FAILED", message: "kept" } }]);
  });
});

describe("what a run costs", () => {
  const plan = { pendingMs: 1000, runningMs: 1000, costUsd: 2, spatialUnits: 8, costSettlesMs: 5000 };
  beforeEach(() => started(plan));
  const metrics = async (): Promise<unknown> => (await api.get(`/runs/${id}/metrics`)).body;

  it("is nothing before it starts, and grows to what was planned", async () => {
    expect(await metrics()).toEqual({ series_metrics: {}, instant_metrics: {} });
    api.emulator.advance(1500);
    expect(await metrics()).toMatchObject({
      instant_metrics: {
        COST_USD: { metric: { data: { value: 1, timestamp: 1767225601 }, format: "CURRENCY" } },
        CONSUMED_SPATIAL_UNITS: { metric: { data: { value: 4 }, format: "NUMBER" } },
      },
    });
    api.emulator.advance(60_000);
    expect(await metrics()).toMatchObject({
      series_metrics: { CPU_UTILIZATION_PERCENT: { metric: { format: "PERCENTAGE" } } },
      instant_metrics: { COST_USD: { metric: { data: { value: 2 } } } },
    });
  });

  it.each([
    [1500, "1.000000", "live", null],
    [2000, "2.000000", "settling", null],
    [7000, "2.000000", "final", "2026-01-01T00:00:07.000Z"],
  ])("after %d ms is %s USD, %s", async (ms, cost, status, settled) => {
    api.emulator.advance(ms);
    const kubeAppId = api.emulator.runs()[0]?.kubeAppId ?? "";
    const costs = {
      [kubeAppId]: { kind: "available", cost, currency: "USD", status, settled_at: settled },
      unknown: { kind: "unavailable", reason: "not_found" },
    };
    const answer = await api.post("/usage/costs", { kubeAppIds: [kubeAppId, "unknown"] });
    expect(answer).toMatchObject({ status: 200, body: { costs } });
  });

  it.each([{ kubeAppIds: [] }, {}])("is refused to %j", async (body) => {
    expect((await api.post("/usage/costs", body)).status).toBe(422);
  });

  it("stands in a history, which names the client that submitted the run", async () => {
    const headers = { "x-wherobots-client": "client=airflow;ver=1,client=x" };
    await api.post("/runs", { name: "by-a-client", runPython: { uri: "s3://jobs/load.py" } }, { headers });
    expect(await api.get("/usage/history?workloadType=RUN")).toMatchObject({
      status: 200,
      body: [
        { workloadType: "RUN", runName: "by-a-client", sourceClient: "airflow", status: "PENDING" },
        { runId: id, sourceClient: null },
      ],
    });
    expect((await api.get("/usage/history?workloadType=JUPYTER")).body).toEqual([]);
  });
});
