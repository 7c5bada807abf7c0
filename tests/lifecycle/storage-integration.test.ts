import { DEFAULT_ACCOUNT, type EmulatorOptions } from "../../emulator/index";
import type { Properties } from "../../provider/values";
import { HOSTS } from "../support/lifecycle/adapters";
import { interruptedAt, REASON, type Scene, up } from "../support/lifecycle/interrupted-step";
import { MiniEngine } from "../support/lifecycle/mini-engine";

const INPUTS: Properties = {
  name: "tiles",
  path: "s3://tiles-bucket/world",
  roleArn: "arn:aws:iam::123456789012:role/tiles",
};
const ALL = { list: true, get: true, put: true, delete: true };

describe.each(HOSTS)("a StorageIntegration in the %s", (host) => {
  let engine: MiniEngine;
  const open = async (options: EmulatorOptions = {}): Promise<void> => {
    engine = await MiniEngine.start("StorageIntegration", options, undefined, host);
  };
  afterEach(() => engine.stop());

  const id = (): string => engine.must().id;
  /** Requests, with the present id as `{id}`. */
  const requests = (): string[] =>
    engine.requests().map((request) => request.replace(engine.recorded?.id ?? "?", "{id}"));
  const posts = (): number => requests().filter((request) => request === "POST /storage").length;
  /** Names of the integrations that exist, that of the organisation left out. */
  const names = async (): Promise<string[]> => {
    const answer = await fetch(`${engine.emulator.url}/storage`, {
      headers: { "x-api-key": DEFAULT_ACCOUNT.apiKey },
    });
    const storages = (await answer.json()) as { name: string }[];
    return storages.map(({ name }) => name).filter((name) => !["managed", "team"].includes(name));
  };
  /** As somebody creates it past this package. */
  const createByHand = async (storage: Properties): Promise<string> => {
    const answer = await fetch(`${engine.emulator.url}/storage`, {
      method: "POST",
      headers: { "x-api-key": DEFAULT_ACCOUNT.apiKey, "content-type": "application/json" },
      body: JSON.stringify(storage),
    });
    return ((await answer.json()) as { id: string }).id;
  };

  // rule: storage-created, every-resource
  it("is created once, checked once, and not changed by what it just created", async () => {
    await open();
    expect(await engine.up({ ...INPUTS, trustedAccountIds: ["210987654321"] })).toEqual({
      verdict: "create",
    });
    expect(requests()).toEqual([
      ...["GET /organization", "GET /users/me", "GET /storage", "POST /storage"],
      "POST /storage/{id}/access",
    ]);
    expect(
      engine.emulator.requests.find(({ method, path }) => method === "POST" && path === "/storage")?.body,
    ).toEqual({
      ...INPUTS,
      accessType: "READ_WRITE",
      trustedAccountIds: ["210987654321"],
    });
    expect(engine.outputs).toMatchObject({
      ...INPUTS,
      storageId: id(),
      readOnly: false,
      type: "INTEGRATION",
      region: DEFAULT_ACCOUNT.defaultRegion,
      access: ALL,
      account: { apiUrl: engine.emulator.url, organizationId: DEFAULT_ACCOUNT.organizationId },
    });
    const sent = requests().length;
    const same = { ...INPUTS, accessType: "READ_WRITE", trustedAccountIds: ["210987654321"] };
    expect(await engine.up(same)).toEqual({ verdict: "none" });
    expect(requests()).toHaveLength(sent);
  });

  it("of a public bucket needs no role", async () => {
    await open({ publicBuckets: { "tiles-bucket": "free" } });
    const given = { name: "tiles", path: "s3://tiles-bucket", accessType: "READ" };
    expect(await engine.up(given)).toEqual({ verdict: "create" });
    expect(engine.outputs["access"]).toEqual({ ...ALL, put: false, delete: false });
  });

  it("of a cloud connection names that one", async () => {
    await open({ cloudConnections: ["connection-1"] });
    const given = { name: "tiles", path: "s3://tiles-bucket", cloudConnectionId: "connection-1" };
    expect(await engine.up(given)).toEqual({ verdict: "create" });
    expect(await engine.up(given)).toEqual({ verdict: "none" });
  });

  // rule: storage-replaced
  it.each<[string, Properties]>([
    ["name", { name: "maps" }],
    ["path", { path: "s3://tiles-bucket/moon" }],
    ["roleArn", { roleArn: "arn:aws:iam::123456789012:role/other" }],
    ["accessType", { accessType: "READ" }],
    ["trustedAccountIds", { trustedAccountIds: ["210987654321"] }],
  ])("another %s replaces it: the old one is deleted first", async (_, change) => {
    await open();
    await engine.up(INPUTS);
    const sent = requests().length;
    const before = id();
    expect(await engine.up({ ...INPUTS, ...change })).toEqual({ verdict: "replace" });
    const changing = engine
      .requests()
      .slice(sent)
      .filter((request) => !request.startsWith("GET"));
    expect(changing).toEqual([`DELETE /storage/${before}`, "POST /storage", `POST /storage/${id()}/access`]);
    expect(await names()).toHaveLength(1);
  });

  // rule: storage-access
  it("waits for the access of a role that spreads, and creates nothing more", async () => {
    await open({ accessAfterMs: 60_000 });
    const startedMs = engine.context.clock.now();
    expect(await engine.up(INPUTS)).toEqual({ verdict: "create" });
    expect(engine.outputs["access"]).toEqual(ALL);
    expect(engine.context.clock.now() - startedMs).toBeLessThan(90_000);
    expect(posts()).toBe(1);
  });

  // rule: storage-access
  it("whose access does not come fails and stays; the next up checks again and creates nothing", async () => {
    await open({ accessAfterMs: 3_600_000 });
    const startedMs = engine.context.clock.now();
    const failed = await engine.up(INPUTS);
    expect(failed).toMatchObject({
      kept: true,
      error: expect.stringContaining(
        "the role arn:aws:iam::123456789012:role/tiles does not give the access it needs to s3://tiles-bucket/world: list, get, put, delete not allowed",
      ),
    });
    expect(engine.context.clock.now() - startedMs).toBeLessThanOrEqual(180_000);
    expect(engine.outputs).toMatchObject({ ...INPUTS, storageId: id(), access: { list: false } });
    expect(await engine.up(INPUTS)).toMatchObject({ verdict: "update", kept: true });
    engine.emulator.setAccess(id(), {
      listAccess: true,
      getAccess: true,
      putAccess: true,
      deleteAccess: true,
    });
    expect(await engine.up(INPUTS)).toEqual({ verdict: "update" });
    expect(engine.outputs["access"]).toEqual(ALL);
    expect(await engine.up(INPUTS)).toEqual({ verdict: "none" });
    expect(posts()).toBe(1);
  });

  it("that only lacks the right to write says so, and is enough for READ", async () => {
    await open({ accessAfterMs: 3_600_000 });
    const failed = await engine.up({ ...INPUTS, roleArn: undefined });
    expect(failed.error).toContain(
      "its bucket does not give the access it needs to s3://tiles-bucket/world: list, get, put, delete not allowed. Set roleArn",
    );
    engine.emulator.setAccess(id(), { listAccess: true, getAccess: true });
    const again = await engine.up({ ...INPUTS, roleArn: undefined });
    expect(again.error).toContain("put, delete not allowed");
  });

  // rule: storage-once
  it.each([
    ["500", { kind: "status", status: 500, when: "after" }],
    ["reset", { kind: "reset", when: "after" }],
  ] as const)(
    "whose creation worked although its answer was lost (%s) is found, and created once",
    async (_, fault) => {
      await open();
      engine.fault("createStorage", { ...fault }, 1);
      expect(await engine.up(INPUTS)).toEqual({ verdict: "create" });
      expect(posts()).toBe(1);
      expect(await names()).toEqual(["tiles"]);
      expect(engine.said()).toContain("its creation had worked");
    },
  );

  // rule: storage-once
  it("whose creation was lost with its answer is looked for, then created again", async () => {
    await open();
    engine.fault("createStorage", 500, 1);
    expect(await engine.up(INPUTS)).toEqual({ verdict: "create" });
    expect(posts()).toBe(2);
    expect(await names()).toEqual(["tiles"]);
  });

  // rule: storage-once
  it("whose creation worked, and which no list has yet, is adopted once a repeated request is refused", async () => {
    await open();
    engine.fault("createStorage", { kind: "reset", when: "after" }, 1);
    engine.fault("listStorages", { status: 200, body: [], skip: 1 }, 4);
    expect(await engine.up(INPUTS)).toEqual({ verdict: "create" });
    expect(posts()).toBe(2);
    expect(await names()).toEqual(["tiles"]);
  });

  it("whose lost creation cannot be looked for says so", async () => {
    await open();
    engine.fault("createStorage", { kind: "reset", when: "after" }, 1);
    engine.fault("listStorages", { kind: "status", status: 403, skip: 1 }, Infinity);
    const failed = await engine.up(INPUTS);
    expect(failed).toMatchObject({ kept: false, error: expect.stringContaining("could not be looked for") });
    expect(posts()).toBe(1);
  });

  // rule: storage-exists
  it.each<[string, Properties]>([
    ["name", { ...INPUTS, path: "s3://elsewhere" }],
    ["path", { ...INPUTS, name: "other" }],
    ["name", INPUTS],
  ])("is not created beside one of the same %s, and the error names that one", async (same, other) => {
    await open();
    const there = await createByHand(other);
    const sent = posts();
    const failed = await engine.up(INPUTS);
    expect(failed).toMatchObject({ kept: false });
    expect(failed.error).toContain(`storage ${there} (`);
    expect(failed.error).toContain(`has this ${same} already`);
    expect(failed.error).toContain(`pulumi import wherobots:index:StorageIntegration NAME ${there}`);
    expect(posts()).toBe(sent);
  });

  // rule: storage-exists
  it("that the API refuses with 409 is not adopted", async () => {
    await open();
    engine.fault("createStorage", 409, 1);
    const failed = await engine.up(INPUTS);
    expect(failed).toMatchObject({ kept: false, error: expect.stringContaining("HTTP 409") });
    expect(posts()).toBe(1);
  });

  it.each([401, 403, 404, 422])("that is refused with %d is not created, and sent once", async (status) => {
    await open();
    engine.fault("createStorage", status, 1);
    const failed = await engine.up(INPUTS);
    expect(failed).toMatchObject({ kept: false, error: expect.stringContaining(`HTTP ${status}`) });
    expect(posts()).toBe(1);
    expect(await names()).toEqual([]);
  });

  it("whose access may not be checked exists, and says so", async () => {
    await open();
    engine.fault("access", 403, 1);
    const failed = await engine.up(INPUTS);
    expect(failed).toMatchObject({
      kept: true,
      error: expect.stringContaining(
        "exists, but its access could not be checked: could not check the access",
      ),
    });
    expect(await engine.up(INPUTS)).toEqual({ verdict: "update" });
    expect(posts()).toBe(1);
  });

  it.each([
    ["500", { kind: "status", status: 500 }],
    ["reset", { kind: "reset" }],
    ["404", { kind: "status", status: 404 }],
    ["429", { kind: "status", status: 429 }],
  ] as const)("survives two answers of %s to the check of its access", async (_, fault) => {
    await open();
    engine.fault("access", { ...fault }, 2);
    expect(await engine.up(INPUTS)).toEqual({ verdict: "create" });
    expect(engine.outputs["access"]).toEqual(ALL);
  });

  // rule: storage-gone
  it("is read by a refresh, and gone once no list has it", async () => {
    await open();
    await engine.up(INPUTS);
    const before = structuredClone(engine.must());
    expect(await engine.refresh()).toBeUndefined();
    expect(engine.must()).toEqual(before);
    engine.fault("storage", 404, 1);
    expect(await engine.refresh()).toBeUndefined();
    expect(engine.must()).toEqual(before);
    await fetch(`${engine.emulator.url}/storage/${id()}`, {
      method: "DELETE",
      headers: { "x-api-key": DEFAULT_ACCOUNT.apiKey },
    });
    expect(await engine.refresh()).toBeUndefined();
    expect(engine.recorded).toBeUndefined();
    expect(await engine.up(INPUTS)).toEqual({ verdict: "create" });
  });

  it.each([
    ["401", { kind: "status", status: 401 }],
    ["403", { kind: "status", status: 403 }],
    ["500", { kind: "status", status: 500 }],
    ["reset", { kind: "reset" }],
  ] as const)("is never dropped by a refresh that is answered %s", async (_, fault) => {
    await open();
    await engine.up(INPUTS);
    engine.fault("storage", { ...fault }, Infinity);
    const before = structuredClone(engine.must());
    expect(await engine.refresh()).toContain("could not read storage");
    expect(engine.must()).toEqual(before);
  });

  // rule: storage-deleted
  it("is deleted by a destroy, also after a lost answer; one that is gone already is no error", async () => {
    await open();
    await engine.up(INPUTS);
    engine.fault("deleteStorage", { kind: "reset", when: "after" }, 1);
    expect(await engine.destroy()).toBeUndefined();
    expect(await names()).toEqual([]);
  });

  it.each([403, 409])("stays in state if its deletion is refused with %d", async (status) => {
    await open();
    await engine.up(INPUTS);
    engine.fault("deleteStorage", status, 1);
    expect(await engine.destroy()).toContain(`HTTP ${status}`);
    expect(await engine.destroy()).toBeUndefined();
  });

  it("is replaced although a list still has the old one", async () => {
    await open();
    await engine.up(INPUTS);
    const { id: old, inputs } = engine.must();
    engine.keepsProcess = true;
    const [name, path] = [inputs["name"], inputs["path"]];
    engine.fault("listStorages", { status: 200, body: [{ id: old, name, path }] }, 1);
    expect(await engine.up({ ...INPUTS, accessType: "READ" })).toEqual({ verdict: "replace" });
    expect(await names()).toEqual(["tiles"]);
  });
});

// rule: storage-gone, storage-deleted
describe.each(HOSTS)("with another organisation's key, in the %s", (host) => {
  it("a storage is neither dropped by a refresh nor forgotten by a destroy", async () => {
    const abroad = { ...DEFAULT_ACCOUNT, apiKey: "wbk_abroad", organizationId: "org-2", userId: "user-2" };
    const engine = await MiniEngine.start(
      "StorageIntegration",
      { accounts: [DEFAULT_ACCOUNT, abroad] },
      { apiKey: DEFAULT_ACCOUNT.apiKey },
      host,
    );
    await engine.up(INPUTS);
    const recorded = engine.must();
    recorded.outputs["account"] = { apiUrl: engine.emulator.url, organizationId: "org-2" };
    engine.fault("storage", 404, Infinity);
    engine.fault("deleteStorage", 404, Infinity);
    expect(await engine.refresh()).toContain("this is not its account");
    expect(await engine.destroy()).toContain("this is not its account");
    expect(engine.recorded).toBeDefined();
    await engine.stop();
  });
});

describe("an interrupt of a StorageIntegration", () => {
  const create: Scene = {
    resource: "StorageIntegration",
    plan: {},
    prepare: () => Promise.resolve(),
    act: (engine) => up(engine, INPUTS),
  };
  /** Those of `GET /organization` to the check of the access, before they take effect and before their answers. */
  const MOMENTS = 10;

  // rule: interrupt, storage-once
  it.each(Array.from({ length: MOMENTS }, (_, at) => [at] as const))(
    "at moment %d of its creation ends in time, and the next up goes on or says what exists",
    async (at) => {
      for (const moment of [{ at }, { at, late: "this" }] as const) {
        const { error, tookMs, again, recorded, engine } = await interruptedAt(create, moment);
        expect(error).toContain("interrupted");
        expect(error).not.toContain(REASON);
        expect(tookMs).toBeLessThanOrEqual(2_000);
        const posted = engine.requests().filter((request) => request === "POST /storage").length;
        expect(posted).toBeLessThanOrEqual(recorded === undefined ? 2 : 1);
        // Only an answer that did not come in time leaves a storage that nobody knows.
        const isNamed = "late" in moment && again?.includes("has this name already");
        expect({ again, isNamed }).toEqual({ again: isNamed ? again : undefined, isNamed });
      }
    },
  );

  it("of the wait for its access keeps it, and the next up goes on with the same", async () => {
    const engine = await MiniEngine.start("StorageIntegration", { accessAfterMs: 30_000 });
    const interrupt = new AbortController();
    engine.context.signal = interrupt.signal;
    const { clock } = engine.context;
    const going = engine.up(INPUTS);
    engine.context.log = () => interrupt.abort(new Error(REASON));
    expect(await going).toMatchObject({
      kept: true,
      error: expect.stringContaining("could not be checked: interrupted"),
    });
    expect(clock.now()).toBeLessThan(Date.parse("2026-01-01T00:00:30Z"));
    expect(await engine.up(INPUTS)).toEqual({ verdict: "update" });
    await engine.stop();
  });

  // rule: custom-timeouts
  it("the wait for its access ends with the time of the operation", async () => {
    const engine = await MiniEngine.start("StorageIntegration", { accessAfterMs: 60_000 });
    const startedMs = engine.context.clock.now();
    engine.within(10_000);
    expect(await engine.up(INPUTS)).toMatchObject({ kept: true });
    expect(engine.context.clock.now() - startedMs).toBeLessThanOrEqual(10_000);
    await engine.stop();
  });
});
