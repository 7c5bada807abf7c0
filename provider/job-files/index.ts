import { BATCH_RUN_RECORD, JOB_RUN_RECORD } from "../../wire/outputs.generated";
import { formatCount } from "../text/format";
import { reportCredentials } from "./credentials";
import type { JobDefinition, JobFiles, Need } from "./definition";
import { type Expanded, expanded, type Surroundings, type Use } from "./definitions";
import { jobsOfFile } from "./job-file";
import { readSources } from "./load";
import { adviceOn, inOrder } from "./needs";
import { parseSource } from "./parse";
import { Problems, positionText } from "./problems";

export { declarationsOf } from "./declarations";
export { Template } from "./definition";
export { problemText } from "./problems";
export { settingProblems } from "./settings";

/** What may be said beside the place of the files. */
export interface LoadOptions {
  /** Where `${env.NAME}` is looked up; by default the environment of this process. */
  readonly env?: Surroundings["env"];
  /** A variable that is not set is no mistake: the files are only looked at. */
  readonly keepsUnset?: boolean;
}

/**
 * Reads job files, with all that is wrong with them. Sends nothing.
 *
 * @param place a folder with job files, or one file; a relative path starts at the folder of this process
 */
export function loadJobFiles(place: string, options: LoadOptions = {}): JobFiles {
  const { env = process.env, keepsUnset = false } = options;
  const problems = new Problems();
  const jobs = readSources(place, problems).flatMap((source) => {
    const tree = parseSource(source, problems);
    if (!tree) return [];
    reportCredentials(tree, problems);
    return jobsOfFile(tree, problems).map((job) => expanded(job, { env, keepsUnset }, problems));
  });
  const distinct = distinctJobs(jobs, problems);
  const definitions = distinct.flatMap((job) => withUsedJobs(job, distinct, problems));
  const nodes = distinct.map(({ written }) => ({
    name: written.name,
    needs: needsIn(written.name, definitions),
  }));
  const order = new Map(inOrder(nodes, problems).map((name, index) => [name, index]));
  const rank = (job: JobDefinition): number => order.get(nameOf(job)) ?? 0;
  return { jobs: definitions.sort((a, b) => rank(a) - rank(b)), problems: problems.all() };
}

function nameOf({ key, combination }: JobDefinition): string {
  return combination?.job ?? key;
}

function needsIn(name: string, definitions: readonly JobDefinition[]): readonly Need[] {
  return definitions.find((job) => nameOf(job) === name)?.needs ?? [];
}

function distinctJobs(jobs: readonly Expanded[], problems: Problems): Expanded[] {
  const first = new Map<string, Expanded>();
  for (const job of jobs) {
    const { name, entry } = job.written;
    const other = first.get(name);
    if (other)
      problems.add(
        entry.key,
        `there is another job ${name} at ${positionText(other.written.entry.key)}: names are those of the whole folder`,
      );
    else first.set(name, job);
  }
  return [...first.values()];
}

/** Who uses an output of a job needs that job. */
function withUsedJobs(job: Expanded, all: readonly Expanded[], problems: Problems): JobDefinition[] {
  const used = job.uses.flatMap((use): Need[] => {
    const name = usedJob(use, all, problems);
    const { file, line, column } = use;
    return name === undefined ? [] : [{ file, line, column, job: name, rerun: "onlyIfChanged" }];
  });
  const needs = [...new Map([...used, ...job.needs].map((need) => [need.job, need])).values()];
  return job.definitions.map((definition) => ({ ...definition, needs }));
}

/** The job whose output is used, if there is such a job and output. */
function usedJob(use: Use, all: readonly Expanded[], problems: Problems): string | undefined {
  const { job: key, path } = use.output;
  const [name = ""] = key.split("[");
  const job = all.find(({ written }) => written.name === name);
  const definition = job?.definitions.find((one) => one.key === key);
  const text = `\${jobs.${key}.outputs.${path.join(".")}}`;
  if (!job)
    problems.add(
      use,
      `${text}: there is no job ${name}: ${adviceOn(
        name,
        all.map(({ written }) => written.name),
      )}`,
    );
  else if (!definition) problems.add(use, `${text}: ${whichCombination(job, key)}`);
  else reportOutput(use, text, definition, problems);
  return job?.written.name;
}

function whichCombination({ written: { name }, definitions }: Expanded, key: string): string {
  const keys = definitions.map((one) => one.key);
  const [example = name] = keys;
  if (key !== name) return `there is no such combination: ${adviceOn(key, keys)}`;
  return `${name} is ${formatCount(keys.length, "run")}, one for each combination: name one of them, for example ${example}`;
}

function reportOutput(use: Use, text: string, { combination }: JobDefinition, problems: Problems): void {
  const known = Object.keys(combination?.isBatch ? BATCH_RUN_RECORD : JOB_RUN_RECORD);
  const [output = ""] = use.output.path;
  if (!known.includes(output))
    problems.add(use, `${text}: a run has no output ${output}: ${adviceOn(output, known)}`);
}
