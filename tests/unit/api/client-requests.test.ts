import { DEFAULT_ACCOUNT, type RecordedRequest } from "../../../emulator";
import { VERSION } from "../../../provider/version";
import { type EmulatorClient, emulatorClient, PAYLOAD } from "./emulator-client";

let world: EmulatorClient;

beforeEach(async () => {
  world = await emulatorClient({ defaultPlan: { pendingMs: 0, runningMs: 1_000 } });
});

afterEach(() => world.stop());

function lastRequest(): RecordedRequest | undefined {
  return world.emulator.requests.at(-1);
}

describe("what each method sends, and what it returns", () => {
  it("createRun", async () => {
    const run = await world.client.createRun(PAYLOAD, "aws-us-east-1");
    expect(run).toMatchObject({ name: "nightly-load", status: "PENDING", id: expect.any(String) });
    expect(lastRequest()).toMatchObject({
      method: "POST",
      path: "/runs",
      query: { region: "aws-us-east-1" },
      body: PAYLOAD,
      headers: { "content-type": "application/json", accept: "application/json" },
    });
    await world.client.createRun(PAYLOAD, undefined);
    expect(lastRequest()?.query).toEqual({});
  });

  it("getRun", async () => {
    const { id } = await world.client.createRun(PAYLOAD, undefined);
    world.emulator.advance(1_000);
    expect(await world.client.getRun(id)).toMatchObject({ id, status: "COMPLETED" });
    expect(lastRequest()).toMatchObject({ method: "GET", path: `/runs/${id}`, query: {} });
    expect(lastRequest()?.rawBody ?? "").toBe("");
  });

  it("listRuns", async () => {
    const { id } = await world.client.createRun(PAYLOAD, undefined);
    const createdAfter = new Date("2025-12-31T23:59:59.500Z");
    const status = ["PENDING", "RUNNING"];
    const page = await world.client.listRuns({ name: "nightly-*", createdAfter, status, size: 100 });
    expect(page.items.map((run) => run.id)).toEqual([id]);
    expect(lastRequest()).toMatchObject({
      method: "GET",
      path: "/runs",
      query: { name: "nightly-*", created_after: "2025-12-31T23:59:59.500Z", status, size: "100" },
    });
    await world.client.listRuns({});
    expect(lastRequest()?.query).toEqual({});
  });

  it("listRuns, page by page", async () => {
    for (const part of ["a", "b", "c"])
      await world.client.createRun({ ...PAYLOAD, name: `nightly-${part}` }, undefined);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await world.client.listRuns({ size: 2, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map(({ name }) => name));
      cursor = page.next_page ?? undefined;
    } while (cursor !== undefined);
    expect(seen.sort()).toEqual(["nightly-a", "nightly-b", "nightly-c"]);
  });

  it("cancelRun", async () => {
    const { id } = await world.client.createRun(PAYLOAD, undefined);
    expect(await world.client.cancelRun(id)).toMatchObject({ id, status: "CANCELLED" });
    expect(lastRequest()).toMatchObject({ method: "POST", path: `/runs/${id}/cancel` });
    expect(lastRequest()?.rawBody ?? "").toBe("");
    expect(lastRequest()?.headers).not.toHaveProperty("content-type");
  });

  it.each([false, true])("getRunLogs, with timestamps as numbers: %p", async (numericLogTimestamps) => {
    await world.stop();
    world = await emulatorClient({
      numericLogTimestamps,
      defaultPlan: { pendingMs: 0, runningMs: 10, logs: { count: 5 } },
    });
    const { id } = await world.client.createRun(PAYLOAD, undefined);
    world.emulator.advance(10);
    const page = await world.client.getRunLogs(id, { size: 2 });
    expect(page.items.map(({ raw }) => raw)).toEqual(["line 1", "line 2"]);
    expect(page.items.map(({ timestamp }) => typeof timestamp)).toEqual(["string", "string"]);
    expect(lastRequest()).toMatchObject({ method: "GET", path: `/runs/${id}/logs`, query: { size: "2" } });
    await world.client.getRunLogs(id, { size: 3, cursor: page.next_page ?? "" });
    expect(lastRequest()?.query).toEqual({ size: "3", cursor: page.next_page });
  });

  it("getRunMetrics", async () => {
    const { id } = await world.client.createRun(PAYLOAD, undefined);
    world.emulator.advance(3_600_000);
    const metrics = await world.client.getRunMetrics(id);
    expect(metrics.instant_metrics?.COST_USD?.metric.data.value).toBe(0.12);
    expect(lastRequest()).toMatchObject({ method: "GET", path: `/runs/${id}/metrics` });
  });

  it("getOrganization and getCurrentUser", async () => {
    expect(await world.client.getOrganization()).toMatchObject({ id: DEFAULT_ACCOUNT.organizationId });
    expect(lastRequest()).toMatchObject({ method: "GET", path: "/organization" });
    expect(await world.client.getCurrentUser()).toMatchObject({ id: DEFAULT_ACCOUNT.userId });
    expect(lastRequest()).toMatchObject({ method: "GET", path: "/users/me" });
  });
});

describe("what every request carries", () => {
  it("is this program's name and version, and the key", async () => {
    await world.client.getOrganization();
    expect(lastRequest()?.headers).toMatchObject({
      "user-agent": `pulumi-wherobots/${VERSION}`,
      "x-wherobots-client": `client=pulumi;ver=${VERSION}`,
      "x-api-key": DEFAULT_ACCOUNT.apiKey,
    });
    expect(lastRequest()?.headers).not.toHaveProperty("authorization");
  });

  it("is the access token as a bearer, where there is one", async () => {
    const value = DEFAULT_ACCOUNT.bearerToken ?? "";
    await world.connect({ credential: { kind: "bearer", value } }).getOrganization();
    expect(lastRequest()?.headers).toMatchObject({ authorization: `Bearer ${value}` });
    expect(lastRequest()?.headers).not.toHaveProperty("x-api-key");
  });
});
