import {
  describeHosts,
  expectExit,
  type Fixture,
  HOSTS,
  type Host,
  inHost,
  OK,
  openFixture,
  programOf,
} from "../support/engine/fixture";

import { itSampled } from "../support/sample";

const RUN_ID = "expired0run1id";

/** What a program may read a run by, and what is to be taken out of it once the run is not there. */
const READERS: [string, Host, string, string][] = [
  [
    "JobRun.get",
    "dynamic",
    `wherobots.JobRun.get("read", "${RUN_ID}");`,
    "take `get` or `import` of this run out",
  ],
  [
    "JobRun.get",
    "plugin",
    `wherobots.JobRun.get("read", "${RUN_ID}");`,
    "take `get` or `import` of this run out",
  ],
  ["getRun", "plugin", `wherobots.getRunOutput({ runId: "${RUN_ID}" });`, "Take `getRun` of this run out"],
  [
    "the option import",
    "plugin",
    `new wherobots.JobRun("read", { runPython: { uri: "${OK}" } }, { import: "${RUN_ID}" });`,
    "take `get` or `import` of this run out",
  ],
  ...(Object.keys(HOSTS) as Host[]).flatMap((host): [string, Host, string, string][] => [
    [
      "a RunCompletion",
      host,
      `new wherobots.RunCompletion("read", { runId: "${RUN_ID}" });`,
      "Take the RunCompletion of this run out",
    ],
    [
      "takeOverRunId",
      host,
      `new wherobots.JobRun("read", { runPython: { uri: "${OK}" }, takeOverRunId: "${RUN_ID}" });`,
      "takeOverRunId: there is no run expired0run1id in this account; nothing was started",
    ],
  ]),
];

describeHosts("a run that is not there any more, in the %s host", (host) => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture(programOf(host, ""));
  });
  afterAll(() => fixture.dispose());

  itSampled(
    `readers, ${host}`,
    READERS.filter(([, where]) => where === host),
    { keep: 1 / 4 },
  )(
    "named by %s: the error says what to take out of the program",
    async (_reader, _host, statement, said) => {
      const { stack, emulator } = fixture;
      stack.writeProgram(inHost(host, `const wherobots = require("pulumi-wherobots");\n${statement}`));
      const up = await stack.up();
      expectExit(up, "non-zero");
      expect(up.all).toContain(said);
      expect(up.all).toMatch(/out of the program/);
      expect(up.all).toContain("orrect the id");
      expect(emulator.runs()).toEqual([]);
    },
  );
});
