import { UNKNOWN } from "../../wire/pulumi-values";
import { schemaFailures } from "../inputs/check";
import type { FieldType } from "../inputs/field-types";
import { jobRunFailures } from "../resources/job-run/check";
import { JOB_RUN, PER_RUN } from "../resources/job-run/fields";
import { fileFailures } from "../resources/job-run/files";
import { JOB_RUN_BATCH } from "../resources/job-run-batch/fields";
import { type CheckFailure, isRecord, type Properties } from "../values";
import { type JobDefinition, type Need, type Position, Template } from "./definition";
import { filled, type OutputReference, type Scope } from "./fill";
import type { WrittenJob } from "./job-file";
import { axisNames, combinationKey, combinationsOf } from "./matrix";
import { needsOf } from "./needs";
import type { Problems } from "./problems";
import { kindText, placeOf } from "./tree";

/** More combinations than these are one batch: a resource each would make previews long and states large. */
export const MAX_RUNS_OF_MATRIX = 20;
/** What a batch takes as the key of a run. */
const MAX_KEY_LENGTH = 100;

/** What references of a file stand for, whatever the job. */
export type Surroundings = Pick<Scope, "env" | "keepsUnset">;

/** The use of an output of another job. */
export interface Use extends Position {
  readonly output: OutputReference;
}

/** A job with all its combinations. */
export interface Expanded {
  readonly written: WrittenJob;
  readonly definitions: readonly JobDefinition[];
  /** Those that it names. */
  readonly needs: readonly Need[];
  readonly uses: readonly Use[];
}

const INPUTS: FieldType = { kind: "group", name: JOB_RUN.name, about: JOB_RUN.about, fields: JOB_RUN.fields };

/** What a job of a file stands for. */
export function expanded(written: WrittenJob, around: Surroundings, problems: Problems): Expanded {
  const { matrix, name } = written;
  const needs = needsOf(written.needs, problems);
  const combinations = matrix ? combinationsOf(matrix, problems) : [undefined];
  const isBatch = isBatchOf(written, combinations.length, problems);
  // Each combination of thousands uses the same.
  const uses = new Map<string, Use>();
  const onOutput = (output: OutputReference, { file, line, column }: Position): void =>
    void uses.set(JSON.stringify([line, column, output]), { file, line, column, output });
  const axes = matrix ? axisNames(matrix) : [];
  const { file, line, column } = written.entry.key;
  const definitions = combinations.map((values): JobDefinition => {
    const inputs = filled(written.inputs, INPUTS, { ...around, values, problems, onOutput }) as Properties;
    const known = checkable(inputs) as Properties;
    report(written, [...jobRunFailures(known), ...fileFailures(known)], problems);
    const common = { file, line, column, inputs, needs };
    if (!values) return { ...common, key: name };
    const key = combinationKey(values, axes);
    return { ...common, key: `${name}[${key}]`, combination: { job: name, key, isBatch } };
  });
  if (matrix) reportKeys(written, definitions, problems);
  if (!isBatch) return { written, definitions, needs, uses: [...uses.values()] };
  reportShared(written, definitions, problems);
  return { written, definitions: definitions.map(asMember), needs, uses: [...uses.values()] };
}

function isBatchOf({ batch, matrix }: WrittenJob, size: number, problems: Problems): boolean {
  if (batch === undefined) return size > MAX_RUNS_OF_MATRIX;
  const isFlag = batch.kind === "scalar" && typeof batch.value === "boolean";
  if (!isFlag) problems.add(batch, `batch is true or false, and this is ${kindText(batch)}`);
  else if (!matrix) problems.add(batch, "batch says what a matrix becomes, and the job has no matrix");
  return isFlag && batch.value && matrix !== undefined;
}

/** The check of the resource itself. What is not known yet passes. */
function checkable(value: unknown): unknown {
  if (value instanceof Template) return UNKNOWN;
  if (Array.isArray(value)) return value.map(checkable);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, checkable(item)]));
}

function report({ inputs, entry }: WrittenJob, failures: readonly CheckFailure[], problems: Problems): void {
  for (const { path, reason } of failures) {
    const [first = ""] = path.split(", ");
    const place = placeOf(inputs, stepsOf(first));
    problems.add(place === inputs ? entry.key : place, path === "" ? reason : `${path}: ${reason}`);
  }
}

/** The steps of a path as `pathText` writes it. */
function stepsOf(path: string): (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([A-Za-z_]\w*)/g)].map(
    ([, index, quoted, name = ""]) => {
      if (index !== undefined) return Number(index);
      return quoted === undefined ? name : String(JSON.parse(quoted));
    },
  );
}

function reportKeys(
  { matrix, entry }: WrittenJob,
  definitions: readonly JobDefinition[],
  problems: Problems,
): void {
  const seen = new Set<string>();
  for (const { combination } of definitions) {
    const key = combination?.key ?? "";
    const place = matrix ?? entry.key;
    if (seen.has(key)) problems.add(place, `two combinations have the same values: ${key}`);
    if (key.length > MAX_KEY_LENGTH)
      problems.add(
        place,
        `the values of a combination have ${key.length} characters together with their names, and at most ${MAX_KEY_LENGTH} make a key: ${key.slice(0, MAX_KEY_LENGTH)}…`,
      );
    seen.add(key);
  }
}

/** What a batch has once must not differ, and must be something that a batch has. */
function reportShared(written: WrittenJob, definitions: readonly JobDefinition[], problems: Problems): void {
  const shared = definitions.map((definition) => sharedOf(asMember(definition)));
  const [first = {}] = shared;
  for (const [name, value] of Object.entries(first)) {
    const isSame = shared.every((other) => JSON.stringify(other[name]) === JSON.stringify(value));
    if (!isSame)
      problems.add(
        placeOf(written.inputs, [name]),
        `${name} is the same for all runs of a batch: take \${matrix.…} out of it, or write batch: false`,
      );
  }
  const others = Object.keys(first).filter((name) => !Object.hasOwn(JOB_RUN_BATCH.fields, name));
  for (const name of others)
    problems.add(placeOf(written.inputs, [name]), `${name} is of one run, and ${BATCH_ADVICE}`);
  const known = { ...pick(checkable(first) as Properties, (name) => !others.includes(name)), runs: {} };
  const failures = schemaFailures(JOB_RUN_BATCH.schema, known, JOB_RUN_BATCH.paths);
  report(
    written,
    failures.map(({ path, reason }) => ({ path, reason: `${reason} (${BATCH_ADVICE})` })),
    problems,
  );
}

const BATCH_ADVICE = "the combinations of this job are a batch: batch: false makes single runs of them";

function sharedOf({ inputs }: JobDefinition): Properties {
  return pick(inputs, (name) => !(name in PER_RUN));
}

function pick(inputs: Properties, isMeant: (name: string) => boolean): Properties {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => isMeant(name)));
}

/** A batch fails with its runs unless it says otherwise, in words of its own. */
function asMember(definition: JobDefinition): JobDefinition {
  const { onFailure, ...inputs } = definition.inputs;
  return onFailure === "fail" ? { ...definition, inputs } : definition;
}
