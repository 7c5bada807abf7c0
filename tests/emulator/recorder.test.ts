import { createEmulator, DEFAULT_ACCOUNT, type Emulator } from "../../emulator";
import { call, PAYLOAD, submit } from "./api-caller";

let emulator: Emulator;

beforeEach(async () => {
  emulator = await createEmulator({ clock: "manual" });
});

afterEach(() => emulator.stop());

it("records what was sent and how it was answered", async () => {
  emulator.advance(1000);
  const headers = { "User-Agent": "some-client/1" };
  await call(emulator, "POST", "/runs?region=aws-us-west-2", { body: PAYLOAD, headers });
  expect(emulator.requests).toMatchObject([
    {
      seq: 1,
      method: "POST",
      path: "/runs",
      query: { region: "aws-us-west-2" },
      headers: { "user-agent": "some-client/1", "content-type": "application/json" },
      body: PAYLOAD,
      rawBody: JSON.stringify(PAYLOAD),
      status: 201,
      runId: emulator.runs()[0]?.id,
      apiKey: DEFAULT_ACCOUNT.apiKey,
      atMs: Date.parse("2026-01-01T00:00:01Z"),
    },
  ]);
});

it("records bearer tokens, repeated keys, encoded paths and refused requests", async () => {
  const headers = { authorization: "Bearer wrong" };
  await call(emulator, "GET", "/runs?status=PENDING&status=RUNNING", { apiKey: null, headers });
  await call(emulator, "GET", "/runs/a%20b");
  await call(emulator, "GET", "/nowhere", { apiKey: null });
  expect(emulator.requests).toMatchObject([
    { query: { status: ["PENDING", "RUNNING"] }, apiKey: "wrong", status: 401 },
    { path: "/runs/a%20b", runId: "a b", status: 404 },
    { path: "/nowhere", status: 501 },
  ]);
  expect(emulator.requests[2]).not.toHaveProperty("apiKey");
});

it("a body of more than 1 MiB was taken for no JSON: it is read whole, and its text not kept", async () => {
  const body = { ...PAYLOAD, runPython: { uri: "s3://jobs/load.py", args: ["x".repeat(2 * 1024 * 1024)] } };
  expect((await call(emulator, "POST", "/runs", { body })).status).toBe(201);
  expect(emulator.requests).toMatchObject([{ body }]);
  expect(emulator.requests[0]).not.toHaveProperty("rawBody");
});

it("starts anew at a reset, which keeps accounts and the clock", async () => {
  const id = await submit(emulator);
  emulator.advance(5000);
  emulator.fault({ kind: "status" });
  emulator.reset();
  expect(emulator.requests).toEqual([]);
  expect(emulator.runs()).toEqual([]);
  expect((await call(emulator, "GET", `/runs/${id}`)).status).toBe(404);
  expect(emulator.requests).toMatchObject([{ seq: 1, atMs: Date.parse("2026-01-01T00:00:05Z") }]);
});

it("grew for ever in an emulator that lives long: the newest requests are kept, and numbered on", async () => {
  const bounded = await createEmulator({ clock: "manual", keptRequests: 2 });
  const { requests } = bounded;
  for (let count = 0; count < 5; count++) await call(bounded, "GET", `/runs/run${count}`);
  expect(requests.map(({ seq, path }) => [seq, path])).toEqual([
    [4, "/runs/run3"],
    [5, "/runs/run4"],
  ]);
  bounded.reset();
  await call(bounded, "GET", "/runs");
  expect(requests).toMatchObject([{ seq: 1 }]);
  await bounded.stop();
  await expect(createEmulator({ keptRequests: 0 })).rejects.toThrow("keptRequests must be 1 or more");
});
