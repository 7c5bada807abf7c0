import { hasUnknown, pathText, schemaFailures, withoutNulls } from "../../check-inputs";
import { type CheckFailure, type LifecycleContext, type Properties, UNKNOWN } from "../../lifecycle";
import { nearest } from "../../nearest";
import type { RecordedRun } from "../../session";
import { JOB_RUN_FIELDS } from "./field-policy";
import { type Dependency, type JobRunInputs, jobRunInputs } from "./inputs";
import { KNOWN_REGIONS, KNOWN_RUNTIMES, KNOWN_VERSIONS } from "./known-values";
import { automaticName } from "./name";

const DEPENDENCY_FIELDS = ["sourceType", "libraryName", "libraryVersion", "filePath"];

/** Paths that a message may suggest: the table's, and those inside the items of a list. */
export const KNOWN_JOB_RUN_PATHS: readonly string[] = [
  ...JOB_RUN_FIELDS.map((row) => row.path),
  ...DEPENDENCY_FIELDS.map((field) => `environment.dependencies.[].${field}`),
];

/**
 * Checks the inputs and chooses the automatic name. Sends nothing, needs no key, applies no default: what is
 * returned is what was given, so that a later default never looks like a change.
 */
export function checkJobRun(
  olds: Properties | undefined,
  news: Properties,
  context: LifecycleContext,
): { inputs: Properties; failures: CheckFailure[] } {
  const failures = jobRunFailures(news);
  if (failures.length > 0) return { inputs: news, failures };
  const { __recordedRun: recorded, ...inputs }: Properties & Pick<JobRunInputs, "__recordedRun"> = news;
  if (recorded) rememberRecorded(recorded, context);
  warnOfSlips(inputs, context);
  return { inputs: withName(olds, inputs, context), failures };
}

/** What is wrong with the inputs of a run, whoever declares it. */
export function jobRunFailures(news: Properties): CheckFailure[] {
  return [
    ...schemaFailures(jobRunInputs, news, KNOWN_JOB_RUN_PATHS),
    ...chooseOneFailures(news),
    ...dependencyFailures(news),
  ];
}

/** What the sdk told of the run in state. A replacement is checked once more after diff, which knows more of the same run. */
export function rememberRecorded(recorded: RecordedRun, { session, identity }: LifecycleContext): void {
  const known = session.recordedRuns.get(identity.urn);
  session.recordedRuns.set(identity.urn, { ...(known?.runId === recorded.runId ? known : {}), ...recorded });
}

function withName(olds: Properties | undefined, news: Properties, context: LifecycleContext): Properties {
  if (news["name"] !== undefined && news["name"] !== null) return news;
  const old = olds?.["__name"];
  if (typeof old === "string") return { ...news, __name: old };
  // A preview may not know yet what the name is made of, and nothing is submitted by it.
  if (hasUnknown(news)) return news;
  return {
    ...news,
    __name: automaticName(withoutNulls(news) as JobRunInputs, context),
  };
}

function chooseOneFailures(news: Properties): CheckFailure[] {
  const python = news["runPython"] ?? undefined;
  const jar = news["runJar"] ?? undefined;
  // What is not known yet may still turn out to be absent.
  if (python === UNKNOWN || jar === UNKNOWN) return [];
  if (python !== undefined && jar !== undefined) {
    return [
      {
        path: "runPython, runJar",
        reason: "only one of them may be given: a run is either a script or a JAR",
      },
    ];
  }
  if (python !== undefined || jar !== undefined) return [];
  return [
    {
      path: "runPython",
      reason: 'one of runPython and runJar is required, for example runPython: { uri: "s3://bucket/job.py" }',
    },
  ];
}

function dependencyFailures(news: Properties): CheckFailure[] {
  const environment = news["environment"];
  const list =
    typeof environment === "object" && environment !== null && "dependencies" in environment
      ? environment.dependencies
      : [];
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, index) => {
    if (typeof item !== "object" || item === null || hasUnknown(item)) return [];
    const reason = dependencyProblem(withoutNulls(item) as Dependency);
    return reason === undefined ? [] : [{ path: pathText(["environment", "dependencies", index]), reason }];
  });
}

function dependencyProblem(dependency: Dependency): string | undefined {
  const { libraryName, filePath, libraryVersion, sourceType } = dependency;
  if ((libraryName === undefined) === (filePath === undefined)) {
    return "needs either libraryName (a PyPI library) or filePath (a .whl, .zip or .jar in storage)";
  }
  if (filePath !== undefined && libraryVersion !== undefined)
    return "libraryVersion belongs to a libraryName, not to a filePath";
  const kind = libraryName === undefined ? "FILE" : "PYPI";
  const other = kind === "FILE" ? "PYPI" : "FILE";
  if (sourceType === other) return `sourceType does not fit the other fields: leave it out, or write ${kind}`;
  return undefined;
}

/** These are open lists: a value that looks like a known one but is not gets a warning, any other passes. */
export function warnOfSlips(news: Properties, { log }: Pick<LifecycleContext, "log">): void {
  const lists = { runtime: KNOWN_RUNTIMES, region: KNOWN_REGIONS, version: KNOWN_VERSIONS };
  for (const [field, known] of Object.entries(lists)) {
    const value = news[field];
    if (typeof value !== "string" || known.includes(value) || isSecretAt(news, field)) continue;
    const meant = nearest(value, known);
    if (meant !== undefined && !/\d/.test(value) === !/\d/.test(meant)) {
      log("warning", `${field} "${value}" is not one known to this version; did you mean "${meant}"?`);
    }
  }
}

function isSecretAt(news: Properties, field: string): boolean {
  const paths = news["__secretPaths"];
  return Array.isArray(paths) && paths.some((path: unknown) => Array.isArray(path) && path[0] === field);
}
