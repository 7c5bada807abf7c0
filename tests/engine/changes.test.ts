import {
  expectExit,
  type Fixture,
  job,
  jobsProgram,
  OK,
  openFixture,
  operations,
  outputsOf,
  started,
} from "../support/engine/fixture";

const FIRST = {
  same: job(OK, { runPython: { uri: OK, args: ["a"] } }),
  argument: job(OK, { runPython: { uri: OK, args: ["a"] } }),
  trigger: job(OK, { triggers: { commit: "1", nested: { a: 1, b: 2 } } }),
  reordered: job(OK, { triggers: { nested: { a: 1, b: 2 } } }),
  policy: job(OK),
  label: job(OK),
  onlytriggers: job(OK, { runOn: "triggers", triggers: { day: "1" } }),
  effective: job(OK),
  removed: job(OK, { region: "aws-us-west-2" }),
  defaults: job(OK),
};

const SECOND = {
  same: job(OK, { runPython: { uri: OK, args: ["a"] } }),
  argument: job(OK, { runPython: { uri: OK, args: ["b"] } }),
  trigger: job(OK, { triggers: { commit: "2", nested: { a: 1, b: 2 } } }),
  reordered: job(OK, { triggers: { nested: { b: 2, a: 1 } } }),
  policy: job(OK, {
    wait: { maxSeconds: 77, onTimeout: "cancel" },
    logs: { stream: false, tailLines: 3 },
    onFailure: "warn",
    adopt: "recent",
    adoptWithinHours: 1,
    rerun: { max: 9 },
    retry: { maxAttempts: 2 },
  }),
  label: job(OK, { name: "another-name", timeoutSeconds: 7200 }),
  onlytriggers: job(OK, {
    runOn: "triggers",
    triggers: { day: "1" },
    runPython: { uri: OK, args: ["for the next run"] },
  }),
  effective: job(OK, { region: "aws-us-west-2", runtime: "tiny" }),
  removed: job(OK),
  defaults: job(OK, {
    environment: { sparkConfigs: {}, dependencies: [] },
    timeoutSeconds: 3600,
    onFailure: "fail",
  }),
};

describe("a spec and its run", () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture(jobsProgram(FIRST));
  });
  afterAll(() => fixture.dispose());

  it("up starts each run once and records it", async () => {
    const { stack, emulator } = fixture;
    expectExit(await stack.up(), "zero");
    expect(started(fixture.requests()).sort()).toEqual(Object.keys(FIRST).sort());
    const [post] = emulator.requests.filter(({ method, path }) => method === "POST" && path === "/runs");
    expect(post?.headers["x-wherobots-client"]).toMatch(/^client=pulumi;ver=/);
    expect(
      emulator.requests.every(({ headers }) => headers["user-agent"]?.startsWith("pulumi-wherobots/")),
    ).toBe(true);
    const same = emulator.requests.find(({ body }) => JSON.stringify(body ?? null).includes('"name":"same-'));
    expect(same?.body).toEqual({
      name: expect.stringMatching(/^same-[a-z0-9]{8}-[a-z0-9]{6}-[a-z0-9]{6}$/),
      runPython: { uri: OK, args: ["a"] },
      timeoutSeconds: 3600,
      environment: { sparkConfigs: {}, dependencies: [] },
    });
    const recorded = await outputsOf(stack, "same");
    expect(recorded).toMatchObject({
      status: "COMPLETED",
      runPython: { uri: OK, args: ["a"] },
      effective: { region: "aws-us-west-2", runtime: "tiny", timeoutSeconds: 3600 },
      kubeApp: { appType: "RUN", appMeta: { resolvedVersion: expect.any(String) } },
      cost: { usd: 0.12, spatialUnits: 0.4 },
      account: { apiUrl: emulator.url, organizationId: "org-1" },
    });
    expect((await stack.outputs())["same"]).toBe(recorded["id"]);
  });

  it("a second up changes nothing and sends nothing", async () => {
    const again = await fixture.stack.up({ args: ["--expect-no-changes"] });
    expectExit(again, "zero");
    expect(fixture.requests()).toEqual([]);
  });

  // rule: input-classes, settings-change
  it("a changed argument or trigger starts one run, anything else none", async () => {
    fixture.stack.writeProgram(jobsProgram(SECOND));
    const up = await fixture.stack.up();
    expectExit(up, "zero");
    expect(started(fixture.requests()).sort()).toEqual(["argument", "trigger"]);
    expect(operations(up)).toMatchObject({
      same: ["same"],
      reordered: ["same"],
      policy: ["update"],
      label: ["update"],
      onlytriggers: ["update"],
      effective: ["same"],
      removed: ["same"],
      defaults: ["same"],
    });
    expect(operations(up)["argument"]).toContain("replace");
    expect(up.all).toContain("will start a new run: runPython.args changed");
    expect(up.all).toContain("will start a new run: triggers (commit) changed");
  });

  // rule: run-on-triggers
  it("the next trigger of a run that runs on triggers uses what was recorded", async () => {
    const { stack, emulator } = fixture;
    const triggers = { day: "2" };
    stack.writeProgram(jobsProgram({ ...SECOND, onlytriggers: { ...SECOND.onlytriggers, triggers } }));
    expectExit(await stack.up(), "zero");
    expect(started(fixture.requests())).toEqual(["onlytriggers"]);
    const last = emulator.runs().at(-1);
    expect(last?.payload.runPython?.args).toEqual(["for the next run"]);
  });
});
