import { symlinkSync, unlinkSync } from "node:fs";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createEmulator, DEFAULT_ACCOUNT, type Emulator } from "../../emulator";
import { killVictim } from "../support/crash/processes";
import { createStack, type EngineStack, type RunningEngine, resourcesOf } from "../support/engine/engine";
import { ENDLESS, expectExit, fixtureForAll, job, jobsProgram } from "../support/engine/fixture";
import { REPOSITORY } from "../support/repository";

const TEAMMATE = {
  ...DEFAULT_ACCOUNT,
  apiKey: "wbk_teammate",
  userId: "user-2",
  email: "mate@emulator.test",
};
const STRANGER = { ...TEAMMATE, apiKey: "wbk_stranger", userId: "user-3", organizationId: "org-2" };
const UP = ["up", "--yes", "--skip-preview"];

const cancelled = (emulator: Emulator): string[] =>
  emulator.runs().flatMap(({ id, cancelTime }) => (cancelTime === null ? [] : [id]));

describe("several checkouts of one stack name", () => {
  let emulator: Emulator;
  let backendDir: string;
  const stacks: EngineStack[] = [];
  let mine: EngineStack;
  let myUp: RunningEngine;
  let myRun: string;
  beforeAll(async () => {
    emulator = await createEmulator({
      accounts: [DEFAULT_ACCOUNT, TEAMMATE],
      plans: [{ plan: { pendingMs: 50, neverEnds: true } }],
    });
    backendDir = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), "wherobots-backend-"));
    mine = await checkout({ backendDir });
    myUp = mine.start(UP);
    [, myRun = ""] = await myUp.waitForOutput(/submitted as run (\w+)/);
  });
  afterAll(async () => {
    for (const stack of stacks) await stack.dispose();
    await emulator.stop();
    await fs.rm(backendDir, { recursive: true, force: true });
  });

  async function checkout(where: object, apiKey = DEFAULT_ACCOUNT.apiKey): Promise<EngineStack> {
    const program = jobsProgram({ nightly: job(ENDLESS) });
    const stack = await createStack({ program, emulator: { url: emulator.url, apiKey }, ...where });
    stacks.push(stack);
    return stack;
  }

  const posts = (): number =>
    emulator.requests.filter(({ method, path: asked }) => method === "POST" && asked === "/runs").length;
  const isActive = (runId: string): boolean =>
    emulator.runs().some(({ id, status }) => id === runId && status === "RUNNING");

  // rule: concurrent-ups
  it("the engine refuses the second of two ups at once, and one run is started", async () => {
    const refused = expectExit(await (await checkout({ backendDir })).up(), "non-zero");
    expect(refused.all).toContain("the stack is currently locked");
    expect(posts()).toBe(1);
  });

  // rule: same-stack-names
  it("with states of their own do not touch each other's runs", async () => {
    const there = await checkout({});
    const upThere = there.start(UP);
    const [, runThere = ""] = await upThere.waitForOutput(/submitted as run (\w+)/);
    expect(runThere).not.toBe(myRun);
    emulator.finish(runThere, "COMPLETED");
    expect((await upThere.wait()).exitCode).toBe(0);
    expectExit(await there.destroy(), "zero");
    expect(isActive(myRun)).toBe(true);
    expect(cancelled(emulator)).toEqual([]);
    expect(posts()).toBe(2);
  });

  // rule: other-user
  it("with a teammate's key name what a killed deployment left, and whose it is, and leave it alone", async () => {
    expect(await killVictim(mine, "everything")).toBe(true);
    await myUp.wait();
    expectExit(await mine.run(["cancel", "--yes"]), "zero");
    const up = (await checkout({ backendDir }, TEAMMATE.apiKey)).start(UP);
    const [, theirRun = ""] = await up.waitForOutput(/submitted as run (\w+)/);
    emulator.finish(theirRun, "COMPLETED");
    const ended = await up.wait();
    expect(ended.exitCode).toBe(0);
    expect(ended.all).toContain(`run ${myRun}`);
    expect(ended.all).toContain("by runner@emulator.test: it is left alone");
    expect(isActive(myRun)).toBe(true);
    expect(posts()).toBe(3);
  });
});

describe("an active run in state", () => {
  let runId: string;
  const fixture = fixtureForAll(jobsProgram({ open: job(ENDLESS, { wait: { until: "running" } }) }), {
    emulator: { accounts: [DEFAULT_ACCOUNT, STRANGER] },
  });
  beforeAll(async () => {
    expectExit(await fixture.stack.up(), "zero");
    runId = String((await fixture.outputsOf("open"))["id"]);
    fixture.requests();
  });

  async function expectKept(): Promise<void> {
    expect(cancelled(fixture.emulator)).toEqual([]);
    expect(resourcesOf(await fixture.stack.exportState(), "JobRun")).toHaveLength(1);
  }

  // rule: wrong-key, gone-run
  it.each([
    ["destroyed and forgotten", ["destroy", "--yes", "--skip-preview"]],
    ["replaced by another", [...UP, "--replace", "**::open"]],
  ])("is not %s with a key of another organisation, and both are named", async (_, command) => {
    const result = expectExit(
      await fixture.stack.run(command, { env: { WHEROBOTS_API_KEY: STRANGER.apiKey } }),
      "non-zero",
    );
    for (const text of ["organisation org-1", "organisation org-2", "pulumi state delete"])
      expect(result.all).toContain(text);
    expect(fixture.aboutRuns().filter((request) => request.startsWith("POST"))).toEqual([]);
    await expectKept();
  });

  // rule: wrong-key
  it("is not destroyed and forgotten with a revoked key", async () => {
    fixture.emulator.revoke(DEFAULT_ACCOUNT.apiKey);
    const revoked = expectExit(await fixture.stack.destroy(), "non-zero");
    expect(revoked.all).toContain("The key was rejected");
    fixture.emulator.restore(DEFAULT_ACCOUNT.apiKey);
    fixture.requests();
    await expectKept();
  });

  // rule: removed-package
  it("stays where its resource leaves the program together with the package", async () => {
    const { stack } = fixture;
    const link = path.join(stack.dir, "node_modules", "pulumi-wherobots");
    stack.writeProgram("");
    unlinkSync(link);
    for (const result of [await stack.up(), await stack.destroy()]) {
      expectExit(result, "non-zero");
      expect(result.all).toContain("run npm i pulumi-wherobots");
      expect(result.all).not.toMatch(/\n\s+at .+\d+:\d+/);
    }
    symlinkSync(REPOSITORY, link, "junction");
    expect(fixture.aboutRuns()).toEqual([]);
    await expectKept();
  });

  // rule: removed-resource, single-404
  it("is cancelled when its resource leaves the program, although one answer does not find it (scenario 13)", async () => {
    fixture.emulator.fault({ method: "GET", path: `/runs/${runId}`, kind: "status", status: 404 });
    expectExit(await fixture.stack.up(), "zero");
    expect(cancelled(fixture.emulator)).toEqual([runId]);
    expect(fixture.started()).toEqual([]);
  });
});
