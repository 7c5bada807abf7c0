import { createEmulator, DEFAULT_ACCOUNT, type Emulator } from "../../emulator";
import { call } from "./api-caller";

let emulator: Emulator;

beforeEach(async () => {
  emulator = await createEmulator({ clock: "manual" });
});

afterEach(() => emulator.stop());

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

it.each([
  ["an API key", { "x-api-key": DEFAULT_ACCOUNT.apiKey }],
  ["a bearer token", bearer(DEFAULT_ACCOUNT.bearerToken ?? "")],
])("takes %s", async (_what, headers) => {
  expect((await call(emulator, "GET", "/users/me", { apiKey: null, headers })).status).toBe(200);
});

it.each([
  ["nothing", {}],
  ["an unknown key", { "x-api-key": "wbk_other" }],
  ["an unknown token", bearer("other")],
  ["the key as a token", bearer(DEFAULT_ACCOUNT.apiKey)],
  ["another scheme", { authorization: `Basic ${DEFAULT_ACCOUNT.bearerToken ?? ""}` }],
])("refuses %s", async (_what, headers) => {
  const { status, body } = await call(emulator, "GET", "/users/me", { apiKey: null, headers });
  expect(status).toBe(401);
  expect(body).toMatchObject({ errors: [{ code: "UNAUTHORIZED_ERROR", path: "/users/me" }] });
});

it("lets anybody ask for its health", async () => {
  expect(await call(emulator, "GET", "/health", { apiKey: null })).toMatchObject({
    status: 200,
    body: { status: "ok" },
  });
});

it("refuses a revoked key and its token until they are restored", async () => {
  const headers = bearer(DEFAULT_ACCOUNT.bearerToken ?? "");
  emulator.revoke(DEFAULT_ACCOUNT.apiKey);
  expect((await call(emulator, "GET", "/runs")).status).toBe(401);
  expect((await call(emulator, "GET", "/runs", { apiKey: null, headers })).status).toBe(401);
  emulator.restore(DEFAULT_ACCOUNT.apiKey);
  expect((await call(emulator, "GET", "/runs")).status).toBe(200);
});

it("answers 401 before it says whether a run exists or a request is valid", async () => {
  expect((await call(emulator, "GET", "/runs/nosuchrun00000", { apiKey: null })).status).toBe(401);
  expect((await call(emulator, "GET", "/runs?size=1000", { apiKey: null })).status).toBe(401);
});
