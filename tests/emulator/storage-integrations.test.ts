import { DEFAULT_ACCOUNT } from "../../emulator";
import { at, call, emulatorPerTest, field } from "./api-caller";
import { INTEGRATION, integrate, MANAGED, TEAM } from "./storage-caller";

const OTHER = { ...DEFAULT_ACCOUNT, apiKey: "wbk_other", organizationId: "org-2" };
const FORBIDDEN = { ...DEFAULT_ACCOUNT, apiKey: "wbk_forbidden", forbidden: true };
const ALL = { listAccess: true, getAccess: true, putAccess: true, deleteAccess: true };
const READING = { ...ALL, putAccess: false, deleteAccess: false };
const NONE = { ...READING, listAccess: false, getAccess: false };

const api = emulatorPerTest({
  accounts: [DEFAULT_ACCOUNT, OTHER, FORBIDDEN],
  cloudConnections: ["connection-1"],
});

async function ids(apiKey: string = DEFAULT_ACCOUNT.apiKey): Promise<unknown> {
  const { body } = await api.get("/storage", { apiKey });
  return Array.isArray(body) ? body.map((storage) => at(storage, "id")) : body;
}

async function accessOf(id: string): Promise<unknown> {
  return (await api.post(`/storage/${id}/access`)).body;
}

it("an integration is created, read, listed and deleted", async () => {
  const { status, body } = await api.post("/storage", INTEGRATION);
  const id = field(body, "id");
  expect([status, body]).toEqual([
    201,
    {
      ...INTEGRATION,
      id,
      createTime: "2026-01-01T00:00:00.000Z",
      updateTime: "2026-01-01T00:00:00.000Z",
      region: DEFAULT_ACCOUNT.defaultRegion,
      stackName: null,
      type: "INTEGRATION",
      defaultDirectory: null,
      readOnly: false,
      cloudConnection: null,
    },
  ]);
  expect((await api.get(`/storage/${id}`)).body).toEqual(body);
  expect(await ids()).toEqual([MANAGED, TEAM, id]);
  const organization = await api.get("/organization");
  expect(at(organization.body, "storageIntegrations", 1)).toMatchObject({ ...INTEGRATION, id });
  expect((await call(api.emulator, "DELETE", `/storage/${id}`)).status).toBe(200);
  expect((await api.get(`/storage/${id}`)).status).toBe(404);
  expect(await ids()).toEqual([MANAGED, TEAM]);
});

it("an integration may name a cloud connection instead of a role, and be for reading only", async () => {
  const sent = { roleArn: null, cloudConnectionId: "connection-1", accessType: "READ" };
  const id = await integrate(api.emulator, sent);
  expect((await api.get(`/storage/${id}`)).body).toMatchObject({
    roleArn: null,
    cloudConnection: { id: "connection-1", cloudProvider: "AWS" },
    readOnly: true,
  });
});

it.each([
  ["a name without a letter", { name: "42" }, 422, "name"],
  ["a name of more than 50 characters", { name: "a".repeat(51) }, 422, "name"],
  ["no name", { name: undefined }, 422, "name"],
  ["a path outside S3", { path: "https://tiles-bucket" }, 422, "path"],
  ["an access type that there is not", { accessType: "WRITE" }, 422, "accessType"],
  ["a role beside a cloud connection", { cloudConnectionId: "connection-1" }, 422, "roleArn"],
  ["an unknown cloud connection", { roleArn: null, cloudConnectionId: "connection-2" }, 404, null],
  ["the name of another", { path: "s3://other-bucket" }, 409, null],
  ["the path of another", { name: "other" }, 409, null],
] as const)("refuses an integration with %s", async (_what, change, status, named) => {
  await integrate(api.emulator);
  const apart = status === 422 ? { name: "apart", path: "s3://apart-bucket" } : {};
  const answer = await api.post("/storage", { ...INTEGRATION, ...apart, ...change });
  expect(answer).toMatchObject({ status, body: { errors: [{ field: named }] } });
});

it("takes a second integration of one name and path where the option says so", async () => {
  await api.restart({ duplicateStorages: "ok" });
  expect(await integrate(api.emulator)).not.toBe(await integrate(api.emulator));
});

it.each([
  ["GET", "/storage/int-unknown", 404],
  ["DELETE", "/storage/int-unknown", 404],
  ["POST", "/storage/int-unknown/access", 404],
  ["GET", "/storage/int-unknown/sample-policy", 404],
  ["DELETE", `/storage/${MANAGED}`, 404],
  ["POST", `/storage/${MANAGED}/access`, 404],
  ["GET", "/storage/s3-access-type", 422],
  ["GET", "/storage/s3-access-type?s3_path=tiles-bucket", 422],
] as const)("refuses %s %s with %i", async (method, path, status) => {
  expect((await call(api.emulator, method, path)).status).toBe(status);
});

it("refuses changes by an account whose plan has no integrations", async () => {
  const id = await integrate(api.emulator);
  const { apiKey } = FORBIDDEN;
  expect((await call(api.emulator, "POST", "/storage", { body: INTEGRATION, apiKey })).status).toBe(403);
  expect((await call(api.emulator, "DELETE", `/storage/${id}`, { apiKey })).status).toBe(403);
});

it("hides the integrations of other organizations, and gives none the id of another", async () => {
  await api.restart({ seed: 1 });
  const id = await integrate(api.emulator);
  expect(await ids(OTHER.apiKey)).toEqual(["store-org-2", "int-org-2"]);
  expect((await api.get(`/storage/${id}`, { apiKey: OTHER.apiKey })).status).toBe(404);
  await call(api.emulator, "DELETE", `/storage/${id}`);
  expect(await integrate(api.emulator)).not.toBe(id);
});

describe("access", () => {
  it.each([
    ["at once", {}, {}, ALL],
    ["to read only where it is for reading", {}, { accessType: "READ" }, READING],
    ["to nothing without a role", {}, { roleArn: null }, NONE],
    [
      "to read a public bucket without a role",
      { publicBuckets: { "tiles-bucket": "free" } },
      { roleArn: null },
      READING,
    ],
  ] as const)("is given %s", async (_what, options, sent, expected) => {
    await api.restart(options);
    expect(await accessOf(await integrate(api.emulator, sent))).toEqual(expected);
  });

  it("comes after as many checks as the option says", async () => {
    await api.restart({ accessAfterChecks: 2 });
    const id = await integrate(api.emulator);
    const seen = [await accessOf(id), await accessOf(id), await accessOf(id), await accessOf(id)];
    expect(seen).toEqual([NONE, NONE, ALL, ALL]);
    expect(await accessOf(TEAM)).toEqual(ALL);
  });

  it("comes after as much time as the option says", async () => {
    await api.restart({ accessAfterMs: 20_000 });
    const id = await integrate(api.emulator);
    api.emulator.advance(19_999);
    expect(await accessOf(id)).toEqual(NONE);
    api.emulator.advance(1);
    expect(await accessOf(id)).toEqual(ALL);
  });

  it("is what a test says, in its process or over HTTP, until a reset", async () => {
    api.emulator.setAccess(TEAM, { putAccess: false });
    expect(await accessOf(TEAM)).toEqual({ ...ALL, putAccess: false });
    const control = (id: string, body: object): ReturnType<typeof call> =>
      call(api.emulator, "POST", `/__emulator/access/${id}`, { apiKey: null, body });
    expect((await control(TEAM, { deleteAccess: false })).status).toBe(200);
    expect(await accessOf(TEAM)).toEqual(READING);
    expect((await control(TEAM, { putAccess: "no" })).status).toBe(400);
    expect((await control("int-unknown", NONE)).status).toBe(404);
    api.emulator.reset();
    expect(await accessOf(TEAM)).toEqual(ALL);
  });
});

describe("policies", () => {
  it("trust the account that assumes roles for this organization, and those that are named", async () => {
    const query = "?trustedAccountIds=111122223333&trustedAccountIds=444455556666";
    const accounts = ["123456789012", "111122223333", "444455556666"];
    const { body } = await api.get(`/storage/trust-relationship${query}`);
    expect(at(body, "Statement", 0)).toMatchObject({
      Principal: { AWS: accounts.map((id) => `arn:aws:iam::${id}:root`) },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "sts:ExternalId": DEFAULT_ACCOUNT.organizationId } },
    });
  });

  it.each([
    [{}, ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]],
    [{ accessType: "READ" }, ["s3:GetObject"]],
  ])("allow no more than an integration with %j needs", async (sent, actions) => {
    const id = await integrate(api.emulator, sent);
    const { body } = await api.get(`/storage/${id}/sample-policy`);
    expect(body).toMatchObject({
      Statement: [
        { Resource: ["arn:aws:s3:::tiles-bucket"] },
        { Action: actions, Resource: ["arn:aws:s3:::tiles-bucket/daily/*"] },
      ],
    });
  });

  it.each([
    ["s3://open/tiles", "free"],
    ["s3://paid", "requester_pays"],
    ["s3://closed/tiles", "private"],
  ])("are needed for %s as it is %s", async (path, accessType) => {
    await api.restart({ publicBuckets: { open: "free", paid: "requester_pays" } });
    const { body } = await api.get(`/storage/s3-access-type?s3_path=${encodeURIComponent(path)}`);
    expect(body).toEqual({ accessType });
  });
});
