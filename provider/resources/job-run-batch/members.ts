import { type LifecycleContext, type Membership, type Properties, UNKNOWN } from "../../lifecycle";
import type { JobRunInputs } from "../job-run/inputs";
import { memberPath } from "../job-run/name";
import { MEMBER_FIELDS } from "./field-policy";
import { type JobRunBatchInputs, onlyWarns } from "./inputs";

/** The JobRuns that a batch is made of. */
export interface Members {
  /** In the order in which they are gone through: t2 before t10. The engine hands a map over in no order. */
  readonly keys: readonly string[];
  /** The inputs of the JobRun that a key stands for. */
  inputsOf(key: string): JobRunInputs;
}

type Path = readonly (string | number)[];

/** Arguments of one run, top level. */
export const MEMBER_ARGS: readonly string[] = [
  ...new Set(MEMBER_FIELDS.map(({ path }) => path.split(".")[0] ?? path)),
];

/** Maps in which a run says only what differs; all else is a value and replaced as a whole. */
const MERGED: ReadonlySet<string> = new Set([
  ...["", "runPython", "runJar", "environment", "environment.sparkConfigs", "triggers"],
]);

/**
 * @param inputs without nulls
 * @param policy where the settings that all runs share are taken from, if not from there
 */
export function membersOf(inputs: JobRunBatchInputs, policy = inputs): Members {
  const { defaults } = inputs;
  const runs: Readonly<Record<string, unknown>> = isObject(inputs.runs) ? inputs.runs : {};
  const shared = sharedInputs(policy);
  const secretPaths = secretPathsOf(inputs);
  return {
    keys: inOrder(Object.keys(runs)),
    inputsOf: (key) => {
      const secrets = secretPaths(key, runs[key]);
      return {
        ...mergedArgs(defaults, runs[key]),
        ...shared,
        ...(secrets.length > 0 ? { __secretPaths: secrets } : {}),
      };
    },
  };
}

/** The settings of a batch as those of each run. */
export function sharedInputs(inputs: JobRunBatchInputs): JobRunInputs {
  const { runOn, wait, onInterrupt, rerun, retry, adopt, adoptWithinHours } = inputs;
  return {
    ...{ runOn, wait, onInterrupt, rerun, retry, adopt, adoptWithinHours },
    // A line of a log says nothing on a row that a thousand runs share.
    logs: (inputs.logs as unknown) === UNKNOWN ? inputs.logs : { ...inputs.logs, stream: false },
    onFailure: onlyWarns(inputs) ? "warn" : "fail",
  };
}

/** What one run is given: its own arguments, and for the rest the defaults. */
export function mergedArgs(defaults: unknown, args: unknown): Properties {
  const [base, own] = [knownArgs(defaults), knownArgs(args)];
  const other = { runPython: "runJar", runJar: "runPython" };
  const kept = Object.entries(base).filter(
    ([field]) => !(field in other) || !isGiven(own[other[field as keyof typeof other]]),
  );
  return merged(Object.fromEntries(kept), own, "") as Properties;
}

/** Of arguments that are not known yet, each may be anything. */
function knownArgs(args: unknown): Properties {
  if (args === UNKNOWN) return Object.fromEntries(MEMBER_ARGS.map((name) => [name, UNKNOWN]));
  return isObject(args) ? args : {};
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== UNKNOWN;
}

function merged(base: unknown, own: unknown, at: string): unknown {
  if (own === undefined || own === null) return base;
  if (base === undefined || base === null || own === UNKNOWN || !MERGED.has(at)) return own;
  if (base === UNKNOWN) return UNKNOWN;
  if (!isObject(base) || !isObject(own)) return own;
  const inner = (key: string): string => (at === "" ? key : `${at}.${key}`);
  const keys = new Set([...Object.keys(base), ...Object.keys(own)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, merged(ownValue(base, key), ownValue(own, key), inner(key))]),
  );
}

/** Keys are the user's: one of them may be the name of something that every object has. */
function ownValue(object: Properties, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** For each run, where its secrets are: its own, and those of the defaults that it did not replace. */
function secretPathsOf({ __secretPaths: paths = [], ...inputs }: JobRunBatchInputs) {
  const ofKeys = new Map<string, Path[]>();
  const ofDefaults: Path[] = [];
  const ofAll: Path[] = [];
  const whole = isObject(inputs.defaults) ? Object.keys(inputs.defaults) : MEMBER_ARGS;
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
    value = isObject(value) ? ownValue(value, String(step)) : undefined;
    if (value === undefined) return false;
    if (!MERGED.has(path.slice(0, index + 1).join("."))) return true;
  }
  return false;
}

/** The context of one run: its own name in the program, and no row of its own. */
export function memberContext(
  key: string,
  context: LifecycleContext,
  { log, count, report }: Pick<LifecycleContext, "log"> & Omit<Membership, "of">,
): LifecycleContext {
  const { identity } = context;
  return {
    ...context,
    log,
    identity: { ...identity, path: memberPath(identity, key), urn: memberUrn(identity, key) },
    member: { of: identity, count, report },
  };
}

/** By this the process remembers a run. */
export function memberUrn({ urn }: LifecycleContext["identity"], key: string): string {
  return `${urn}#${key}`;
}

const NATURAL = new Intl.Collator("en", { numeric: true });

/** Keys as a person would list them. */
export function inOrder(keys: readonly string[]): string[] {
  return [...keys].sort((a, b) => NATURAL.compare(a, b) || (a < b ? -1 : 1));
}

function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
