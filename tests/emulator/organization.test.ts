import { createEmulator, DEFAULT_ACCOUNT, type Emulator } from "../../emulator";
import { call, stopFlawless } from "./api-caller";

const COLLEAGUE = {
  ...DEFAULT_ACCOUNT,
  apiKey: "wbk_colleague",
  userId: "user-2",
  email: "two@emulator.test",
};

let emulator: Emulator;

beforeEach(async () => {
  emulator = await createEmulator({ accounts: [DEFAULT_ACCOUNT, COLLEAGUE] });
});

afterEach(() => stopFlawless(emulator));

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
  ["/organization/quota/organization", { WORKLOAD_LIFETIME_HOUR: 24, DISK_PER_NODE_GB: expect.any(Number) }],
  [
    "/me/jupyter/lab/config-hint",
    {
      diskSizeGB: { min: expect.any(Number), max: expect.any(Number) },
      versions: { hint: expect.arrayContaining([expect.objectContaining({ aliases: ["latest"] })]) },
      regions: {
        hint: DEFAULT_ACCOUNT.allowedRegions.map((regionName) => ({ regionName, enabled: true })),
      },
      runtimes: { hint: expect.arrayContaining([expect.objectContaining({ id: "tiny", enabled: true })]) },
    },
  ],
])("answers GET %s", async (path, body) => {
  expect(await call(emulator, "GET", path)).toMatchObject({ status: 200, body });
});
