import { KNOWN_REGIONS, KNOWN_RUNTIMES, KNOWN_VERSIONS } from "../../../wire/known-values";
import { UNKNOWN } from "../../../wire/pulumi-values";
import type { RecordedRun, ToldOfResource } from "../../../wire/recorded-run";
import { schemaFailures, withTexts } from "../../inputs/check";
import { type LifecycleContext } from "../../resource";
import { nearest } from "../../text/did-you-mean";
import {
  type CheckFailure,
  hasUnknown,
  isRecord,
  type Properties,
  pathText,
  withoutNulls,
} from "../../values";
import { JOB_RUN } from "./fields";
import { fileFailures } from "./files";
import { type Dependency, defaultOf, type JobRunInputs } from "./inputs";
import { logicalPart } from "./names";

/**
 * Checks the inputs. Sends nothing, needs no key, applies no default: what is returned is what was given, texts as text, so
 * that a later default never looks like a change.
 */
export function checkJobRun(
  _olds: Properties | undefined,
  news: Properties,
  context: LifecycleContext,
): { inputs: Properties; failures: CheckFailure[] } {
  const given = withTexts(JOB_RUN.schema, news) as Properties & Pick<JobRunInputs, SentToCheck>;
  const failures = jobRunFailures(given);
  const { __recordedRun: recorded, __resource: resource, ...inputs } = given;
  if (failures.length > 0) return { inputs, failures };
  if (recorded) rememberRecorded(recorded, context);
  rememberResource(resource, context);
  context.session.namesInUse.add(logicalPart(context.identity.path));
  warnOfSlips(inputs, context);
  return { inputs, failures };
}

/** What never becomes an input. */
type SentToCheck = "__recordedRun" | "__resource";

/** What the sdk sent about the resource: its former names, and the runs that others have. */
export function rememberResource(
  resource: ToldOfResource | undefined,
  { session, identity }: LifecycleContext,
): void {
  for (const runId of resource?.heldRunIds ?? []) session.heldRunIds.add(runId);
  session.formerPaths.set(identity.urn, resource?.formerPaths ?? []);
}

/** What is wrong with the inputs of a run, whoever declares it. */
export function jobRunFailures(news: Properties): CheckFailure[] {
  const failures = [
    ...schemaFailures(JOB_RUN.schema, news, JOB_RUN.paths),
    ...chooseOneFailures(news),
    ...dependencyFailures(news),
  ];
  return failures.length > 0 ? failures : fileFailures(news);
}

/** What the sdk read of the run in state. A replacement is checked once more after diff, which knows more of the same run. */
export function rememberRecorded(recorded: RecordedRun, { session, identity }: LifecycleContext): void {
  const known = session.recordedRuns.get(identity.urn);
  session.recordedRuns.set(identity.urn, { ...(known?.runId === recorded.runId ? known : {}), ...recorded });
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
  if (python !== undefined) return oneProgramFailures("runPython", "script", python);
  if (jar !== undefined) return oneProgramFailures("runJar", "jar", jar);
  return [
    {
      path: "runPython",
      reason:
        'one of runPython and runJar is required, for example runPython: { script: "job.py" }, or { uri: "s3://bucket/job.py" }',
    },
  ];
}

/** A program is in storage, or a file of this machine. */
function oneProgramFailures(input: string, file: "script" | "jar", program: unknown): CheckFailure[] {
  if (!isRecord(program)) return [];
  const { uri, [file]: local } = program;
  if (
    uri === UNKNOWN ||
    local === UNKNOWN ||
    ((uri ?? undefined) === undefined) !== ((local ?? undefined) === undefined)
  )
    return [];
  const isBoth = (uri ?? undefined) !== undefined;
  const reason = isBoth
    ? `only one of uri and ${file} may be given: the ${file} is in storage, or a file of this machine`
    : `one of uri (its address in storage) and ${file} (a file of this machine) is required`;
  return [{ path: isBoth ? `${input}.${file}` : `${input}.uri`, reason }];
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
  const { libraryName, filePath, file, libraryVersion, sourceType } = dependency;
  if ([libraryName, filePath, file].filter((kind) => kind !== undefined).length !== 1) {
    return "needs one of libraryName (a PyPI library), filePath (a .whl, .zip or .jar in storage) and file (one of this machine)";
  }
  if (libraryName === undefined && libraryVersion !== undefined)
    return "libraryVersion belongs to a libraryName, not to a file";
  const kind = libraryName === undefined ? "FILE" : "PYPI";
  const other = kind === "FILE" ? "PYPI" : "FILE";
  if (sourceType === other) return `sourceType does not fit the other fields: leave it out, or write ${kind}`;
  return undefined;
}

/**
 * These are open lists: a value that looks like a known one but is not gets a warning, any other passes. So do sizes for
 * further attempts where there is none.
 */
export function warnOfSlips(news: Properties, { log }: Pick<LifecycleContext, "log">): void {
  if (hasUselessRuntimes(news))
    log(
      "warning",
      "retry.runtimes does nothing unless retry.maxAttempts, which counts the first attempt too, is above 1",
    );
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

function hasUselessRuntimes({ retry }: Properties): boolean {
  if (!isRecord(retry) || (retry["runtimes"] ?? undefined) === undefined) return false;
  return (retry["maxAttempts"] ?? defaultOf("retry.maxAttempts")) === 1;
}

function isSecretAt(news: Properties, field: string): boolean {
  const paths = news["__secretPaths"];
  return Array.isArray(paths) && paths.some((path: unknown) => Array.isArray(path) && path[0] === field);
}
