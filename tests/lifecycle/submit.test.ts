import { DEFAULT_ACCOUNT } from "../../emulator";
import { engineForEach } from "../support/lifecycle/engine-for-each";
import { SCRIPT, submitByHand } from "../support/lifecycle/mini-engine";

// rule: lost-answer
describe("a submit whose answer is lost (scenario 1)", () => {
  const engine = engineForEach();

  // rule: lost-answer
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
      engine.fault("submit", { when: "after", ...fault });
      expect(await engine.up(SCRIPT)).toEqual({ verdict: "create" });
      expect(engine.posts()).toBe(1);
      expect(engine.runs).toHaveLength(1);
      expect(engine.must()).toMatchObject({
        id: engine.runs[0]?.id,
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
      engine.fault("submit", { when: "before", ...fault });
      expect(await engine.up(SCRIPT)).toEqual({ verdict: "create" });
      expect(engine.posts()).toBe(posts);
      expect(engine.runs).toHaveLength(1);
    },
  );

  it("is looked for again where the list lags behind", async () => {
    engine.fault("submit", { when: "after", kind: "reset" });
    // The first two lists are of earlier runs, the third is of the lost one.
    engine.fault("list", { skip: 2, kind: "stale" });
    expect(await engine.up(SCRIPT)).toEqual({ verdict: "create" });
    expect(engine.posts()).toBe(1);
    expect(engine.requests().filter((request) => request === "GET /runs")).toHaveLength(4);
  });

  it("is given up after five losses without a run, and nothing is left behind", async () => {
    engine.fault("submit", { when: "before", kind: "reset" }, 5);
    const result = await engine.up(SCRIPT);
    expect(result).toMatchObject({
      kept: false,
      error: expect.stringContaining("no run of this name was found"),
    });
    expect(engine.posts()).toBe(5);
    expect(engine.runs).toEqual([]);
  });

  it("got lost four times in a row before anything was started: it is sent a fifth time, after a look each time", async () => {
    engine.fault("submit", { when: "before", kind: "reset" }, 4);
    expect(await engine.up(SCRIPT)).toEqual({ verdict: "create" });
    expect(engine.posts()).toBe(5);
    expect(engine.runs).toHaveLength(1);
    const about = engine.requests().filter((request) => request.endsWith(" /runs"));
    // Earlier runs, then each POST with the looks after it, then the looks for duplicates: at once, late, and at the end.
    const lostPost = ["POST /runs", ...Array.from({ length: 19 }, () => "GET /runs")];
    expect(about).toEqual([
      "GET /runs",
      "GET /runs",
      ...Array.from({ length: 4 }, () => lostPost).flat(),
      "POST /runs",
      ...["GET /runs", "GET /runs", "GET /runs"],
    ]);
  });

  it("with an explicit name, an older run of the same name is not taken for it", async () => {
    const body = { name: "nightly-tiles", runPython: { uri: "s3://bucket.test/job.py" } };
    const older = await submitByHand(engine.emulator, body);
    engine.emulator.finish(older, "COMPLETED");
    engine.fault("submit", { when: "after", kind: "reset" });
    expect(await engine.up({ ...SCRIPT, name: "nightly-tiles" })).toEqual({ verdict: "create" });
    expect(engine.runs).toHaveLength(2);
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
    ...{ apiKey: "wbk_teammate", userId: "user-teammate", email: "mate@emulator.test" },
  };
  const SUBMITTED = { ...SCRIPT, wait: { until: "submitted" } };
  const accounts = [DEFAULT_ACCOUNT, TEAMMATE];
  const engine = engineForEach("JobRun", { accounts, defaultPlan: { neverEnds: true } });

  /** A finished run of this resource's spec that no state knows. */
  async function leaveFinished(): Promise<string> {
    const id = await engine.leave(SUBMITTED);
    engine.emulator.finish(id, "COMPLETED");
    return id;
  }

  it("with adopt never it is named and left alone", async () => {
    await engine.leave(SUBMITTED);
    expect(await engine.up({ ...SUBMITTED, adopt: "never" })).toEqual({ verdict: "create" });
    expect(engine.posts()).toBe(2);
    expect(engine.said()).toContain('with adopt "never" it is left alone');
    expect(engine.cancelled()).toEqual([]);
  });

  it("a teammate's run of the same stack and name is neither adopted nor cancelled", async () => {
    await leaveFinished();
    const name = engine.runs[0]?.name.replace(/.(?=-[a-z0-9]{6}$)/, "z");
    const theirs = await submitByHand(engine.emulator, { name, ...SCRIPT }, TEAMMATE.apiKey);
    expect(await engine.up(SUBMITTED)).toEqual({ verdict: "create" });
    expect(engine.must().id).not.toBe(theirs);
    expect(engine.said()).toContain("by mate@emulator.test: it is left alone");
    expect(engine.cancelled()).toEqual([]);
  });

  // rule: unknown-owner
  it("where the credential may not read its own user, an active run stops the create", async () => {
    await engine.leave(SUBMITTED);
    engine.fault("user", 403, Infinity);
    const error = expect.stringContaining("it is unknown who owns it");
    expect(await engine.up(SUBMITTED)).toMatchObject({ kept: false, error });
    expect(engine.posts()).toBe(1);
  });

  it("adopt recent takes no older one than adoptWithinHours", async () => {
    await leaveFinished();
    engine.context.clock.advance(3 * 3_600_000);
    const inputs = { ...SUBMITTED, adopt: "recent", adoptWithinHours: 2 };
    expect(await engine.up(inputs)).toEqual({ verdict: "create" });
    expect(engine.posts()).toBe(2);
    expect(engine.said()).toContain("did the same work but is not in state; starting a new run");
  });

  it("two stacks of one account do not see each other's runs", async () => {
    await engine.leave(SUBMITTED);
    engine.context.identity = { ...engine.context.identity, stack: "prod" };
    expect(await engine.up(SUBMITTED)).toEqual({ verdict: "create" });
    expect(engine.posts()).toBe(2);
    expect(engine.said()).not.toContain("warning");
  });
});
