import { shown } from "../support/engine/canaries";
import { type EngineResult, resourcesOf } from "../support/engine/engine";
import { expectExit, FAILS, fixtureForAll, operations } from "../support/engine/fixture";
import { describeThorough } from "../support/thorough";

const SECRET = "canary-transformed-3c1d";
const PLAIN = "plain-argument-77aa";

/** Adds a secret argument; marks the arguments that it replaces; adds one that is none. */
const ADD = `with_((args) => [...args, pulumi.secret("${SECRET}")])`;
const MARK = `with_(() => pulumi.secret(["--token", "${SECRET}"]))`;
const ADD_PLAIN = 'with_((args) => [...args, "added-plain-text"])';

/** The ways in which a secret is added to a job, each with the options of the job. */
const WAYS: Readonly<Record<string, string>> = {
  registerStackTransformation: "{}",
  "the option transformations": `{ transformations: [${ADD}] }`,
  "a parent's transformations": `{ parent: parent("before", { transformations: [ours(${ADD})] }) }`,
  // The engine treats those of a stack (registerResourceTransform) alike; the language host built here cannot register them.
  "a parent's transforms": `{ parent: parent("after", { transforms: [ours(${ADD})] }) }`,
  "the option transforms": `{ transforms: [${ADD}] }`,
  "a transformation that marks what it replaces": `{ transformations: [${MARK}] }`,
  "a transform that marks what it replaces": `{ transforms: [${MARK}] }`,
};
const nameOf = (way: string): string => way.replace(/\W/g, "-");

/** Jobs that fail and repeat their arguments wherever they can, as the server does in its events. */
const PROGRAM = `
  const pulumi = require("@pulumi/pulumi"); const wherobots = require("pulumi-wherobots");
  const with_ = (change) => ({ props, opts }) =>
    ({ props: { ...props, runPython: { ...props.runPython, args: change(props.runPython.args) } }, opts });
  const ours = (transform) => (args) => args.type.includes("wherobots:") ? transform(args) : undefined;
  const parent = (name, opts) => new pulumi.ComponentResource("test:index:Parent", name, {}, opts);
  const job = (name, opts) =>
    new wherobots.JobRun(name, { runPython: { uri: "${FAILS}", args: ["--token", "${PLAIN}"] }, rerun: { on: [] } }, opts);
  pulumi.runtime.registerStackTransformation((args) =>
    args.name === "registerStackTransformation" ? (${ADD})(args) : undefined);
  ${Object.entries(WAYS)
    .map(([way, opts]) => `job("${nameOf(way)}", ${opts});`)
    .join("\n")}
  job("plain", { transformations: [${ADD_PLAIN}] });
`;

describeThorough("a secret that reaches a job of the dynamic host", () => {
  let results: EngineResult[];
  let up: EngineResult;
  let again: EngineResult;
  const texts: string[] = [];
  const fixture = fixtureForAll(PROGRAM);
  beforeAll(async () => {
    const { emulator, stack } = fixture;
    const plan = { pendingMs: 50, runningMs: 100, outcome: "FAILED" } as const;
    const logs = [{ text: `token=${SECRET}` }, { text: `plain=${PLAIN}` }];
    const events = [{ code: "RUN_FAIL_EXEC", message: `given ${SECRET}` }];
    const message = `cannot log in with ${SECRET}`;
    emulator.plan({ match: { uri: FAILS }, plan: { ...plan, message, logs, events } });
    emulator.plan({ match: { name: "plain-*" }, plan: { ...plan, logs: [{ text: `plain=${PLAIN}` }] } });
    const preview = expectExit(await stack.preview({ args: ["--diff"] }), "zero");
    up = await stack.up({ args: ["--continue-on-error", "--parallel", "16"] });
    texts.push(JSON.stringify(await stack.exportState()));
    again = await stack.up({ args: ["--continue-on-error", "--refresh"] });
    texts.push(JSON.stringify(await stack.exportState()));
    results = [preview, up, again];
  });

  const posted = (way: string): string[] =>
    fixture.emulator.requests
      .filter(({ method, path }) => method === "POST" && path === "/runs")
      .map(({ body }) => JSON.stringify(body))
      .filter((body) => body.includes(`"${nameOf(way)}-`));

  it.each(Object.keys(WAYS))("through %s is sent", (way) => {
    expectExit(up, "non-zero");
    expect(posted(way)).toEqual([expect.stringContaining(SECRET)]);
  });

  it("is hidden in output, events and state", () => {
    expect(up.all).toContain("cannot log in with [secret]");
    expect(texts.concat(results.map(shown)).filter((text) => text.includes(SECRET))).toEqual([]);
  });

  it("starts no run at the next up, where it is the same", () => {
    expect(fixture.started()).toHaveLength(Object.keys(WAYS).length + 1);
    expect(Object.values(operations(again)).flat()).not.toContain("replace");
  });

  it("is none where a transformation adds plain text, which hides nothing", async () => {
    expect(up.all).toContain(`plain=${PLAIN}`);
    const [plain] = resourcesOf(await fixture.stack.exportState(), "plain");
    expect(plain?.inputs).not.toHaveProperty("__secretPaths");
    for (const properties of [plain?.inputs, plain?.outputs]) expect(properties).not.toHaveProperty("__seen");
  });
});
