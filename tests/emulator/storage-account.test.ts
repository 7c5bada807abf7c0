import { createEmulator, type Emulator, type EmulatorOptions } from "../../emulator";
import { call, stopFlawless } from "./api-caller";

let emulator: Emulator;

async function start(options: EmulatorOptions = {}): Promise<void> {
  emulator = await createEmulator(options);
}

afterEach(() => stopFlawless(emulator));

it("quotas are those of the options, and usual ones besides", async () => {
  await start({ quotas: { CPU: 16, DISK_PER_NODE_GB: 0 } });
  const { body } = await call(emulator, "GET", "/organization/quota/organization");
  expect(body).toEqual({
    CPU: 16,
    HUMAN_USER_COUNT: 50,
    WORKLOAD_LIFETIME_HOUR: 24,
    DISK_PER_NODE_GB: 0,
    FOREIGN_CATALOG_COUNT: 10,
  });
});

it.each([
  ["/jobs", 200],
  ["/settings/billing", 403],
  ["/settings", 200],
  [undefined, 422],
])("access to the path %s is answered with %i", async (path, status) => {
  await start({ forbiddenPaths: ["/settings/*"] });
  const query = path === undefined ? "" : `?path=${path}`;
  expect((await call(emulator, "GET", `/users/me/path-access${query}`)).status).toBe(status);
});

it.each([
  ["the quotas of the account", "GET", "/organization/quota/organization"],
  ["the access to a path", "GET", "/users/me/path-access?path=/jobs"],
  ["new integrations", "POST", "/storage"],
  ["the access of an integration", "POST", "/storage/int-org-1/access"],
] as const)("%s need a credential", async (_what, method, path) => {
  await start();
  expect((await call(emulator, method, path, { apiKey: null })).status).toBe(401);
});
