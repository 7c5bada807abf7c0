import { UNKNOWN_SENTINELS } from "../../wire/pulumi-values";
import {
  describeHosts,
  expectExit,
  type Fixture,
  inHost,
  OK,
  openFixture,
  outputsOf,
  programOf,
  started,
} from "../support/engine/fixture";
import { itSampled } from "../support/sample";
import { itThorough } from "../support/thorough";

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
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture(programOf(host, HEAD));
  });
  afterAll(() => fixture.dispose());

  itSampled("marks", JOBS, { keep: 1 / 6 })(
    "is refused in %s, and nothing is started",
    async (_where, program) => {
      fixture.stack.writeProgram(inHost(host, `${HEAD}\n${program}`));
      const up = await fixture.stack.up();
      expectExit(up, "non-zero");
      expect(up.all).toContain(REFUSED);
      expect(started(fixture.requests())).toEqual([]);
    },
  );

  itThorough("is an ordinary key, and is quoted where a run says it: the run's record is kept", async () => {
    const { stack, emulator } = fixture;
    const plan = { pendingMs: 50, runningMs: 100, outcome: "FAILED", message: STRING } as const;
    emulator.plan({
      match: { name: "teller-*" },
      plan: { ...plan, logs: [{ text: STRING }, { text: BOOLEAN }] },
    });
    stack.writeProgram(
      inHost(
        host,
        `${HEAD}
         new wherobots.JobRun("teller", {
           runPython: { uri: "${OK}", args: ["tell"] }, environment: { sparkConfigs: { "${STRING}": "x" } },
           triggers: { "${STRING}": 1 },
         });
         new wherobots.JobRunBatch("keyed", { runs: { "${STRING}": { runPython: { uri: "${OK}" } } } });`,
      ),
    );
    expectExit(await stack.up(), "non-zero");
    expect(await outputsOf(stack, "teller")).toMatchObject({
      status: "FAILED",
      logTail: [`"${STRING}"`, `"${BOOLEAN}"`],
      kubeApp: { message: `"${STRING}"` },
      triggers: { [STRING]: 1 },
      environment: { sparkConfigs: { [STRING]: "x" } },
    });
    expect(await outputsOf(stack, "keyed")).toMatchObject({ totals: { completed: 1 } });
  });
});

describe("from YAML", () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture({ yaml: "resources: {}" });
  });
  afterAll(() => fixture.dispose());

  const job = (name: string, args: string): string => `
resources:
  ${name}:
    type: wherobots:JobRun
    properties:
      runPython: { uri: "${OK}", args: ${args} }
`;

  itThorough(
    "a secret one is refused; any other is left out by the engine before the plugin sees it, which a preview shows",
    async () => {
      const { stack, emulator } = fixture;
      stack.writeProgram(job("secret", `[x, { fn::secret: ${STRING} }]`));
      const refused = await stack.up();
      expectExit(refused, "non-zero");
      expect(refused.all).toContain(REFUSED);
      expect(started(fixture.requests())).toEqual([]);
      stack.writeProgram(job("plain", `[x, ${STRING}]`));
      const preview = await stack.preview({ args: ["--diff"] });
      expect(preview.all).toMatch(/\[1\]: +(\[unknown\]|output<string>)/);
      // What nobody can tell: a later engine may, and then this is to be refused.
      expectExit(await stack.up(), "zero");
      expect(
        JSON.stringify(emulator.requests.filter(({ method }) => method === "POST").at(-1)?.body),
      ).toContain('"args":["x"]');
    },
  );
});
