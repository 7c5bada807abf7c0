import { UNKNOWN } from "../../wire/pulumi-values";
import { JOB_RUN } from "../resources/job-run/fields";
import { nearest } from "../text/did-you-mean";
import { adviceOn } from "./needs";
import type { Problems } from "./problems";
import { type Entry, isNothing, kindText, type Mapping, merged, type Tree, without } from "./tree";

/** The inputs of a JobRun that a file may have. */
export const INPUT_NAMES: readonly string[] = Object.keys(JOB_RUN.fields).filter(
  (name) => !name.startsWith("__"),
);

/** What a job has beside them. */
export const JOB_KEYS = {
  needs: "Jobs that have to be done first: names, or `{ job, rerun }`.",
  matrix:
    "Lists by names: the job runs once for each combination. `include` adds to them, `exclude` takes away.",
  batch: "Whether all combinations are one `JobRunBatch`; if not said, more than 20 are.",
} as const;

/** What a file has. */
export const FILE_KEYS = {
  jobs: "The jobs by their names.",
  defaults:
    "Inputs of each job of this file that says nothing else. Mappings are merged, other values replaced.",
  $schema: "The address of the JSON Schema, for editors.",
} as const;

/** Keys that begin so are for YAML's anchors, and mean nothing. */
const ANCHOR = "x-";

/** A job as a file has it, defaults merged. */
export interface WrittenJob {
  readonly name: string;
  readonly entry: Entry;
  /** Its inputs alone. */
  readonly inputs: Mapping;
  readonly needs: Tree | undefined;
  readonly matrix: Tree | undefined;
  readonly batch: Tree | undefined;
}

/** The jobs of one file. */
export function jobsOfFile(tree: Tree, problems: Problems): WrittenJob[] {
  if (tree.kind !== "mapping") {
    problems.add(tree, `a job file has jobs: { NAME: … }, and this is ${kindText(tree)}`);
    return [];
  }
  const anchors = [...tree.entries.keys()].filter((name) => name.startsWith(ANCHOR));
  reportUnknown(tree, "", [...Object.keys(FILE_KEYS), ...anchors], problems);
  const defaults = defaultsOf(tree, problems);
  const jobs = tree.entries.get("jobs");
  if (jobs && !isNothing(jobs.value) && jobs.value.kind !== "mapping")
    problems.add(jobs.key, `jobs takes jobs by their names, and this is ${kindText(jobs.value)}`);
  else if (jobs?.value.kind !== "mapping" || jobs.value.entries.size === 0)
    problems.add(jobs?.key ?? tree, "the file declares no job: write them under jobs, by their names");
  const entries = jobs?.value.kind === "mapping" ? [...jobs.value.entries] : [];
  return entries.flatMap(([name, entry]) => jobOf(name, entry, defaults, problems) ?? []);
}

function defaultsOf(tree: Mapping, problems: Problems): Mapping | undefined {
  const entry = tree.entries.get("defaults");
  if (!entry || isNothing(entry.value)) return undefined;
  if (entry.value.kind === "mapping") return inputsIn(entry.value, "defaults.", INPUT_NAMES, problems);
  problems.add(entry.key, `defaults takes inputs by their names, and this is ${kindText(entry.value)}`);
  return undefined;
}

function jobOf(
  name: string,
  entry: Entry,
  defaults: Mapping | undefined,
  problems: Problems,
): WrittenJob | undefined {
  const { key, value } = entry;
  if (!/^[A-Za-z0-9][\w-]{0,99}$/.test(name))
    problems.add(
      key,
      "the name of a job begins with a letter or a digit, and has up to 100 of letters, digits, _ and -",
    );
  if (value.kind !== "mapping") {
    problems.add(
      key,
      `a job has inputs by their names, for example runPython, and this is ${kindText(value)}`,
    );
    return undefined;
  }
  const own = inputsIn(value, "", [...INPUT_NAMES, ...Object.keys(JOB_KEYS)], problems);
  const inputs = merged(programOf(defaults, own), without(own, Object.keys(JOB_KEYS))) as Mapping;
  const part = (part: keyof typeof JOB_KEYS): Tree | undefined => {
    const found = value.entries.get(part)?.value;
    return isNothing(found) ? undefined : found;
  };
  return { name, entry, inputs, needs: part("needs"), matrix: part("matrix"), batch: part("batch") };
}

/** A job with a JAR does not take a script from the defaults, nor the other way round. */
function programOf(defaults: Mapping | undefined, own: Mapping): Mapping | undefined {
  const others = [
    ...(own.entries.has("runJar") ? ["runPython"] : []),
    ...(own.entries.has("runPython") ? ["runJar"] : []),
  ];
  return defaults && without(defaults, others);
}

/** What a mistyped key was to be passes: nothing more is known of it. */
function inputsIn(tree: Mapping, prefix: string, known: readonly string[], problems: Problems): Mapping {
  const unknown = reportUnknown(tree, prefix, known, problems);
  const entries = new Map(without(tree, unknown).entries);
  for (const name of unknown) {
    const meant = nearest(name, INPUT_NAMES);
    const key = tree.entries.get(name)?.key;
    if (meant !== undefined && key && !entries.has(meant))
      entries.set(meant, { key, value: { ...key, kind: "scalar", value: UNKNOWN, written: UNKNOWN } });
  }
  return { ...tree, entries };
}

/** Says which keys are not known. @returns them */
function reportUnknown(
  tree: Mapping,
  prefix: string,
  known: readonly string[],
  problems: Problems,
): string[] {
  const unknown = [...tree.entries].filter(([name]) => !known.includes(name));
  for (const [name, { key }] of unknown)
    problems.add(key, `${prefix}${name} is not a known key: ${explained(name) ?? adviceOn(name, known)}`);
  return unknown.map(([name]) => name);
}

const NO_SCHEDULE =
  "a job starts when `pulumi up` runs and something changed. Let your pipeline start `pulumi up` on a schedule, with its date " +
  'among the triggers, for example triggers: { date: "${env.RUN_DATE}" }';

function explained(name: string): string | undefined {
  if (Object.hasOwn(JOB_KEYS, name)) return "each job says it for itself";
  return Object.hasOwn(EXPLAINED, name) ? EXPLAINED[name] : undefined;
}

/** What users of other tools look for. */
const EXPLAINED: Readonly<Record<string, string>> = {
  schedule: NO_SCHEDULE,
  cron: NO_SCHEDULE,
  dependsOn: "the jobs that have to be done first stand in needs",
  script: "a script stands in runPython, for example runPython: { script: tiles.py }",
  secrets: "write ${secret.NAME} where the secret is used",
};
