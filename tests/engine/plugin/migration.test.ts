import {
  aboutRuns,
  ENDLESS,
  expectExit,
  FAILS,
  type Fixture,
  HOSTS,
  type Host,
  type Jobs,
  job,
  OK,
  openFixture,
  operations,
  outputsOf,
  started,
} from "../../support/engine/fixture";
import { describeSampled } from "../../support/sample";
import { describeThorough } from "../../support/thorough";

/** The same program for either host: only the import differs. */
function program(host: Host, jobs: Jobs): string {
  const declared = Object.entries(jobs).map(
    ([name, args]) =>
      `exports[${JSON.stringify(name)}] = new wherobots.JobRun(${JSON.stringify(name)}, ${source(args)}).runId;`,
  );
  return [
    `const wherobots = require("${HOSTS[host].module}"); const pulumi = require("@pulumi/pulumi");`,
    ...declared,
    'new wherobots.RunCompletion("end", { runId: exports.done });',
  ].join("\n");
}

/** A text that begins with `secret:` is a secret. */
function source(value: unknown): string {
  return JSON.stringify(value).replace(/"secret:([^"]*)"/g, 'pulumi.secret("$1")');
}

const JOBS: Jobs = {
  done: job(OK, { triggers: { commit: "a" }, wait: { maxSeconds: 60 } }),
  // The hosts learn of several secrets in different orders.
  secretive: {
    triggers: { token: "secret:hunter2-trigger" },
    runPython: { uri: OK, args: ["--token", "secret:hunter2-hunter2"] },
    environment: { sparkConfigs: { "z.token": "secret:hunter2-z", "a.token": "secret:hunter2-a" } },
  },
  open: job(ENDLESS, { wait: { until: "running" } }),
  failed: job(FAILS, { rerun: { on: [] } }),
};

const DIRECTIONS = [
  ["dynamic", "plugin"],
  ["plugin", "dynamic"],
] as const;

describeSampled("moves", DIRECTIONS, { keep: 1 / 2 })(
  "a stack that was made by the %s host and moves to the %s host",
  (from, to) => {
    let fixture: Fixture;
    const write = (host: Host, jobs = JOBS): void => fixture.stack.writeProgram(program(host, jobs));
    beforeAll(async () => {
      fixture = await openFixture({ javascript: program(from, JOBS) });
      expectExit(await fixture.stack.up({ args: ["--continue-on-error"] }), "non-zero");
    });
    afterAll(() => fixture.dispose());

    /** Nothing is replaced, made or deleted, and no run is started or cancelled. */
    async function moveTo(host: Host): Promise<void> {
      const { stack } = fixture;
      write(host);
      const preview = await stack.preview();
      expectExit(preview, "zero");
      // The failed one is reported again by each up, in either host. Back in the dynamic host states get its text.
      const settled = host === "plugin" ? "same" : expect.stringMatching(/^(same|update)$/);
      const others = { done: [settled], secretive: [settled], open: [settled], end: [settled] };
      expect(operations(preview)).toMatchObject({ failed: ["update"], ...others });
      const up = await stack.up({ args: ["--continue-on-error"] });
      expect(up.all).toContain("ValueError: bad zoom");
      expect(aboutRuns(fixture.requests()).filter((request) => request.startsWith("POST"))).toEqual([]);
    }

    // rule: migration
    it("shows no change and starts nothing; the way back and forth neither", async () => {
      expect(started(fixture.requests()).sort()).toEqual(Object.keys(JOBS).sort());
      await moveTo(to);
      await moveTo(from);
      write(to);
      const again = await fixture.stack.preview();
      expect(operations(again)).toMatchObject({
        done: ["same"],
        secretive: ["same"],
        open: ["same"],
        end: ["same"],
      });
      expect(JSON.stringify(await fixture.stack.exportState())).not.toContain("hunter2");
    });

    // rule: after-migration
    it("a changed spec runs once there, all is refreshed, and destroy cancels what is active", async () => {
      const { stack, emulator } = fixture;
      // Pulumi keeps the old inputs of an update that failed, so back in the dynamic host a failed run has to be run
      // again before it can be refreshed (docs/moving-hosts.md).
      const changed = { ...JOBS, failed: job(OK, { triggers: { commit: "b" } }) };
      write(to, changed);
      expectExit(await stack.up(), "zero");
      expect(started(fixture.requests())).toEqual(["failed"]);
      expect(await outputsOf(stack, "failed")).toMatchObject({
        status: "COMPLETED",
        triggers: { commit: "b" },
      });
      const refresh = await stack.refresh();
      expectExit(refresh, "zero");
      expect(operations(await stack.preview())).toMatchObject({
        done: ["same"],
        failed: ["same"],
        open: ["same"],
      });
      expectExit(await stack.destroy(), "zero");
      const cancels = fixture.requests().filter((request) => request.endsWith("/cancel"));
      expect(cancels).toEqual(["POST /runs/{open}/cancel"]);
      expect(emulator.runs().filter(({ status }) => status === "RUNNING" || status === "PENDING")).toEqual(
        [],
      );
    });
  },
);

describeThorough.each(DIRECTIONS)(
  "a resource that gets another name while it moves from the %s host to the %s host",
  (from, to) => {
    let fixture: Fixture;
    beforeAll(async () => {
      fixture = await openFixture({ javascript: renamed(from, "before") });
    });
    afterAll(() => fixture.dispose());

    it("keeps its run, and what is below it too", async () => {
      const { stack } = fixture;
      expectExit(await stack.up(), "zero");
      expect(started(fixture.requests())).toHaveLength(2);
      const runs = [await outputsOf(stack, "before"), await outputsOf(stack, "below")];
      stack.writeProgram(renamed(to, "after", '{ aliases: [{ name: "before" }] }'));
      const up = await stack.up();
      expectExit(up, "zero");
      const kept = [expect.stringMatching(/^(same|update)$/)];
      expect(operations(up)).toMatchObject({ after: kept, below: kept });
      expect(aboutRuns(fixture.requests()).filter((request) => request.startsWith("POST"))).toEqual([]);
      const { runId: after } = await outputsOf(stack, "after");
      const { runId: below } = await outputsOf(stack, "below");
      expect([after, below]).toEqual(runs.map(({ runId }) => runId));
    });
  },
);

/** A run of this name, and one below it. */
function renamed(host: Host, name: string, opts = "{}"): string {
  const args = JSON.stringify(job(OK));
  return `
const wherobots = require("${HOSTS[host].module}");
const parent = new wherobots.JobRun("${name}", ${args}, ${opts});
new wherobots.JobRun("below", ${args}, { parent });`;
}
