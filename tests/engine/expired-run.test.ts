import type { EngineResult } from "../support/engine/engine";
import {
  describeHosts,
  expectExit,
  type Fixture,
  type Host,
  inHost,
  OK,
  openFixture,
  programOf,
} from "../support/engine/fixture";

const RUN_ID = "expired0run1id";
const BOTH: readonly Host[] = ["dynamic", "plugin"];
const FUNCTION = `wherobots.getRunOutput({ runId: "${RUN_ID}" });`;

/** What a program may read a run by, and what is to be taken out of it once the run is not there. */
const READERS: [reader: string, hosts: readonly Host[], statement: string, said: string][] = [
  [
    "JobRun.get",
    BOTH,
    `wherobots.JobRun.get("read", "${RUN_ID}");`,
    "take `get` or `import` of this run out",
  ],
  [
    "the option import",
    ["plugin"],
    `new wherobots.JobRun("imported", { runPython: { uri: "${OK}" } }, { import: "${RUN_ID}" });`,
    "take `get` or `import` of this run out",
  ],
  [
    "a RunCompletion",
    BOTH,
    `new wherobots.RunCompletion("end", { runId: "${RUN_ID}" });`,
    "Take the RunCompletion of this run out",
  ],
  [
    "takeOverRunId",
    BOTH,
    `new wherobots.JobRun("taken", { runPython: { uri: "${OK}" }, takeOverRunId: "${RUN_ID}" });`,
    `takeOverRunId: there is no run ${RUN_ID} in this account; nothing was started`,
  ],
];

describeHosts("a run that is not there any more, in the %s host", (host) => {
  const readers = READERS.filter(([, hosts]) => hosts.includes(host));
  let fixture: Fixture;
  let up: EngineResult;
  beforeAll(async () => {
    const statements = readers.map(([, , statement]) => statement);
    const program = ['const wherobots = require("pulumi-wherobots");', ...statements].join("\n");
    fixture = await openFixture(programOf(host, program));
    up = await fixture.stack.up({ args: ["--continue-on-error"] });
  });
  afterAll(() => fixture.dispose());

  it.each(readers)(
    "named by %s: the error says what to take out of the program",
    (_reader, _hosts, _text, said) => {
      expectExit(up, "non-zero");
      expect(up.all).toContain(said);
      expect(up.all).toMatch(/out of the program/);
      expect(up.all).toContain("orrect the id");
      expect(fixture.aboutRuns().filter((request) => request.startsWith("POST"))).toEqual([]);
    },
  );

  it("named by getRun: the error says what to take out of the program", async () => {
    if (host === "dynamic") return;
    const { stack } = fixture;
    stack.writeProgram(inHost(host, `const wherobots = require("pulumi-wherobots");\n${FUNCTION}`));
    const preview = expectExit(await stack.preview(), "non-zero");
    expect(preview.all).toContain("Take `getRun` of this run out");
  });
});
