import { shown } from "../support/engine/canaries";
import { resourcesOf } from "../support/engine/engine";
import {
  expectExit,
  FAILS,
  type Fixture,
  OK,
  openFixture,
  operations,
  started,
} from "../support/engine/fixture";
import { itSampled } from "../support/sample";
import { itThorough } from "../support/thorough";

const SECRET = "canary-transformed-3c1d";
const PLAIN = "plain-argument-77aa";

/** A job that fails and repeats its arguments wherever it can, as the server does in its events. */
const JOB = `new wherobots.JobRun("tiles", { runPython: { uri: "${FAILS}", args: ["--token", "${PLAIN}"] } }`;
const HEAD = `const pulumi = require("@pulumi/pulumi"); const wherobots = require("pulumi-wherobots");`;
const ADD = `(args) => ({ props: { ...args.props, runPython: { ...args.props.runPython, args: [...args.props.runPython.args, pulumi.secret("${SECRET}")] } }, opts: args.opts })`;
const MARK = `(args) => ({ props: { ...args.props, runPython: { ...args.props.runPython, args: pulumi.secret(["--token", "${SECRET}"]) } }, opts: args.opts })`;
const ours = (transform: string): string =>
  `(args) => args.type.includes("wherobots:") ? (${transform})(args) : undefined`;

const ADDED: [how: string, program: string][] = [
  [
    "registerStackTransformation",
    `${HEAD} pulumi.runtime.registerStackTransformation(${ours(ADD)}); ${JOB});`,
  ],
  ["the option transformations", `${HEAD} ${JOB}, { transformations: [${ADD}] });`],
  [
    "a parent's transformations",
    `${HEAD} const parent = new pulumi.ComponentResource("test:index:Parent", "parent", {}, { transformations: [${ours(ADD)}] });
     ${JOB}, { parent });`,
  ],
  // The engine treats those of a stack (registerResourceTransform) alike; the language host built here cannot register them.
  [
    "a parent's transforms",
    `${HEAD} const parent = new pulumi.ComponentResource("test:index:Parent", "parent", {}, { transforms: [${ours(ADD)}] });
     ${JOB}, { parent });`,
  ],
  ["the option transforms", `${HEAD} ${JOB}, { transforms: [${ADD}] });`],
  ["a transformation that marks what it replaces", `${HEAD} ${JOB}, { transformations: [${MARK}] });`],
  ["a transform that marks what it replaces", `${HEAD} ${JOB}, { transforms: [${MARK}] });`],
];

describe("a secret that reaches a job of the dynamic host", () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await openFixture("");
    fixture.emulator.plan({
      match: { uri: FAILS },
      plan: {
        pendingMs: 50,
        runningMs: 100,
        outcome: "FAILED",
        message: `cannot log in with ${SECRET}`,
        logs: [{ text: `token=${SECRET}` }, { text: `plain=${PLAIN}` }],
        events: [{ code: "RUN_FAIL_EXEC", message: `given ${SECRET}` }],
      },
    });
  });
  afterEach(() => fixture.dispose());

  itSampled("added secrets", ADDED, { keep: 1 / 7 })(
    "through %s is hidden in output, events and state",
    async (_how, program) => {
      const { stack, emulator } = fixture;
      stack.writeProgram(program);
      const preview = await stack.preview({ args: ["--diff"] });
      expectExit(preview, "zero");
      const up = await stack.up();
      expectExit(up, "non-zero");
      const posts = emulator.requests.filter(({ method, path }) => method === "POST" && path === "/runs");
      expect(posts).toHaveLength(1);
      expect(JSON.stringify(posts)).toContain(SECRET);
      expect(up.all).toContain("cannot log in with [secret]");
      const state = JSON.stringify(await stack.exportState());
      const refresh = await stack.refresh();
      const after = JSON.stringify(await stack.exportState());
      for (const text of [preview, up, refresh].map(shown).concat(state, after))
        expect(text).not.toContain(SECRET);
    },
  );

  itThorough(
    "through no transformation hides nothing that the program shows, and one that adds plain text neither",
    async () => {
      const { stack } = fixture;
      const plain = ADD.replace(`pulumi.secret("${SECRET}")`, `"added-plain-text"`);
      stack.writeProgram(`${HEAD} pulumi.runtime.registerStackTransformation(${ours(plain)}); ${JOB});`);
      const up = await stack.up();
      expect(up.all).toContain(`plain=${PLAIN}`);
      const [tiles] = resourcesOf(await stack.exportState(), "tiles");
      expect(tiles?.inputs).not.toHaveProperty("__secretPaths");
      expect(tiles?.inputs).not.toHaveProperty("__seen");
      expect(tiles?.outputs).not.toHaveProperty("__seen");
    },
  );

  itThorough(
    "is the same at the next up: no change, no run; nor does ignoreChanges make a change of it",
    async () => {
      const { stack } = fixture;
      const job = (uri: string, zoom: string, opts: string): string =>
        `${HEAD} new wherobots.JobRun("tiles", { runPython: { uri: "${uri}", args: ["${zoom}"] } }, ${opts});`;
      stack.writeProgram(job(OK, "twelve", `{ transforms: [${ADD}] }`));
      expectExit(await stack.up(), "zero");
      expect(operations(await stack.up())["tiles"]).toEqual(["same"]);
      const ignoring = `{ ignoreChanges: ["runPython.args"] }`;
      stack.writeProgram(job(OK, "twelve", ignoring).replace("tiles", "other"));
      expectExit(await stack.up(), "zero");
      stack.writeProgram(job(OK, "thirteen", ignoring).replace("tiles", "other"));
      expect(operations(await stack.up())["other"]).toEqual(["same"]);
      const [other] = resourcesOf(await stack.exportState(), "other");
      expect(other?.inputs).not.toHaveProperty("__secretPaths");
      expect(started(fixture.requests())).toEqual(["tiles", "other"]);
    },
  );

  itThorough("in an asset, a resource or a date is seen as what it arrives as", async () => {
    const { stack } = fixture;
    stack.writeProgram(`${HEAD}
      const first = new wherobots.JobRun("first", { runPython: { uri: "${OK}" } });
      const component = new pulumi.ComponentResource("test:index:Parent", "parent");
      new wherobots.JobRun("second", {
        runPython: { uri: "${OK}", args: [first.runId, first.kubeApp.apply((app) => app.id)] },
        triggers: { at: new Date(0), asset: new pulumi.asset.StringAsset("text"), first, component, number: 1.5 },
      });
    `);
    expectExit(await stack.up(), "zero");
    const [second] = resourcesOf(await stack.exportState(), "second");
    expect(second?.inputs).not.toHaveProperty("__secretPaths");
  });
});
