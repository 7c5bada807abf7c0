import { createEmulator, type Emulator, type EmulatorOptions } from "../../emulator";
import { call, stopFlawless, submit } from "./api-caller";

let emulator: Emulator;
let id: string;

async function submitted(options: EmulatorOptions = {}): Promise<void> {
  emulator = await createEmulator({ clock: "manual", ...options });
  id = await submit(emulator);
}

afterEach(() => stopFlawless(emulator));

it("cancels a waiting run, which then has no start", async () => {
  await submitted();
  const answer = await call(emulator, "POST", `/runs/${id}/cancel`);
  expect(answer).toMatchObject({ status: 200, body: { id, status: "CANCELLED", startTime: null } });
});

it("takes as long as planned, and the run goes on meanwhile", async () => {
  await submitted({ defaultPlan: { pendingMs: 0, neverEnds: true, cancelTakesMs: 5000 } });
  emulator.advance(1000);
  expect(await call(emulator, "POST", `/runs/${id}/cancel`)).toMatchObject({
    status: 200,
    body: { status: "RUNNING" },
  });
  emulator.advance(4999);
  // A repeated request neither fails nor starts the wait anew.
  expect(await call(emulator, "POST", `/runs/${id}/cancel`)).toMatchObject({ body: { status: "RUNNING" } });
  emulator.advance(1);
  expect(await call(emulator, "GET", `/runs/${id}`)).toMatchObject({
    body: { status: "CANCELLED", completeTime: "2026-01-01T00:00:06.000Z" },
  });
});

it("loses against an end that comes first", async () => {
  await submitted({ defaultPlan: { pendingMs: 0, runningMs: 1000, cancelTakesMs: 2000 } });
  await call(emulator, "POST", `/runs/${id}/cancel`);
  emulator.advance(3000);
  expect(await call(emulator, "GET", `/runs/${id}`)).toMatchObject({ body: { status: "COMPLETED" } });
});

it.each([
  [undefined, 409, { errors: [{ code: "CONFLICT_ERROR" }] }],
  ["conflict", 409, { errors: [{ code: "CONFLICT_ERROR" }] }],
  ["badRequest", 400, { errors: [{ code: "BAD_REQUEST_ERROR" }] }],
  ["ok", 200, { status: "COMPLETED" }],
] as const)("answers the cancel of a finished run as told: %s", async (cancelOfFinishedRun, status, body) => {
  await submitted(cancelOfFinishedRun === undefined ? {} : { cancelOfFinishedRun });
  emulator.advance(60_000);
  expect(await call(emulator, "POST", `/runs/${id}/cancel`)).toMatchObject({ status, body });
  expect(emulator.runs()).toMatchObject([{ status: "COMPLETED", cancelTime: null }]);
});
