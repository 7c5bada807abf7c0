import { createEmulator, DEFAULT_ACCOUNT } from "../../emulator";
import { call, emulatorPerTest, PAYLOAD } from "./api-caller";

const api = emulatorPerTest();

it("requests are recorded with what was sent and how it was answered", async () => {
  api.emulator.advance(1000);
  await api.post("/runs?region=aws-us-west-2", PAYLOAD, { headers: { "User-Agent": "some-client/1" } });
  expect(api.emulator.requests).toMatchObject([
    {
      seq: 1,
      method: "POST",
      path: "/runs",
      query: { region: "aws-us-west-2" },
      headers: { "user-agent": "some-client/1", "content-type": "application/json" },
      body: PAYLOAD,
      rawBody: JSON.stringify(PAYLOAD),
      status: 201,
      runId: api.emulator.runs()[0]?.id,
      apiKey: DEFAULT_ACCOUNT.apiKey,
      atMs: Date.parse("2026-01-01T00:00:01Z"),
    },
  ]);
});

it("a body of more than 1 MiB is read whole, and its text not kept", async () => {
  const body = { ...PAYLOAD, runPython: { uri: "s3://jobs/load.py", args: ["x".repeat(2 * 1024 * 1024)] } };
  expect((await api.post("/runs", body)).status).toBe(201);
  expect(api.emulator.requests).toMatchObject([{ body }]);
  expect(api.emulator.requests[0]).not.toHaveProperty("rawBody");
});

it("a reset starts the record anew, and keeps accounts and the clock", async () => {
  const id = await api.submit();
  api.emulator.advance(5000);
  api.emulator.fault({ kind: "status" });
  api.emulator.reset();
  expect([api.emulator.requests, api.emulator.runs()]).toEqual([[], []]);
  expect((await api.get(`/runs/${id}`)).status).toBe(404);
  expect(api.emulator.requests).toMatchObject([{ seq: 1, atMs: Date.parse("2026-01-01T00:00:05Z") }]);
});

it("only the newest requests are kept where a number is set, and they are numbered on", async () => {
  await api.restart({ keptRequests: 2 });
  const { requests } = api.emulator;
  for (let count = 0; count < 5; count++) await api.get(`/runs/run${count}`);
  expect(requests).toMatchObject([
    { seq: 4, path: "/runs/run3" },
    { seq: 5, path: "/runs/run4" },
  ]);
  api.emulator.reset();
  await api.get("/runs");
  expect(requests).toMatchObject([{ seq: 1 }]);
  await expect(createEmulator({ keptRequests: 0 })).rejects.toThrow("keptRequests must be 1 or more");
});

describe("onExchange", () => {
  it.each([
    ["before", 0],
    ["after", 1],
  ])("that fails %s the request leaves %i runs and answers 500", async (wrong, runs) => {
    // Of an emulator of its own: the record names the error as a problem.
    const emulator = await createEmulator({
      onExchange: (_, moment) => {
        if (moment === wrong) throw new Error(`not ${moment}`);
      },
    });
    const { status } = await call(emulator, "POST", "/runs", { body: PAYLOAD });
    await emulator.stop();
    expect([status, emulator.runs().length]).toEqual([500, runs]);
  });
});
