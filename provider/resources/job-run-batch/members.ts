import { UNKNOWN } from "../../../wire/pulumi-values";
import type { LifecycleContext, Membership } from "../../resource";
import type { FileUpload } from "../../run/record";
import { given, isRecord, type Properties } from "../../values";
import type { JobRunInputs } from "../job-run/inputs";
import { memberPath } from "../job-run/names";
import type { JobRunState } from "../job-run/state";
import { type JobRunBatchInputs, type JobRunBatchState, MEMBER_FIELDS, onlyWarns } from "./fields";
import { type Records, recordsOf, stateOfRecord } from "./records";

/** The JobRuns that a batch is made of. */
export interface Members {
  /** Sorted, t2 before t10. The engine passes a map in no particular order. */
  readonly keys: readonly string[];
  /** The inputs of the JobRun that a key stands for. */
  inputsOf(key: string): JobRunInputs;
}

type Path = readonly (string | number)[];

/** Arguments of one run, top level. */
export const MEMBER_ARGS: readonly string[] = [
  ...new Set(MEMBER_FIELDS.map(({ path }) => path.split(".")[0] ?? path)),
];

/** Maps that a run merges with those of the defaults. It replaces everything else as a whole. */
const MERGED: ReadonlySet<string> = new Set([
  ...["", "runPython", "runJar", "environment", "environment.sparkConfigs", "triggers"],
]);

/**
 * @param inputs without nulls
 * @param policy has the settings that all runs share, if they are not from `inputs`
 */
export function membersOf(inputs: JobRunBatchInputs, policy = inputs): Members {
  const { defaults } = inputs;
  const runs: Readonly<Record<string, unknown>> = isRecord(inputs.runs) ? inputs.runs : {};
  const shared = sharedInputs(policy);
  const secretPaths = secretPathsOf(inputs);
  return {
    keys: inOrder(Object.keys(runs)),
    inputsOf: (key) => {
      const secrets = secretPaths(key, runs[key]);
      return {
        ...mergedArgs(defaults, runs[key]),
        ...shared,
        logs: { ...shared.logs, ...fileIn(policy.logs?.folder, key) },
        ...(secrets.length > 0 ? { __secretPaths: secrets } : {}),
      };
    },
  };
}

/** The settings of a batch as those of each run. */
export function sharedInputs(inputs: JobRunBatchInputs): JobRunInputs {
  const { runOn, wait, budget, onInterrupt, rerun, retry, adopt, adoptWithinHours, onReplace, validate } =
    inputs;
  return {
    ...{ runOn, wait, budget, onInterrupt, rerun, retry, adopt, adoptWithinHours, onReplace, validate },
    logs: sharedLogs(inputs),
    onFailure: onlyWarns(inputs) ? "warn" : "fail",
  };
}

/** A thousand runs share one row, where single log lines say nothing. */
function sharedLogs({ logs }: JobRunBatchInputs): JobRunInputs["logs"] {
  const { tailLines } = (logs as unknown) === UNKNOWN ? {} : (logs ?? {});
  return { ...given({ tailLines }), stream: false };
}

/** A key may hold any letters, and a file's name not. */
function fileIn(folder: string | undefined, key: string): { file?: string } {
  return folder === undefined ? {} : { file: `${folder}/${encodeURIComponent(key.toWellFormed())}.log` };
}

/** The arguments of one run: its own, and the defaults for the rest. */
export function mergedArgs(defaults: unknown, args: unknown): Properties {
  const [base, own] = [knownArgs(defaults), knownArgs(args)];
  const other = { runPython: "runJar", runJar: "runPython" };
  const kept = Object.entries(base).filter(
    ([field]) => !(field in other) || !isGiven(own[other[field as keyof typeof other]]),
  );
  return merged(Object.fromEntries(kept), own, "") as Properties;
}

/** If the arguments are not known yet, each one may be anything. */
function knownArgs(args: unknown): Properties {
  if (args === UNKNOWN) return Object.fromEntries(MEMBER_ARGS.map((name) => [name, UNKNOWN]));
  return isRecord(args) ? args : {};
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== UNKNOWN;
}

function merged(base: unknown, own: unknown, at: string): unknown {
  if (own === undefined || own === null) return base;
  if (base === undefined || base === null || own === UNKNOWN || !MERGED.has(at)) return own;
  if (base === UNKNOWN) return UNKNOWN;
  if (!isRecord(base) || !isRecord(own)) return own;
  const inner = (key: string): string => (at === "" ? key : `${at}.${key}`);
  const keys = new Set([...Object.keys(base), ...Object.keys(own)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, merged(ownValue(base, key), ownValue(own, key), inner(key))]),
  );
}

/** A key of the user may be the name of a property that every object inherits. */
function ownValue(object: Properties, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Where the secrets of each run are: its own, and those of the defaults that it did not replace. */
function secretPathsOf({ __secretPaths: paths = [], ...inputs }: JobRunBatchInputs) {
  const ofKeys = new Map<string, Path[]>();
  const ofDefaults: Path[] = [];
  const ofAll: Path[] = [];
  const whole = isRecord(inputs.defaults) ? Object.keys(inputs.defaults) : MEMBER_ARGS;
  for (const [top, ...rest] of paths) {
    const [key, ...inside] = rest;
    if (top === "defaults") ofDefaults.push(...(rest.length > 0 ? [rest] : whole.map((name) => [name])));
    else if (top === undefined || (top === "runs" && key === undefined))
      ofAll.push(...MEMBER_ARGS.map((name) => [name]));
    else if (top === "runs") {
      const own = inside.length > 0 ? [inside] : MEMBER_ARGS.map((name) => [name]);
      ofKeys.set(String(key), [...(ofKeys.get(String(key)) ?? []), ...own]);
    }
  }
  return (key: string, args: unknown): (string | number)[][] =>
    [...ofAll, ...(ofKeys.get(key) ?? []), ...ofDefaults.filter((path) => !isReplaced(args, path))].map(
      (path) => [...path],
    );
}

/** True if a run's own arguments hold another value at a path of the defaults. */
function isReplaced(args: unknown, path: Path): boolean {
  let value = args;
  for (const [index, step] of path.entries()) {
    value = isRecord(value) ? ownValue(value, String(step)) : undefined;
    if (value === undefined) return false;
    if (!MERGED.has(path.slice(0, index + 1).join("."))) return true;
  }
  return false;
}

/** The JobRuns that a state holds. */
export interface RecordedMembers {
  records: Records;
  /** The state of the JobRun of a key; undefined if it has none. */
  stateOf(key: string): JobRunState | undefined;
  uploads: readonly FileUpload[];
  /** Whether what the runs cost is final. Undefined: not recorded. */
  settled: boolean | undefined;
}

/** @param policy the present settings, by which the rules read a record */
export function recordedMembers(state: JobRunBatchState, policy: JobRunBatchInputs): RecordedMembers {
  const records = recordsOf(state);
  const recorded = membersOf(state, policy);
  const shared = sharedInputs(policy);
  const superseded = new Map(Object.entries(state.__superseded ?? {}));
  return {
    records,
    uploads: state.uploads ?? [],
    settled: settledIn(state.totals),
    stateOf: (key) => {
      const record = records.get(key);
      if (!record) return undefined;
      const older = superseded.get(key);
      return stateOfRecord(record, older ? { ...older, ...shared } : recorded.inputsOf(key));
    },
  };
}

/** Another version may have written it. */
function settledIn(totals: unknown): boolean | undefined {
  const settled = isRecord(totals) ? totals["settled"] : undefined;
  return typeof settled === "boolean" ? settled : undefined;
}

/** The context of one run. It has a name of its own in the program, and shares the row of the batch. */
export function memberContext(
  key: string,
  context: LifecycleContext,
  { log, count, report }: Pick<LifecycleContext, "log"> & Omit<Membership, "of" | "key">,
): LifecycleContext {
  const { identity } = context;
  return {
    ...context,
    log,
    identity: { ...identity, path: memberPath(identity, key), urn: memberUrn(identity, key) },
    member: { of: identity, key, count, report },
  };
}

/** The key under which the session remembers a run. */
export function memberUrn({ urn }: LifecycleContext["identity"], key: string): string {
  return `${urn}#${key}`;
}

const NATURAL = new Intl.Collator("en", { numeric: true });

/** Keys as a person would sort them. */
export function inOrder(keys: readonly string[]): string[] {
  return [...keys].sort((a, b) => NATURAL.compare(a, b) || (a < b ? -1 : 1));
}
