import { DEFAULT_ACCOUNT, type RecordedRequest } from "../../../emulator";
import { emulatorClient, PAYLOAD } from "../../support/context/emulator-client";
import { world } from "./client-world";

function lastRequest(): RecordedRequest | undefined {
  return world.emulator.requests.at(-1);
}

/** The emulator refuses what the API does not describe, and tests/lifecycle read what comes back. */
describe("what each method sends", () => {
  it("is the region beside the body of a submit, and nothing where none is given", async () => {
    await world.client.createRun(PAYLOAD, "aws-us-east-1");
    expect(lastRequest()).toMatchObject({ method: "POST", path: "/runs", body: PAYLOAD });
    expect(lastRequest()?.query).toEqual({ region: "aws-us-east-1" });
    expect(lastRequest()?.headers).toMatchObject({ "content-type": "application/json" });
    await world.client.createRun(PAYLOAD, undefined);
    expect(lastRequest()?.query).toEqual({});
  });

  it("is no body with a read or a cancel", async () => {
    const { id } = await world.client.createRun(PAYLOAD, undefined);
    for (const call of [() => world.client.getRun(id), () => world.client.cancelRun(id)]) {
      expect(await call()).toMatchObject({ id });
      expect(lastRequest()?.rawBody ?? "").toBe("");
      expect(lastRequest()?.headers).not.toHaveProperty("content-type");
    }
  });

  it("are the filters of a list, and none where none are given", async () => {
    const createdAfter = new Date("2025-12-31T23:59:59.500Z");
    const filters = { name: "nightly-*", status: ["PENDING", "RUNNING"] };
    await world.client.listRuns({ ...filters, createdAfter, size: 100 });
    const query = { ...filters, created_after: "2025-12-31T23:59:59.500Z", size: "100" };
    expect(lastRequest()).toMatchObject({ method: "GET", path: "/runs", query });
    await world.client.listRuns({});
    expect(lastRequest()?.query).toEqual({});
  });

  it.each([false, true])("getRunLogs, with timestamps as numbers: %p", async (numericLogTimestamps) => {
    const defaultPlan = { pendingMs: 0, runningMs: 10, logs: { count: 5 } };
    const { client, emulator, stop } = await emulatorClient({ numericLogTimestamps, defaultPlan });
    const { id } = await client.createRun(PAYLOAD, undefined);
    emulator.advance(10);
    const page = await client.getRunLogs(id, { size: 2 });
    expect(page.items.map(({ raw }) => raw)).toEqual(["line 1", "line 2"]);
    expect(page.items.map(({ timestamp }) => typeof timestamp)).toEqual(["string", "string"]);
    await client.getRunLogs(id, { size: 3, cursor: page.next_page ?? "" });
    expect(emulator.requests.slice(-2)).toMatchObject([
      { method: "GET", path: `/runs/${id}/logs`, query: { size: "2" } },
      { query: { size: "3", cursor: page.next_page } },
    ]);
    await stop();
  });
});

it("every request carries the key, or the access token as a bearer where there is one", async () => {
  await world.client.getOrganization();
  expect(lastRequest()?.headers).toMatchObject({ "x-api-key": DEFAULT_ACCOUNT.apiKey });
  expect(lastRequest()?.headers).not.toHaveProperty("authorization");
  const value = DEFAULT_ACCOUNT.bearerToken ?? "";
  await world.connect({ credential: { kind: "bearer", value } }).getOrganization();
  expect(lastRequest()?.headers).toMatchObject({ authorization: `Bearer ${value}` });
  expect(lastRequest()?.headers).not.toHaveProperty("x-api-key");
});
