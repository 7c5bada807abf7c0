import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { UserError } from "../../provider/resource";
import { textAt } from "../../provider/values";
import { type Arguments, type Command, EXIT, PROGRAM, type Shell } from "../command";
import { filesOf, PIPELINES, type Pipeline } from "./files";

/** Writes a repository that works. */
export const INIT: Command = {
  summary: "write a repository of job files that works",
  about: `Writes Pulumi.yaml, a folder jobs with two jobs and a script, and the folder by which Pulumi finds the plugin; with
--pipeline also a pipeline, which comments on a pull request what it would start, deploys the main branch to the stack prod
and looks for drift. FOLDER is by default this one. A file that is there already stays as it is.`,
  takes: "[FOLDER]",
  maxWords: 1,
  options: {
    pipeline: { value: "HOST", choices: PIPELINES, help: "a pipeline too; by default none" },
  },
  examples: [
    [`${PROGRAM} init`, "in this folder"],
    [`${PROGRAM} init nightly --pipeline github`, "a folder with a GitHub workflow"],
  ],
  run: (given, shell) => {
    const [folder = "."] = given.words;
    const { written, kept } = attempt(folder, () => initialised(folder, pipelineOf(given)));
    if (given.options["json"]) shell.write(`${JSON.stringify({ folder, written, kept }, undefined, 2)}\n`);
    else tell(folder, { written, kept }, pipelineOf(given), shell);
    return EXIT.ok;
  },
};

interface Outcome {
  readonly written: readonly string[];
  readonly kept: readonly string[];
}

/** Committed in each project: Pulumi finds the plugin by it. */
const PLUGIN_FOLDER = "wherobots-plugin";

function initialised(folder: string, pipeline: Pipeline): Outcome {
  const files = Object.entries(filesOf(path.basename(path.resolve(folder)), pipeline));
  const isThere = (name: string): boolean => existsSync(path.join(folder, name));
  const kept = [...files.map(([name]) => name), PLUGIN_FOLDER].filter(isThere);
  const missing = files.filter(([name]) => !kept.includes(name));
  for (const [name, text] of missing) writeNew(path.join(folder, name), text);
  const written = missing.map(([name]) => name);
  if (kept.includes(PLUGIN_FOLDER)) return { written, kept };
  copyFolder(packagedFolder(), path.join(folder, PLUGIN_FOLDER));
  return { written: [...written, PLUGIN_FOLDER], kept };
}

/** Fails if somebody else has just written it. */
function writeNew(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text, { flag: "wx" });
}

/** Of files alone, with their modes. */
function copyFolder(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) copyFileSync(path.join(from, name), path.join(to, name));
}

/** Above this file, compiled or not. */
function packagedFolder(): string {
  const candidates = ["../..", "../../.."].map((up) => path.join(__dirname, up, PLUGIN_FOLDER));
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found === undefined)
    throw new UserError(`the package has no folder ${PLUGIN_FOLDER}: install it again`);
  return found;
}

function attempt<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = textAt(error, "code");
    if (error instanceof UserError || code === undefined) throw error;
    throw new UserError(`${textAt(error, "path") ?? folder} cannot be written: ${code}`);
  }
}

function pipelineOf({ options }: Arguments): Pipeline {
  return PIPELINES.find((name) => name === options["pipeline"]) ?? "none";
}

function tell(folder: string, { written, kept }: Outcome, pipeline: Pipeline, { write, say }: Shell): void {
  for (const name of written) write(`${path.join(folder, name)}\n`);
  for (const name of kept) say(`${path.join(folder, name)} was there and stays as it is\n`);
  const enter = folder === "." ? "" : `cd ${folder} && `;
  say(`
Next:
  ${enter}npm install
  npx ${PROGRAM} validate
  pulumi stack init dev && pulumi config set --secret wherobots:apiKey
  pulumi up
${FOR_PIPELINE[pipeline]}`);
}

const FOR_PIPELINE: Readonly<Record<Pipeline, string>> = {
  github: `
For the pipeline: run \`pulumi stack init prod\`, commit all files and package-lock.json, and set the secrets
PULUMI_ACCESS_TOKEN (of the repository) and WHEROBOTS_API_KEY (of the environment prod).
`,
  gitlab: `
For the pipeline: run \`pulumi stack init prod\`, commit all files and package-lock.json, and set the variables
PULUMI_ACCESS_TOKEN and GITLAB_TOKEN (masked) and WHEROBOTS_API_KEY (masked and protected).
`,
  none: "",
};
