import { createEmulator, DEFAULT_ACCOUNT, type Emulator } from "../../emulator";
import { call } from "./api-caller";

let emulator: Emulator;

beforeEach(async () => {
  const accounts = [DEFAULT_ACCOUNT, { ...DEFAULT_ACCOUNT, apiKey: "wbk_second" }];
  emulator = await createEmulator({ clock: "manual", accounts, rateLimitPerSecond: 2 });
});

afterEach(() => emulator.stop());

it("answers 429 to one request too many, with the fraction of a second to wait", async () => {
  await call(emulator, "GET", "/runs");
  emulator.advance(300);
  await call(emulator, "GET", "/runs");
  emulator.advance(200);
  const { status, headers, body } = await call(emulator, "GET", "/runs");
  expect(status).toBe(429);
  expect(headers["retry-after"]).toBe("0.500");
  expect(body).toMatchObject({ errors: [{ code: "RATE_LIMIT_ERROR" }] });
  emulator.advance(500);
  expect((await call(emulator, "GET", "/runs")).status).toBe(200);
  expect((await call(emulator, "GET", "/runs")).status).toBe(429);
});

it("counts each credential by itself", async () => {
  await call(emulator, "GET", "/runs");
  await call(emulator, "GET", "/runs");
  expect((await call(emulator, "GET", "/runs", { apiKey: "wbk_second" })).status).toBe(200);
});
