import {
  aboutRuns,
  ENDLESS,
  expectExit,
  FAILS,
  fixtureForAll,
  HOSTS,
  type Host,
  type Jobs,
  job,
  OK,
  openFixture,
  operations,
  outputsOf,
} from "../../support/engine/fixture";
import { describeThorough, itThorough } from "../../support/thorough";

const HOSTS_OF_MOVES = [["dynamic"], ["plugin"]] as const;
const OTHER = { dynamic: "plugin", plugin: "dynamic" } as const;

/** The same program for either host: only the import differs. */
function program(host: Host, jobs: Jobs): string {
  const declared = Object.entries(jobs).map(
    ([name, args]) => `const ${name} = new wherobots.JobRun("${name}", ${source(args)});`,
  );
  return [
    `const wherobots = require("${HOSTS[host].module}"); const pulumi = require("@pulumi/pulumi");`,
    ...declared,
    'new wherobots.RunCompletion("end", { runId: done.runId });',
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

describeThorough.each(HOSTS_OF_MOVES)(
  "a stack that was made by the %s host and moves to the other",
  (from) => {
    const to = OTHER[from];
    const write = (host: Host, jobs = JOBS): void => fixture.stack.writeProgram(program(host, jobs));
    const fixture = fixtureForAll({ javascript: program(from, JOBS) });
    beforeAll(async () => {
      expectExit(await fixture.stack.up({ args: ["--continue-on-error"] }), "non-zero");
    });

    // rule: migration
    it.each([
      ["the way there", to],
      ["the way back", from],
    ])("replaces nothing and starts nothing: %s", async (_, host) => {
      fixture.requests();
      write(host);
      const up = await fixture.stack.up({ args: ["--continue-on-error"] });
      // The failed one is reported again by each up, in either host. Back in the dynamic host states get its text.
      const settled = [expect.stringMatching(host === "plugin" ? /^same$/ : /^(same|update)$/)];
      const others = { done: settled, secretive: settled, open: settled, end: settled };
      expect(operations(up)).toMatchObject({ failed: ["update"], ...others });
      expect(up.all).toContain("ValueError: bad zoom");
      expect(fixture.aboutRuns().filter((request) => request.startsWith("POST"))).toEqual([]);
      expect(JSON.stringify(await fixture.stack.exportState())).not.toContain("hunter2");
    });

    // rule: after-migration
    it("runs a changed spec once there, refreshes all, and destroy cancels what is active", async () => {
      const { stack, emulator } = fixture;
      // Pulumi keeps the old inputs of an update that failed, so back in the dynamic host a failed run has to be run
      // again before it can be refreshed (docs/moving-hosts.md).
      write(to, { ...JOBS, failed: job(OK, { triggers: { commit: "b" } }) });
      expectExit(await stack.up(), "zero");
      expect(fixture.started()).toEqual(["failed"]);
      const failed = { status: "COMPLETED", triggers: { commit: "b" } };
      expect(await outputsOf(stack, "failed")).toMatchObject(failed);
      expectExit(await stack.refresh(), "zero");
      expect(await outputsOf(stack, "failed")).toMatchObject(failed);
      expectExit(await stack.destroy(), "zero");
      const cancels = fixture.requests().filter((request) => request.endsWith("/cancel"));
      expect(cancels).toEqual(["POST /runs/{open}/cancel"]);
      expect(emulator.runs().filter(({ completeTime }) => completeTime === null)).toEqual([]);
    });
  },
);

itThorough.each(HOSTS_OF_MOVES)(
  "a resource keeps its run under another name when it leaves the %s host, and so does its child",
  async (from) => {
    const renamed = (host: Host, name: string, opts = "{}"): string => `
    const wherobots = require("${HOSTS[host].module}"); const args = ${source(job(OK))};
    const parent = new wherobots.JobRun("${name}", args, ${opts});
    new wherobots.JobRun("below", args, { parent });`;
    const { stack, requests, dispose } = await openFixture({ javascript: renamed(from, "before") });
    try {
      expectExit(await stack.up(), "zero");
      const runs = [await outputsOf(stack, "before"), await outputsOf(stack, "below")];
      stack.writeProgram(renamed(OTHER[from], "after", '{ aliases: [{ name: "before" }] }'));
      requests();
      expectExit(await stack.up(), "zero");
      expect(aboutRuns(requests()).filter((request) => request.startsWith("POST"))).toEqual([]);
      const kept = [await outputsOf(stack, "after"), await outputsOf(stack, "below")];
      expect(kept.map(({ id }) => id)).toEqual(runs.map(({ id }) => id));
    } finally {
      await dispose();
    }
  },
);
