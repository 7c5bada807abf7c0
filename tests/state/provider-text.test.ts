import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { goldenStates } from "./golden-states";

const REPOSITORY = path.resolve(__dirname, "../..");

/** What the engine's process does with the text of a state: makes a module of it, and calls its handler. */
const EVALUATE = `
  const Module = require("node:module");
  const module_ = new Module("", module.parent);
  module_.paths = module.paths;
  module_.filename = __filename;
  module_._compile(process.argv[1], require("node:path").resolve("state.js"));
  const host = module_.exports.handler();
  const methods = ["configure", "check", "diff", "create", "update", "read", "delete"];
  console.log(methods.filter((name) => typeof host[name] === "function").join());
`;

async function methodsOf(text: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", EVALUATE, text], { cwd: REPOSITORY });
  return stdout.trim();
}

const texts = new Map(goldenStates().map(({ state }) => [String(state.outputs["__provider"]), state.noun]));

it.each([...texts].map(([text, noun]) => [noun, text]))(
  "the text in states of %s still makes a provider",
  async (_noun, text) => {
    expect(await methodsOf(text)).toBe("configure,check,diff,create,update,read,delete");
  },
);
