import type { EmulatorOptions } from "../../emulator";
import {
  describeHostsThorough,
  expectExit,
  type Fixture,
  type Host,
  openFixture,
  programOf,
} from "../support/engine/fixture";

const CI = { CI: "true", GITHUB_ACTIONS: "true" };
const LINES = Array.from({ length: 114 }, (_, index) => index + 1);

const JOB = `
const wherobots = require("pulumi-wherobots");
new wherobots.JobRun("tiles", { runPython: { uri: "s3://bucket.test/tiles.py" } });
`;

let fixture: Fixture;

async function open(host: Host, program: string, emulator: EmulatorOptions): Promise<void> {
  fixture = await openFixture(programOf(host, program), { emulator });
}

afterEach(() => fixture.dispose());

/** Numbers of the log lines in the order in which they were shown. */
function linesIn(text: string): number[] {
  return [...text.matchAll(/\| tile (\d+) of 114\s*$/gm)].map(([, number]) => Number(number));
}

describeHostsThorough("the log of CI, %s host", (host) => {
  const secondPlan = { pendingMs: 50, logs: { count: 114, text: "tile {n} of 114" } };

  // rule: ci-log
  it.each([
    ["of a run of one second", 1_000, {}],
    ["of a run of six seconds", 6_000, {}],
    ["after a preview", 1_000, { withPreview: true }],
    ["with --diff", 1_000, { args: ["--diff"] }],
    ["with --suppress-progress", 1_000, { args: ["--suppress-progress"] }],
  ] as const)("%s shows each line of the run once, in order", async (_, runningMs, options) => {
    await open(host, JOB, { plans: [{ plan: { ...secondPlan, runningMs } }] });
    const up = expectExit(await fixture.stack.up({ env: CI, ...options }), "zero");
    expect(linesIn(up.all)).toEqual(LINES);
    expect(up.all).toContain("COMPLETED");
  });

  it("of the events of --json holds each line once, in order", async () => {
    await open(host, JOB, { plans: [{ plan: { ...secondPlan, runningMs: 1_000 } }] });
    const up = expectExit(await fixture.stack.up({ env: CI, args: ["--json"] }), "zero");
    const messages = up.events.map(({ diagnosticEvent }) => diagnosticEvent?.message ?? "");
    expect(linesIn(messages.join("\n").replaceAll(/<\{%reset%\}>/g, ""))).toEqual(LINES);
  });
});
