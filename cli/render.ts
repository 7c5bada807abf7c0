import { type JobDefinition, type Reference, Template } from "../provider/job-files/definition";
import { positionText } from "../provider/job-files/problems";
import { UserError } from "../provider/resource";
import { fileInputs, withAddresses } from "../provider/resources/job-run/files";
import type { JobRunInputs } from "../provider/resources/job-run/inputs";
import { type CreateRunPayload, runRequest } from "../provider/resources/job-run/request";
import { nearest } from "../provider/text/did-you-mean";
import { safeLine } from "../provider/text/safe-line";
import { isRecord, pathText } from "../provider/values";
import { asText } from "./annotations";
import { type Arguments, type Command, EXIT, PROGRAM } from "./command";
import { loadAll } from "./load";

/** Shows what would be sent for each job. */
export const RENDER: Command = {
  summary: "show the request that each job would send; sends nothing",
  about: `Shows the body of POST /runs for each run of the job files of each PATH, a folder or one file, by default the folder
jobs. Nothing is sent. What is known only at \`pulumi up\` stands as \${…}: settings and secrets of the stack, outputs of
other jobs, addresses of uploaded files, the run's name. Region, runtime and version of the stack's configuration are added
at \`pulumi up\` where a job says nothing.`,
  takes: "[PATH…]",
  options: { job: { value: "JOB", help: "only this job: a name, or the key of one combination" } },
  examples: [
    [`${PROGRAM} render`, "all jobs of the folder jobs"],
    [`${PROGRAM} render --job 'tiles[country=de,size=1]'`, "one combination of a matrix"],
    [`${PROGRAM} render --json > requests.json`, "to compare two versions of the files"],
  ],
  run: (given, shell) => {
    const { jobs, problems } = loadAll(given, shell);
    if (problems.length > 0) {
      shell.say(asText(problems, shell));
      return EXIT.problems;
    }
    const rendered = chosen(jobs, given).map(renderedJob);
    const isJson = given.options["json"] === true;
    shell.write(
      isJson ? `${JSON.stringify(rendered, undefined, 2)}\n` : rendered.map(renderedText).join("\n"),
    );
    return EXIT.ok;
  },
};

interface Rendered {
  readonly job: string;
  readonly at: string;
  readonly region?: string;
  readonly body: CreateRunPayload;
}

function chosen(
  jobs: readonly JobDefinition[],
  { options: { job: wanted } }: Arguments,
): readonly JobDefinition[] {
  if (typeof wanted !== "string") return jobs;
  const found = jobs.filter(({ key, combination }) => key === wanted || combination?.job === wanted);
  if (found.length > 0) return found;
  const names = jobs.flatMap(({ key, combination }) => [combination?.job ?? key, key]);
  const meant = nearest(wanted, [...new Set(names)]);
  throw new UserError(`there is no job ${wanted}${meant === undefined ? "" : `: did you mean ${meant}?`}`);
}

function renderedJob(job: JobDefinition): Rendered {
  const inputs = withReferences(job.inputs) as JobRunInputs;
  const files = fileInputs(inputs).map(({ path, asset }) => ({
    input: pathText(path),
    uri: `\${address of ${asset.path ?? "the file"}}`,
  }));
  const nothingSet = { region: undefined, runtime: undefined, version: undefined };
  const name = inputs.name ?? "${name of the run}";
  const { payload, sent } = runRequest(withAddresses(inputs, files), name, nothingSet);
  return { job: job.key, at: positionText(job), ...(sent.region && { region: sent.region }), body: payload };
}

/** References as a file has them. */
function withReferences(value: unknown): unknown {
  if (value instanceof Template) return value.parts.map(partText).join("");
  if (Array.isArray(value)) return value.map(withReferences);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withReferences(item)]));
}

function partText(part: string | Reference): string {
  if (typeof part === "string") return part;
  return part.kind === "output"
    ? `\${jobs.${part.job}.outputs.${part.path.join(".")}}`
    : `\${${part.kind}.${part.name}}`;
}

function renderedText({ job, at, region, body }: Rendered): string {
  const query = region === undefined ? "" : `?region=${region}`;
  const lines = [`# ${job} (${at})`, `POST /runs${query}`, ...JSON.stringify(body, undefined, 2).split("\n")];
  // A line of a file must not give orders to a terminal or a runner.
  return lines.map((line) => `${safeLine(line, Number.MAX_SAFE_INTEGER / 8)}\n`).join("");
}
