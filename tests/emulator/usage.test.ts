import { createEmulator, type Emulator } from "../../emulator";
import { call, stopFlawless, submit } from "./api-caller";

let emulator: Emulator;
let id: string;

beforeEach(async () => {
  emulator = await createEmulator({
    clock: "manual",
    defaultPlan: { pendingMs: 1000, runningMs: 1000, costUsd: 2, spatialUnits: 8, costSettlesMs: 5000 },
  });
  id = await submit(emulator);
});

afterEach(() => stopFlawless(emulator));

async function metrics(): Promise<unknown> {
  return (await call(emulator, "GET", `/runs/${id}/metrics`)).body;
}

it("has no metrics before the run starts", async () => {
  expect(await metrics()).toEqual({ series_metrics: {}, instant_metrics: {} });
});

it("lets cost and units grow to what was planned", async () => {
  emulator.advance(1500);
  expect(await metrics()).toMatchObject({
    instant_metrics: {
      COST_USD: { metric: { data: { value: 1, timestamp: 1767225601 }, format: "CURRENCY" } },
      CONSUMED_SPATIAL_UNITS: { metric: { data: { value: 4 }, format: "NUMBER" } },
    },
  });
  emulator.advance(60_000);
  expect(await metrics()).toMatchObject({
    series_metrics: { CPU_UTILIZATION_PERCENT: { metric: { format: "PERCENTAGE" } } },
    instant_metrics: { COST_USD: { metric: { data: { value: 2 } } } },
  });
});

it.each([
  [1500, "1.000000", "live", null],
  [2000, "2.000000", "settling", null],
  [7000, "2.000000", "final", "2026-01-01T00:00:07.000Z"],
])("prices the compute of a run after %d ms", async (ms, cost, status, settled) => {
  emulator.advance(ms);
  const kubeAppId = emulator.runs()[0]?.kubeAppId ?? "";
  const answer = await call(emulator, "POST", "/usage/costs", {
    body: { kubeAppIds: [kubeAppId, "unknown"] },
  });
  expect(answer).toMatchObject({
    status: 200,
    body: {
      costs: {
        [kubeAppId]: { kind: "available", cost, currency: "USD", status, settled_at: settled },
        unknown: { kind: "unavailable", reason: "not_found" },
      },
    },
  });
});

it.each([{ kubeAppIds: [] }, {}])("refuses to price %j", async (body) => {
  expect((await call(emulator, "POST", "/usage/costs", { body })).status).toBe(422);
});

it("remembers which client submitted a run", async () => {
  const body = { name: "by-a-client", runPython: { uri: "s3://jobs/load.py" } };
  await call(emulator, "POST", "/runs", {
    body,
    headers: { "x-wherobots-client": "client=airflow;ver=1,client=x" },
  });
  const { status, body: history } = await call(emulator, "GET", "/usage/history?workloadType=RUN");
  expect(status).toBe(200);
  expect(history).toMatchObject([
    { workloadType: "RUN", runName: "by-a-client", sourceClient: "airflow", status: "PENDING" },
    { runId: id, sourceClient: null },
  ]);
  expect((await call(emulator, "GET", "/usage/history?workloadType=JUPYTER")).body).toEqual([]);
});
