import { UNKNOWN_SENTINELS } from "../../wire/pulumi-values";
import { describeHosts, expectExit, fixtureForAll, inHost, OK, programOf } from "../support/engine/fixture";
import { itSampled } from "../support/sample";

const HEAD = `const pulumi = require("@pulumi/pulumi"); const wherobots = require("pulumi-wherobots");`;
const [STRING = "", BOOLEAN = ""] = UNKNOWN_SENTINELS;
const REFUSED = "is the text by which Pulumi marks a value that is not known yet";

const JOBS: [where: string, program: string][] = [
  ["an argument", `new wherobots.JobRun("a", { runPython: { uri: "${OK}", args: ["x", "${STRING}"] } });`],
  [
    "a secret argument",
    `new wherobots.JobRun("a", { runPython: { uri: "${OK}", args: pulumi.secret(["${STRING}"]) } });`,
  ],
  [
    "a trigger",
    `new wherobots.JobRun("a", { runPython: { uri: "${OK}" }, triggers: { t: ["${BOOLEAN}"] } });`,
  ],
  [
    "a Spark configuration",
    `new wherobots.JobRun("a", { runPython: { uri: "${OK}" }, environment: { sparkConfigs: { x: "${STRING}" } } });`,
  ],
  [
    "a batch",
    `new wherobots.JobRunBatch("a", { runs: { k: { runPython: { uri: "${OK}", args: [pulumi.output("${STRING}")] } } } });`,
  ],
  [
    "what a transformation adds",
    `new wherobots.JobRun("a", { runPython: { uri: "${OK}" } }, {
       transformations: [({ props, opts }) => ({ props: { ...props, triggers: { t: "${STRING}" } }, opts })],
     });`,
  ],
];

describeHosts("a text that is Pulumi's mark of unknown values, in the %s host", (host) => {
  const fixture = fixtureForAll(programOf(host, HEAD));

  itSampled("marks", JOBS, { keep: 1 / 6 })(
    "is refused in %s, and nothing is started",
    async (_where, program) => {
      fixture.stack.writeProgram(inHost(host, `${HEAD}\n${program}`));
      const up = expectExit(await fixture.stack.up(), "non-zero");
      expect(up.all).toContain(REFUSED);
      expect(fixture.started()).toEqual([]);
    },
  );
});
