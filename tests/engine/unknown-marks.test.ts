import { UNKNOWN_SENTINELS } from "../../wire/pulumi-values";
import type { EngineResult } from "../support/engine/engine";
import {
  describeHosts,
  expectExit,
  type Fixture,
  OK,
  openFixture,
  programOf,
} from "../support/engine/fixture";

const [STRING = "", BOOLEAN = ""] = UNKNOWN_SENTINELS;
const REFUSED = "is the text by which Pulumi marks a value that is not known yet";

/** Where a program may say it: the class and its arguments, and what the error names. */
const PLACES: readonly (readonly [path: string, noun: string, args: string, opts?: string])[] = [
  ["runPython.args[1]", "JobRun", `{ runPython: { uri: "${OK}", args: ["x", "${STRING}"] } }`],
  ["runPython.args[0]", "JobRun", `{ runPython: { uri: "${OK}", args: pulumi.secret(["${STRING}"]) } }`],
  ["triggers.list[0]", "JobRun", `{ runPython: { uri: "${OK}" }, triggers: { list: ["${BOOLEAN}"] } }`],
  [
    "environment.sparkConfigs.x",
    "JobRun",
    `{ runPython: { uri: "${OK}" }, environment: { sparkConfigs: { x: "${STRING}" } } }`,
  ],
  [
    "runs.k.runPython.args[0]",
    "JobRunBatch",
    `{ runs: { k: { runPython: { uri: "${OK}", args: [pulumi.output("${STRING}")] } } } }`,
  ],
  [
    "triggers.added",
    "JobRun",
    `{ runPython: { uri: "${OK}" } }`,
    `{ transformations: [({ props, opts }) => ({ props: { ...props, triggers: { added: "${STRING}" } }, opts })] }`,
  ],
];

describeHosts("a text that is Pulumi's mark of unknown values, in the %s host", (host) => {
  let fixture: Fixture;
  let up: EngineResult;
  beforeAll(async () => {
    const declared = PLACES.map(
      ([, noun, args, opts = "{}"], index) => `new wherobots.${noun}("of-${index}", ${args}, ${opts});`,
    );
    fixture = await openFixture(
      programOf(
        host,
        `const pulumi = require("@pulumi/pulumi"); const wherobots = require("pulumi-wherobots");
         ${declared.join("\n")}`,
      ),
    );
    up = await fixture.stack.up({ args: ["--continue-on-error"] });
  });
  afterAll(() => fixture.dispose());

  it.each(PLACES)("is refused in %s, and nothing is started", (path) => {
    expectExit(up, "non-zero");
    expect(up.all).toContain(`${path} ${REFUSED}`);
    expect(fixture.started()).toEqual([]);
  });
});
