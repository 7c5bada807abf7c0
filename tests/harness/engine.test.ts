import fs from "node:fs/promises";
import path from "node:path";
import { createStack, type EngineStack, resourcesOf } from "./engine";

/** A plain dynamic resource that needs nothing of this package: what is tested here is the harness. */
const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const provider = {
  create: async (inputs) => ({ id: "made-1", outs: inputs }),
  diff: async (id, olds, news) => ({ changes: olds.colour !== news.colour }),
  update: async (id, olds, news) => ({ outs: news }),
};
class Thing extends pulumi.dynamic.Resource {
  constructor(name, props) { super(provider, name, props); }
}
const config = new pulumi.Config();
const thing = new Thing("thing", { colour: config.get("colour") ?? "red" });
exports.id = thing.id;
exports.hidden = pulumi.secret(config.get("hidden") ?? "none");
`;

const SLOW_PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const provider = { create: () => { console.log("creating now"); return new Promise((r) => setTimeout(r, 60000)); } };
class Thing extends pulumi.dynamic.Resource {
  constructor(name) { super(provider, name, {}); }
}
new Thing("slow");
`;

describe("a stack on the real engine", () => {
  let stack: EngineStack;
  beforeEach(async () => {
    stack = await createStack({ program: PROGRAM });
  });
  afterEach(() => stack.dispose());

  it("goes through up, preview, refresh and destroy, with its outputs, state and events", async () => {
    const up = await stack.up();
    expect({ exitCode: up.exitCode, all: up.all }).toMatchObject({ exitCode: 0 });
    expect(await stack.outputs()).toEqual({ id: "made-1", hidden: "none" });
    expect(up.events.some(({ resOutputsEvent: event }) => event?.metadata.op === "create")).toBe(true);
    expect(resourcesOf(await stack.exportState(), "thing")).toMatchObject([{ id: "made-1" }]);

    const preview = await stack.preview({ args: ["--expect-no-changes"] });
    expect(preview.exitCode).toBe(0);
    expect((await stack.refresh()).exitCode).toBe(0);
    expect((await stack.destroy()).exitCode).toBe(0);
    expect(resourcesOf(await stack.exportState(), "thing")).toEqual([]);
  });

  it("keeps configuration, secrets among it, and takes a state back", async () => {
    await stack.setConfig("colour", "blue");
    await stack.setConfig("hidden", "not for everyone", { secret: true });
    await stack.up();
    const state = await stack.exportState();
    expect(JSON.stringify(state)).not.toContain("not for everyone");
    expect(resourcesOf(state, "thing")[0]?.outputs).toMatchObject({ colour: "blue" });
    expect(await stack.outputs()).toMatchObject({ hidden: "not for everyone" });

    state.deployment.resources = resourcesOf(state, "pulumi:pulumi:Stack");
    await stack.importState(state);
    expect(resourcesOf(await stack.exportState(), "thing")).toEqual([]);
  });

  it.each([
    ["state", "", "failed to load checkpoint"],
    ["attributes", ".attrs", "failed to load checkpoint: EOF"],
  ])(
    "makes a backend usable again where a killed engine left the file of the %s empty",
    async (_, ending, said) => {
      await stack.up();
      expect(await stack.restoreTornState()).toBe(false);
      const file = path.join(path.dirname(stack.dir), `backend/.pulumi/stacks/test/dev.json${ending}`);
      await fs.truncate(file);
      expect((await stack.run(["stack", "export"])).all).toContain(said);
      expect(await stack.restoreTornState()).toBe(true);
      expect((await stack.up()).exitCode).toBe(0);
      expect(resourcesOf(await stack.savedState(), "thing")).toEqual(
        resourcesOf(await stack.exportState(), "thing"),
      );
    },
  );

  it("hands back a program that fails as an outcome, and the next one runs", async () => {
    stack.writeProgram("throw new Error('no such luck');");
    const failed = await stack.up();
    expect(failed.exitCode).not.toBe(0);
    expect(failed.all).toContain("no such luck");
    stack.writeProgram("exports.answer = 42;");
    expect((await stack.up()).exitCode).toBe(0);
    expect(await stack.outputs()).toEqual({ answer: 42 });
  });

  it("follows an engine that is at work, kills it, and leaves no process", async () => {
    stack.writeProgram(SLOW_PROGRAM);
    const running = stack.start(["up", "--yes", "--skip-preview"]);
    await running.waitForOutput(/creating now/);
    expect(await stack.processes()).toContain(running.pid);
    running.kill("SIGKILL", { group: true });
    expect((await running.wait()).exitCode).toBe(137);
    await stack.dispose();
    expect(await stack.processes()).toEqual([]);
  });
});
