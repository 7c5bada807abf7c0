import { DEFAULT_ACCOUNT } from "../../emulator";
import { killVictim, processesEnd, processesOf } from "../support/crash/processes";
import {
  describeHosts,
  ENDLESS,
  expectExit,
  FAILS,
  fixtureForAll,
  inHost,
  job,
  jobsProgram,
  openFixture,
  programOf,
} from "../support/engine/fixture";
import type { Ended } from "../support/engine/running-engine";

const UP = ["up", "--yes", "--skip-preview", "--parallel", "16"];

/** A resource whose up was killed, and what the next program says of it: its name, arguments and options. */
type Declared = readonly [name: string, args?: string, opts?: string];
type Case = readonly [what: string, before: Declared, after: Declared];

/** What surely is the same is taken over. */
const TAKEN_OVER: readonly Case[] = [
  ["nothing changes", ["plain"], ["plain"]],
  [
    "its resource is renamed with an alias",
    ["alias"],
    ["alias-after", "", '{ aliases: [{ name: "alias" }] }'],
  ],
  [
    "its parent is renamed with an alias",
    ["below", "", '{ parent: group("g", "none") }'],
    ["below", "", '{ parent: group("h", "g") }'],
  ],
  ["an explicit name is given", ["unnamed"], ["unnamed", 'name: "nightly-unnamed"']],
  [
    "an argument becomes secret",
    ["secretive", 'triggers: { a: "bcde" }'],
    ["secretive", 'triggers: { a: pulumi.secret("bcde") }'],
  ],
];

/** What may be the same is named before another is started. */
const NAMED: readonly Case[] = [
  ["its explicit name changes", ["named", 'name: "nightly-named"'], ["named", 'name: "weekly-named"']],
  ["its explicit name is taken out", ["nameless", 'name: "nightly-nameless"'], ["nameless"]],
  ["its resource is renamed without an alias", ["other"], ["other-after"]],
];

const FINISHED: Case = ["it has ended", ["finished"], ["finished"]];
const CASES = [...TAKEN_OVER, ...NAMED, FINISHED];

/** Each has the name of its first resource as its argument, by which its run is known. */
function program(which: 1 | 2): string {
  const resources = CASES.map(({ [1]: [key], [which]: [name, args = "", opts = "{}"] }) => {
    const wait = which === 2 && NAMED.some(([, [of]]) => of === key) ? 'wait: { until: "running" },' : "";
    return `new wherobots.JobRun("${name}", { runPython: { uri: "${ENDLESS}", args: ["${key}"] }, ${wait} ${args} }, ${opts});`;
  });
  return [
    'const pulumi = require("@pulumi/pulumi"); const wherobots = require("pulumi-wherobots");',
    'const group = (name, alias) => new pulumi.ComponentResource("t:i:G", name, {}, { aliases: [{ name: alias }] });',
    ...resources,
  ].join("\n");
}

// rule: moved-orphan
describeHosts("a run that is active when a deployment is killed (scenario 2), in the %s host,", (host) => {
  let ended: Ended;
  const runsOf = (key: string) =>
    fixture.emulator.runs().filter(({ payload }) => payload.runPython?.args[0] === key);
  const orphanOf = ([, [key]]: Case): string => runsOf(key)[0]?.id ?? "";
  const fixture = fixtureForAll(programOf(host, program(1)));
  beforeAll(async () => {
    const { stack, emulator } = fixture;
    const killed = stack.start(UP);
    await killed.waitForOutput(new RegExp(`(submitted as run[^]*){${CASES.length}}`));
    await killVictim(stack, "everything");
    await killed.wait();
    expectExit(await stack.run(["cancel", "--yes"]), "zero");
    emulator.finish(orphanOf(FINISHED), "COMPLETED");
    emulator.plan({ match: { args: "finished" }, plan: { pendingMs: 10, runningMs: 10 } });
    stack.writeProgram(inHost(host, program(2)));
    const up = stack.start(UP);
    await up.waitForOutput(new RegExp(`(took over run[^]*){${TAKEN_OVER.length}}`));
    for (const one of TAKEN_OVER) emulator.finish(orphanOf(one), "COMPLETED");
    ended = await up.wait();
  });

  // rule: adopt-orphan, shown-id, moved-orphan
  it.each(TAKEN_OVER)("is adopted with a warning when %s", async (...one) => {
    const [, [key], [name]] = one;
    expect(ended.exitCode).toBe(0);
    expect(ended.all).toContain(`took over run ${orphanOf(one)}`);
    expect(ended.all).toContain("by a deployment that did not finish");
    expect(runsOf(key)).toHaveLength(1);
    expect(await fixture.outputsOf(name)).toMatchObject({ id: orphanOf(one), status: "COMPLETED" });
  });

  // rule: moved-orphan
  it.each(NAMED)("is named before another is started when %s", (...one) => {
    expect(ended.all).toContain(`run ${orphanOf(one)} (`);
    expect(ended.all).toContain(`set takeOverRunId to "${orphanOf(one)}" to take it over`);
    expect(runsOf(one[1][0]).map(({ status }) => status)).toEqual(["RUNNING", "RUNNING"]);
  });

  // rule: finished-orphan
  it("is named before another is started when it has ended meanwhile", () => {
    expect(ended.all).toContain(`run ${orphanOf(FINISHED)}`);
    expect(ended.all).toContain("did the same work but is not in state; starting a new run");
    expect(runsOf("finished").map(({ status }) => status)).toEqual(["COMPLETED", "COMPLETED"]);
  });

  it("is found by the names of its stack", async () => {
    const { emulator } = fixture;
    const { runName } = await fixture.outputsOf("plain");
    const query = new URLSearchParams({ name: `*${String(runName).slice(-7)}` });
    const answer = await fetch(`${emulator.url}/runs?${query.toString()}`, {
      headers: { "x-api-key": DEFAULT_ACCOUNT.apiKey },
    });
    const { items } = (await answer.json()) as { items: { id: string }[] };
    expect(items.map(({ id }) => id)).toContain(orphanOf(TAKEN_OVER[0]!));
  });
});

// rule: killed-engine
it("an engine that is killed alone takes its provider with it, which would make another attempt", async () => {
  const retry = { maxAttempts: 2, on: ["FAILED"], backoffSeconds: 2 };
  const fixture = await openFixture(jobsProgram({ orphan: job(FAILS, { retry }) }));
  try {
    const { stack } = fixture;
    const up = stack.start(UP);
    await up.waitForOutput(/attempt 2 follows/);
    expect(await processesOf(stack, "provider")).toHaveLength(1);
    process.kill(up.pid, "SIGKILL");
    await up.wait();
    await processesEnd(stack, "provider");
    expect(fixture.started()).toEqual(["orphan"]);
  } finally {
    await fixture.dispose();
  }
});
