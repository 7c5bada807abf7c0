import { DEFAULT_ACCOUNT } from "../../emulator";
import { emulatorPerTest } from "./api-caller";

const COLLEAGUE = {
  ...DEFAULT_ACCOUNT,
  apiKey: "wbk_colleague",
  userId: "user-2",
  email: "two@emulator.test",
};

const api = emulatorPerTest({ accounts: [DEFAULT_ACCOUNT, COLLEAGUE] });

const bearer = (token = DEFAULT_ACCOUNT.bearerToken ?? ""): Record<string, string> => ({
  authorization: `Bearer ${token}`,
});

it.each([
  ["an API key", 200, { "x-api-key": DEFAULT_ACCOUNT.apiKey }],
  ["a bearer token", 200, bearer()],
  ["nothing", 401, {}],
  ["an unknown key", 401, { "x-api-key": "wbk_other" }],
  ["an unknown token", 401, bearer("other")],
  ["the key as a token", 401, bearer(DEFAULT_ACCOUNT.apiKey)],
  ["another scheme", 401, { authorization: `Basic ${DEFAULT_ACCOUNT.bearerToken ?? ""}` }],
])("%s as the credential is answered with %i", async (_what, status, headers) => {
  const refusal = { errors: [{ code: "UNAUTHORIZED_ERROR", path: "/users/me" }] };
  const answer = await api.get("/users/me", { apiKey: null, headers });
  expect(answer).toMatchObject({ status, body: status === 401 ? refusal : { id: DEFAULT_ACCOUNT.userId } });
});

it("anybody may ask for its health", async () => {
  expect(await api.get("/health", { apiKey: null })).toMatchObject({ status: 200, body: { status: "ok" } });
});

it.each(["/runs/nosuchrun00000", "/runs?size=1000"])("401 comes before any other error: %s", async (path) => {
  expect((await api.get(path, { apiKey: null })).status).toBe(401);
});

it("one request too many is answered with 429 and the fraction of a second to wait", async () => {
  await api.restart({ rateLimitPerSecond: 2 });
  await api.get("/runs");
  api.emulator.advance(300);
  await api.get("/runs");
  api.emulator.advance(200);
  expect(await api.get("/runs")).toMatchObject({
    status: 429,
    headers: { "retry-after": "0.500" },
    body: { errors: [{ code: "RATE_LIMIT_ERROR" }] },
  });
  // Each credential is counted by itself.
  expect((await api.get("/runs", { apiKey: COLLEAGUE.apiKey })).status).toBe(200);
  api.emulator.advance(500);
  expect((await api.get("/runs")).status).toBe(200);
  expect((await api.get("/runs")).status).toBe(429);
});

it.each([
  [
    "/organization",
    {
      id: DEFAULT_ACCOUNT.organizationId,
      name: DEFAULT_ACCOUNT.organizationName,
      defaultRegion: DEFAULT_ACCOUNT.defaultRegion,
      defaultRuntime: DEFAULT_ACCOUNT.defaultRuntime,
      allowedRegions: DEFAULT_ACCOUNT.allowedRegions,
      users: [{ id: DEFAULT_ACCOUNT.userId }, { id: COLLEAGUE.userId }],
      fileStore: { bucketName: expect.any(String) },
      wherobotsCloudFeatures: expect.arrayContaining(["RUNS"]),
    },
  ],
  ["/users/me", { id: DEFAULT_ACCOUNT.userId, email: DEFAULT_ACCOUNT.email }],
  [
    "/me/jupyter/lab/config-hint",
    {
      diskSizeGB: { min: expect.any(Number), max: expect.any(Number) },
      versions: { hint: expect.arrayContaining([expect.objectContaining({ aliases: ["latest"] })]) },
      regions: { hint: DEFAULT_ACCOUNT.allowedRegions.map((regionName) => ({ regionName, enabled: true })) },
      runtimes: { hint: expect.arrayContaining([expect.objectContaining({ id: "tiny", enabled: true })]) },
    },
  ],
])("GET %s describes the account", async (path, body) => {
  expect(await api.get(path)).toMatchObject({ status: 200, body });
});

it("quotas are those of the options, and usual ones besides", async () => {
  await api.restart({ quotas: { CPU: 16, DISK_PER_NODE_GB: 0 } });
  expect((await api.get("/organization/quota/organization")).body).toEqual({
    CPU: 16,
    HUMAN_USER_COUNT: 50,
    WORKLOAD_LIFETIME_HOUR: 24,
    DISK_PER_NODE_GB: 0,
    FOREIGN_CATALOG_COUNT: 10,
  });
});

it.each([
  ["?path=/jobs", 200],
  ["?path=/settings/billing", 403],
  ["?path=/settings", 200],
  ["", 422],
])("access to a path is answered by the options: %j with %i", async (query, status) => {
  await api.restart({ forbiddenPaths: ["/settings/*"] });
  expect((await api.get(`/users/me/path-access${query}`)).status).toBe(status);
});
