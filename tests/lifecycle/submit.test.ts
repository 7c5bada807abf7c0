import { DEFAULT_ACCOUNT } from "../../emulator";
import { MiniEngine, SCRIPT, submitByHand } from "./mini-engine";

describe("a submit whose answer is lost (scenario 1)", () => {
  let engine: MiniEngine;
  beforeEach(async () => {
    engine = await MiniEngine.start();
  });
  afterEach(() => engine.stop());

  it.each([
    ["reset", { kind: "reset" }],
    ["500", { kind: "status", status: 500 }],
    ["502 in HTML", { kind: "html", status: 502 }],
    ["503 without Retry-After", { kind: "status", status: 503 }],
    ["malformed JSON", { kind: "malformedJson" }],
    ["truncated", { kind: "truncated" }],
  ] as const)(
    "after the run was started (%s): it is found by its name, one POST in all",
    async (_, fault) => {
      engine.emulator.fault({ method: "POST", path: "/runs", when: "after", ...fault });
      expect(await engine.up(SCRIPT)).toEqual({ verdict: "create" });
      expect(engine.posts()).toBe(1);
      expect(engine.emulator.runs()).toHaveLength(1);
      expect(engine.must()).toMatchObject({
        id: engine.emulator.runs()[0]?.id,
        outputs: { status: "COMPLETED" },
      });
      expect(engine.said()).toContain("looking for the run");
    },
  );

  it.each([
    ["reset", { kind: "reset" }, 2],
    ["500", { kind: "status", status: 500 }, 2],
    ["429", { kind: "status", status: 429, headers: { "retry-after": "1.5" } }, 2],
    ["503 with Retry-After", { kind: "status", status: 503, headers: { "retry-after": "2" } }, 2],
  ] as const)(
    "before anything was started (%s): it is sent again, and one run exists",
    async (_, fault, posts) => {
      engine.emulator.fault({ method: "POST", path: "/runs", when: "before", ...fault });
      expect(await engine.up(SCRIPT)).toEqual({ verdict: "create" });
      expect(engine.posts()).toBe(posts);
      expect(engine.emulator.runs()).toHaveLength(1);
    },
  );

  it("is looked for again where the list lags behind", async () => {
    engine.emulator.fault({ method: "POST", path: "/runs", when: "after", kind: "reset" });
    // The first listing asks for earlier runs, the second for the lost one.
    engine.emulator.fault({ method: "GET", path: "/runs", skip: 1, kind: "stale" });
    expect(await engine.up(SCRIPT)).toEqual({ verdict: "create" });
    expect(engine.posts()).toBe(1);
    expect(engine.requests().filter((request) => request === "GET /runs")).toHaveLength(3);
  });

  it("is given up after five losses without a run, and nothing is left behind", async () => {
    engine.emulator.fault({ method: "POST", path: "/runs", when: "before", kind: "reset", times: 5 });
    const result = await engine.up(SCRIPT);
    expect(result).toMatchObject({
      kept: false,
      error: expect.stringContaining("no run of this name was found"),
    });
    expect(engine.posts()).toBe(5);
    expect(engine.emulator.runs()).toEqual([]);
  });

  it("got lost four times in a row before anything was started: it is sent a fifth time, after a look each time", async () => {
    engine.emulator.fault({ method: "POST", path: "/runs", when: "before", kind: "reset", times: 4 });
    expect(await engine.up(SCRIPT)).toEqual({ verdict: "create" });
    expect(engine.posts()).toBe(5);
    expect(engine.emulator.runs()).toHaveLength(1);
    const about = engine.requests().filter((request) => request.endsWith(" /runs"));
    // Earlier runs, then each POST with the four looks after it, then the looks for twins, at once and late.
    const lostPost = ["POST /runs", ...Array.from({ length: 4 }, () => "GET /runs")];
    expect(about).toEqual([
      "GET /runs",
      ...Array.from({ length: 4 }, () => lostPost).flat(),
      "POST /runs",
      "GET /runs",
      "GET /runs",
    ]);
  });

  it("with an explicit name, an older run of the same name is not taken for it", async () => {
    const body = { name: "nightly-tiles", runPython: { uri: "s3://bucket.test/job.py" } };
    const older = await submitByHand(engine.emulator, body);
    engine.emulator.finish(older, "COMPLETED");
    engine.emulator.fault({ method: "POST", path: "/runs", when: "after", kind: "reset" });
    expect(await engine.up({ ...SCRIPT, name: "nightly-tiles" })).toEqual({ verdict: "create" });
    expect(engine.emulator.runs()).toHaveLength(2);
    expect(engine.must().id).not.toBe(older);
  });

  it("is refused by the API: the error is complete, and nothing is kept", async () => {
    const result = await engine.up({ ...SCRIPT, region: "nowhere" });
    expect(result).toMatchObject({
      kept: false,
      error: expect.stringMatching(/HTTP 422 .*field: region.*request id \w+\)$/s),
    });
    expect(engine.recorded).toBeUndefined();
    expect(engine.posts()).toBe(1);
  });
});

describe("whose run it is", () => {
  const TEAMMATE = {
    ...DEFAULT_ACCOUNT,
    apiKey: "wbk_teammate",
    userId: "user-teammate",
    email: "mate@emulator.test",
  };
  let engine: MiniEngine;
  beforeEach(async () => {
    engine = await MiniEngine.start("JobRun", {
      accounts: [DEFAULT_ACCOUNT, TEAMMATE],
      defaultPlan: { neverEnds: true },
    });
  });
  afterEach(() => engine.stop());

  /** A run of this resource's wish that no state knows, as a killed deployment leaves one. */
  async function orphanName(): Promise<string> {
    const up = engine.up({ ...SCRIPT, wait: { until: "submitted" } });
    await up;
    const [run] = engine.emulator.runs();
    engine.recorded = undefined;
    await engine.restart();
    return run?.name ?? "";
  }

  it("an active run of one's own that no state knows is taken over with a warning (scenario 2)", async () => {
    await orphanName();
    const [orphan] = engine.emulator.runs();
    expect(await engine.up({ ...SCRIPT, wait: { until: "running" } })).toEqual({ verdict: "create" });
    expect(engine.must().id).toBe(orphan?.id);
    expect(engine.posts()).toBe(1);
    expect(engine.said()).toContain("warning: run");
  });

  it("with adopt never it is named and left alone", async () => {
    await orphanName();
    expect(await engine.up({ ...SCRIPT, adopt: "never", wait: { until: "submitted" } })).toEqual({
      verdict: "create",
    });
    expect(engine.posts()).toBe(2);
    expect(engine.said()).toContain('with adopt "never" it is left alone');
    expect(engine.requests().some((request) => request.endsWith("/cancel"))).toBe(false);
  });

  it("a teammate's run of the same stack and name is neither adopted nor cancelled", async () => {
    const name = await orphanName();
    const [mine] = engine.emulator.runs();
    engine.emulator.finish(mine?.id ?? "", "COMPLETED");
    const theirs = await submitByHand(
      engine.emulator,
      { name: name.replace(/.(?=-[a-z0-9]{6}$)/, "z"), ...SCRIPT },
      TEAMMATE.apiKey,
    );
    expect(await engine.up({ ...SCRIPT, wait: { until: "submitted" } })).toEqual({ verdict: "create" });
    expect(engine.must().id).not.toBe(theirs);
    expect(engine.said()).toContain("by mate@emulator.test: it is left alone");
    expect(engine.requests().some((request) => request.endsWith("/cancel"))).toBe(false);
  });

  it("where the credential may not read its own user, an active run stops the create", async () => {
    await orphanName();
    engine.emulator.fault({ method: "GET", path: "/users/me", kind: "status", status: 403, times: Infinity });
    const result = await engine.up({ ...SCRIPT, wait: { until: "submitted" } });
    expect(result).toMatchObject({
      kept: false,
      error: expect.stringContaining("cannot be told whose run that is"),
    });
    expect(engine.posts()).toBe(1);
  });

  it("a finished run that state does not know is named, and taken over with adopt recent", async () => {
    await orphanName();
    const [orphan] = engine.emulator.runs();
    engine.emulator.finish(orphan?.id ?? "", "COMPLETED");
    expect(await engine.up({ ...SCRIPT, adopt: "recent" })).toEqual({ verdict: "create" });
    expect(engine.must()).toMatchObject({ id: orphan?.id, outputs: { status: "COMPLETED" } });
    expect(engine.posts()).toBe(1);
  });

  it("adopt recent takes no older one than adoptWithinHours", async () => {
    await orphanName();
    const [orphan] = engine.emulator.runs();
    engine.emulator.finish(orphan?.id ?? "", "COMPLETED");
    engine.context.clock.advance(3 * 3_600_000);
    const inputs = { ...SCRIPT, adopt: "recent", adoptWithinHours: 2, wait: { until: "submitted" } };
    expect(await engine.up(inputs)).toEqual({ verdict: "create" });
    expect(engine.posts()).toBe(2);
    expect(engine.said()).toContain("did the same and is not in state; another is started");
  });

  it("two stacks of one account do not see each other's runs", async () => {
    await orphanName();
    engine.context.identity = { ...engine.context.identity, stack: "prod" };
    expect(await engine.up({ ...SCRIPT, wait: { until: "submitted" } })).toEqual({ verdict: "create" });
    expect(engine.posts()).toBe(2);
    expect(engine.said()).not.toContain("warning");
  });
});
