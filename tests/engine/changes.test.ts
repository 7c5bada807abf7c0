import path from "node:path";
import {
  aboutRuns,
  ENDLESS,
  expectExit,
  FAILS,
  fixtureForAll,
  job,
  jobsProgram,
  OK,
  operations,
  started,
} from "../support/engine/fixture";

const RUNNING = { wait: { until: "running" } };
const FAILED = job(FAILS, { onFailure: "warn", logs: { tailLines: 0 } });

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
  failed: FAILED,
  open: job(ENDLESS, RUNNING),
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
  failed: FAILED,
  open: job(ENDLESS, { ...RUNNING, triggers: { a: 1 } }),
};
const urn = (name: string): string => `urn:pulumi:dev::test::pulumi-nodejs:dynamic/wherobots:JobRun::${name}`;

describe("a spec and its run", () => {
  const fixture = fixtureForAll(jobsProgram(FIRST));

  /** Its run was cancelled before the one started that state has now, and no other is active. */
  async function expectCancelledFirst(before: unknown, requests: readonly string[]): Promise<void> {
    const posts = aboutRuns(requests).filter((request) => /^POST.*open/.test(request));
    expect(posts).toEqual(["POST /runs/{open}/cancel", "POST /runs open"]);
    const active = fixture.emulator.runs().filter(({ status }) => status === "RUNNING");
    expect(active.map(({ id }) => id)).toEqual([(await fixture.outputsOf("open"))["id"]]);
    expect(active[0]?.id).not.toBe(before);
  }

  it("up starts each run once and records it", async () => {
    const { stack, emulator } = fixture;
    expectExit(await stack.up(), "zero");
    expect(fixture.started().sort()).toEqual(Object.keys(FIRST).sort());
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
    const recorded = await fixture.outputsOf("same");
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
    expectExit(await fixture.stack.up({ args: ["--expect-no-changes"] }), "zero");
    expect(fixture.requests()).toEqual([]);
  });

  // rule: input-classes, settings-change, replace-cancels-first
  it("a changed argument or trigger starts one run, after an active one was cancelled (scenario 12); anything else none", async () => {
    const { id } = await fixture.outputsOf("open");
    fixture.stack.writeProgram(jobsProgram(SECOND));
    const up = expectExit(await fixture.stack.up(), "zero");
    const requests = fixture.requests();
    expect(started(requests).sort()).toEqual(["argument", "open", "trigger"]);
    await expectCancelledFirst(id, requests);
    expect(operations(up)).toMatchObject({
      same: ["same"],
      reordered: ["same"],
      policy: ["update"],
      label: ["update"],
      onlytriggers: ["update"],
      effective: ["same"],
      removed: ["same"],
      defaults: ["same"],
      failed: ["same"],
    });
    expect(operations(up)["argument"]).toContain("replace");
    expect(up.all).toContain("will start a new run: runPython.args changed");
    expect(up.all).toContain("will start a new run: triggers (commit) changed");
  });

  // rule: run-on-triggers, saved-plan
  it("the next trigger of a run that runs on triggers uses what was recorded, also by a plan that was saved", async () => {
    const { stack, emulator } = fixture;
    const triggers = { day: "2" };
    stack.writeProgram(jobsProgram({ ...SECOND, onlytriggers: { ...SECOND.onlytriggers, triggers } }));
    const plan = path.join(stack.dir, "plan.json");
    const experimental = { env: { PULUMI_EXPERIMENTAL: "true" } };
    expectExit(await stack.run(["preview", "--save-plan", plan], experimental), "zero");
    expectExit(await stack.up({ args: ["--plan", plan], ...experimental }), "zero");
    expect(fixture.started()).toEqual(["onlytriggers"]);
    const last = emulator.runs().at(-1);
    expect(last?.payload.runPython?.args).toEqual(["for the next run"]);
  });

  // rule: forced-replacement
  it("up --replace, which asks no diff, starts one run each, after an active one was cancelled", async () => {
    const { id } = await fixture.outputsOf("open");
    const names = ["same", "failed", "open"];
    expectExit(await fixture.stack.up({ args: names.flatMap((name) => ["--replace", urn(name)]) }), "zero");
    const requests = fixture.requests();
    expect(started(requests).sort()).toEqual([...names].sort());
    await expectCancelledFirst(id, requests);
  });
});
