import { unlinkSync } from "node:fs";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createEmulator, DEFAULT_ACCOUNT, type Emulator } from "../../emulator";
import { killVictim } from "../support/crash/processes";
import { createStack, type EngineStack, resourcesOf, type StackOptions } from "../support/engine/engine";
import {
  aboutRuns,
  ENDLESS,
  expectExit,
  type Fixture,
  job,
  jobsProgram,
  openFixture,
  outputsOf,
  started,
} from "../support/engine/fixture";
import { describeThorough, itThorough } from "../support/thorough";

const TEAMMATE = {
  ...DEFAULT_ACCOUNT,
  apiKey: "wbk_teammate",
  userId: "user-2",
  email: "mate@emulator.test",
};
const STRANGER = { ...TEAMMATE, apiKey: "wbk_stranger", userId: "user-3", organizationId: "org-2" };
const UP = ["up", "--yes", "--skip-preview"];
const NIGHTLY = jobsProgram({ nightly: job(ENDLESS) });

const cancelled = (emulator: Emulator): string[] =>
  emulator
    .runs()
    .filter(({ cancelTime }) => cancelTime !== null)
    .map(({ id }) => id);
const statusOf = (emulator: Emulator, runId: string): string | undefined =>
  emulator.runs().find(({ id }) => id === runId)?.status;

/** Ends engine, host and program at once, and takes the lock away, as one does after a crash. */
async function killStack(stack: EngineStack): Promise<void> {
  expect(await killVictim(stack, "everything")).toBe(true);
  expectExit(await stack.run(["cancel", "--yes"]), "zero");
}

describe("two checkouts, or two keys of one organisation", () => {
  let emulator: Emulator;
  let stacks: EngineStack[];
  let backendDir: string;
  beforeEach(async () => {
    emulator = await createEmulator({
      accounts: [DEFAULT_ACCOUNT, TEAMMATE],
      plans: [{ plan: { pendingMs: 50, neverEnds: true } }],
    });
    backendDir = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), "wherobots-backend-"));
    stacks = [];
  });
  afterEach(async () => {
    for (const stack of stacks) await stack.dispose();
    await emulator.stop();
    await fs.rm(backendDir, { recursive: true, force: true });
  });

  async function checkout(options: Partial<StackOptions> = {}, apiKey = DEFAULT_ACCOUNT.apiKey) {
    const stack = await createStack({
      program: NIGHTLY,
      emulator: { url: emulator.url, apiKey },
      ...options,
    });
    stacks.push(stack);
    return stack;
  }

  const posts = (): number =>
    emulator.requests.filter(({ method, path: asked }) => method === "POST" && asked === "/runs").length;

  // rule: concurrent-ups
  it("two ups at once from two checkouts of one stack: the second is refused by the engine, one run", async () => {
    const first = await checkout({ backendDir });
    const second = await checkout({ backendDir });
    const up = first.start(UP);
    const [, runId = ""] = await up.waitForOutput(/submitted as run (\w+)/);
    const refused = await second.up();
    expectExit(refused, "non-zero");
    expect(refused.all).toContain("the stack is currently locked");
    emulator.finish(runId, "COMPLETED");
    expect((await up.wait()).exitCode).toBe(0);
    expectExit(await second.up(), "zero");
    expect(posts()).toBe(1);
    expect(await outputsOf(second, "nightly")).toMatchObject({ id: runId, status: "COMPLETED" });
  });

  // rule: same-stack-names
  it("one project and stack name on two machines, each with its own state: neither touches the other's run", async () => {
    const here = await checkout();
    const there = await checkout();
    const upHere = here.start(UP);
    const [, runHere = ""] = await upHere.waitForOutput(/submitted as run (\w+)/);
    const upThere = there.start(UP);
    const [, runThere = ""] = await upThere.waitForOutput(/submitted as run (\w+)/);
    expect(runThere).not.toBe(runHere);
    emulator.finish(runThere, "COMPLETED");
    expect((await upThere.wait()).exitCode).toBe(0);
    expectExit(await there.destroy(), "zero");
    expect(statusOf(emulator, runHere)).toBe("RUNNING");
    emulator.finish(runHere, "COMPLETED");
    expect((await upHere.wait()).exitCode).toBe(0);
    expect(cancelled(emulator)).toEqual([]);
    expect(posts()).toBe(2);
  });

  itThorough("a killed deployment is gone on with from another checkout of the same state", async () => {
    const here = await checkout({ backendDir });
    const [, runId = ""] = await here.start(UP).waitForOutput(/submitted as run (\w+)/);
    await killStack(here);
    const there = await checkout({ backendDir });
    const up = there.start(UP);
    await up.waitForOutput(/took over run/);
    emulator.finish(runId, "COMPLETED");
    expect((await up.wait()).exitCode).toBe(0);
    expect(await outputsOf(there, "nightly")).toMatchObject({ id: runId });
    expect(posts()).toBe(1);
  });

  // rule: other-user
  it("a teammate's key does not take over what a killed deployment left, but names it and whose it is", async () => {
    const mine = await checkout({ backendDir });
    const [, runId = ""] = await mine.start(UP).waitForOutput(/submitted as run (\w+)/);
    await killStack(mine);
    const theirs = await checkout({ backendDir }, TEAMMATE.apiKey);
    const up = theirs.start(UP);
    const [, theirRun = ""] = await up.waitForOutput(/submitted as run (\w+)/);
    emulator.finish(theirRun, "COMPLETED");
    const ended = await up.wait();
    expect(ended.exitCode).toBe(0);
    expect(ended.all).toContain(`run ${runId}`);
    expect(ended.all).toContain("by runner@emulator.test: it is left alone");
    expect(statusOf(emulator, runId)).toBe("RUNNING");
    expect(posts()).toBe(2);
  });
});

describe("another organisation's key, and the resource taken away", () => {
  let fixture: Fixture;
  let runId: string;
  beforeEach(async () => {
    fixture = await openFixture(jobsProgram({ open: job(ENDLESS, { wait: { until: "running" } }) }), {
      emulator: { accounts: [DEFAULT_ACCOUNT, STRANGER] },
    });
    expectExit(await fixture.stack.up(), "zero");
    runId = String((await outputsOf(fixture.stack, "open"))["id"]);
    fixture.requests();
  });
  afterEach(() => fixture.dispose());

  // rule: wrong-key, gone-run
  it("a key of another organisation, or a revoked one, destroys and forgets nothing, and the right one finishes it (scenario 13)", async () => {
    const destroy = await fixture.stack.destroy({ env: { WHEROBOTS_API_KEY: STRANGER.apiKey } });
    expectExit(destroy, "non-zero");
    expect(destroy.all).toContain("organisation org-1");
    expect(destroy.all).toContain("organisation org-2");
    expect(resourcesOf(await fixture.stack.exportState(), "JobRun")).toHaveLength(1);
    expect(destroy.all).toContain("pulumi state delete");
    expect(aboutRuns(fixture.requests())).toEqual(["GET /runs/{open}"]);
    fixture.emulator.revoke(DEFAULT_ACCOUNT.apiKey);
    const revoked = await fixture.stack.destroy();
    expectExit(revoked, "non-zero");
    expect(revoked.all).toContain("The key was rejected");
    expect(cancelled(fixture.emulator)).toEqual([]);
    expect(resourcesOf(await fixture.stack.exportState(), "JobRun")).toHaveLength(1);
    fixture.emulator.restore(DEFAULT_ACCOUNT.apiKey);
    expectExit(await fixture.stack.destroy(), "zero");
    expect(cancelled(fixture.emulator)).toEqual([runId]);
  });

  // rule: removed-resource
  it("a resource that leaves the program takes its active run with it", async () => {
    fixture.stack.writeProgram("");
    expectExit(await fixture.stack.up(), "zero");
    expect(cancelled(fixture.emulator)).toEqual([runId]);
    expect(started(fixture.requests())).toEqual([]);
  });

  // rule: removed-package
  it("a resource that leaves together with the package stays in state, and so does its run", async () => {
    fixture.stack.writeProgram("");
    unlinkSync(path.join(fixture.stack.dir, "node_modules", "pulumi-wherobots"));
    const up = await fixture.stack.up();
    expectExit(up, "non-zero");
    const destroy = await fixture.stack.destroy();
    expectExit(destroy, "non-zero");
    expect(destroy.all).not.toMatch(/\n\s+at .+\d+:\d+/);
    for (const { all } of [up, destroy]) expect(all).toContain("run npm i pulumi-wherobots");
    expect(resourcesOf(await fixture.stack.exportState(), "JobRun")).toHaveLength(1);
    expect(aboutRuns(fixture.requests())).toEqual([]);
  });

  // rule: renames
  itThorough(
    "a rename with an alias goes on with the run, one without is another resource and cancels it",
    async () => {
      const renamed = (opts: string): string =>
        `const wherobots = require("pulumi-wherobots");
       new wherobots.JobRun("renamed", { runPython: { uri: "${ENDLESS}" }, wait: { until: "running" } }${opts});`;
      fixture.stack.writeProgram(renamed(', { aliases: [{ name: "open" }] }'));
      expectExit(await fixture.stack.up(), "zero");
      expect(await outputsOf(fixture.stack, "renamed")).toMatchObject({ id: runId, status: "RUNNING" });
      expect(aboutRuns(fixture.requests())).toEqual([]);
      fixture.stack.writeProgram(renamed("").replace('"renamed"', '"unrelated"'));
      expectExit(await fixture.stack.up(), "zero");
      expect(started(fixture.requests())).toEqual(["unrelated"]);
      expect(cancelled(fixture.emulator)).toEqual([runId]);
      expect(resourcesOf(await fixture.stack.exportState(), "JobRun")).toHaveLength(1);
    },
  );
});

// rule: forced-replacement
describeThorough("a forced replacement at every moment starts one run and leaves none behind", () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await openFixture(jobsProgram({ moment: job(ENDLESS, { wait: { until: "submitted" } }) }));
  });
  afterEach(() => fixture.dispose());

  const replace = ["--replace", "urn:pulumi:dev::test::pulumi-nodejs:dynamic/wherobots:JobRun::moment"];

  it.each([
    ["is queued", { pendingMs: 3_600_000 }, () => undefined],
    ["runs", {}, () => undefined],
    ["has ended, which state does not know yet", {}, (id: string) => fixture.emulator.finish(id, "FAILED")],
    [
      "has completed, which state does not know yet",
      {},
      (id: string) => fixture.emulator.finish(id, "COMPLETED"),
    ],
    [
      "has ended, and its record has expired",
      {},
      (id: string) => {
        fixture.emulator.finish(id, "COMPLETED");
        fixture.emulator.expire(id);
      },
    ],
  ] as const)("while it %s", async (_, plan, happens) => {
    const { stack, emulator } = fixture;
    emulator.plan({ plan: { pendingMs: 50, neverEnds: true, ...plan } });
    expectExit(await stack.up(), "zero");
    const before = String((await outputsOf(stack, "moment"))["id"]);
    happens(before);
    expectExit(await stack.up({ args: replace }), "zero");
    expect(started(fixture.requests())).toEqual(["moment", "moment"]);
    const active = emulator.runs().filter(({ status }) => ["PENDING", "RUNNING"].includes(status));
    expect(active.map(({ id }) => id)).toEqual([(await outputsOf(stack, "moment"))["id"]]);
    expect(resourcesOf(await stack.exportState(), "JobRun")).toHaveLength(1);
  });

  it("while an up that was killed has left it to be taken over: it is, once, and then replaced once", async () => {
    const { stack, emulator } = fixture;
    stack.writeProgram(jobsProgram({ moment: job(ENDLESS, { wait: { until: "completed" } }) }));
    const [, orphan = ""] = await stack.start(UP).waitForOutput(/submitted as run (\w+)/);
    await killStack(stack);
    stack.writeProgram(jobsProgram({ moment: job(ENDLESS, { wait: { until: "running" } }) }));
    expectExit(await stack.up(), "zero");
    expect(await outputsOf(stack, "moment")).toMatchObject({ id: orphan });
    expectExit(await stack.up({ args: replace }), "zero");
    expect(started(fixture.requests())).toEqual(["moment", "moment"]);
    expect(cancelled(emulator)).toEqual([orphan]);
  });
});
