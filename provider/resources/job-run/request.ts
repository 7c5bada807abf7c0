import { isDeepStrictEqual } from "node:util";
import type { ProviderConfig } from "../../account/config";
import type { NewRun, RunView } from "../../api/models";
import type { EffectiveSettings } from "../../run/record";
import { canonicalJson, type Given, given, isRecord } from "../../values";
import { JOB_RUN } from "./fields";
import { type Dependency, type JobRunInputs, timeoutSeconds } from "./inputs";
import { isAutomaticName } from "./names";

/** What POST /runs is sent: inputs, then configuration, then the defaults. */
export interface RunRequest {
  payload: CreateRunPayload;
  sent: EffectiveSettings;
}

/** Body of POST /runs. What is neither a map nor a list is sent in the environment as it was given. */
export interface CreateRunPayload extends NewRun {
  runtime?: string;
  version?: string;
  runPython?: { uri: string; args: string[] };
  runJar?: { uri: string; args: string[]; mainClass?: string };
  timeoutSeconds: number;
  environment: Given<Omit<Environment, "sparkConfigs" | "dependencies">> & {
    sparkConfigs: Record<string, string>;
    dependencies: RunDependency[];
  };
}

type Environment = NonNullable<JobRunInputs["environment"]>;

/** A library of a run: from PyPI, or a file in storage. */
type RunDependency =
  | { sourceType: "PYPI"; libraryName: string; libraryVersion?: string }
  | { sourceType: "FILE"; filePath: string };

/** Builds the body of POST /runs. Defaults are applied here and nowhere before. */
export function runRequest(
  inputs: JobRunInputs,
  name: string,
  config: Pick<ProviderConfig, "region" | "runtime" | "version">,
): RunRequest {
  const region = inputs.region ?? config.region;
  const runtime = inputs.runtime ?? config.runtime;
  const version = inputs.version ?? config.version;
  const seconds = timeoutSeconds(inputs);
  const { runPython, runJar } = inputs;
  const { sparkConfigs = {}, dependencies = [], ...sizes } = inputs.environment ?? {};
  const settings = given({ runtime, version });
  const payload: CreateRunPayload = {
    name,
    ...settings,
    ...(runPython ? { runPython: { uri: addressOf(runPython), args: runPython.args ?? [] } } : {}),
    ...(runJar
      ? {
          runJar: {
            uri: addressOf(runJar),
            args: runJar.args ?? [],
            ...(runJar.mainClass ? { mainClass: runJar.mainClass } : {}),
          },
        }
      : {}),
    timeoutSeconds: seconds,
    environment: {
      ...given(known(sizes)),
      sparkConfigs,
      dependencies: dependencies.map(runDependency),
    },
  };
  return { payload, sent: { ...given({ region }), ...settings, timeoutSeconds: seconds } };
}

function addressOf({ uri }: { uri?: string | undefined }): string {
  if (uri === undefined) throw new TypeError("a file gets its address before the request is made");
  return uri;
}

/** The same request for another attempt: under another name, and maybe with another runtime. */
export function requestOf(
  { payload, sent }: RunRequest,
  { name, runtime }: { name: string; runtime: string | undefined },
): RunRequest {
  const settings = given({ runtime });
  return { payload: { ...payload, name, ...settings }, sent: { ...sent, ...settings } };
}

function runDependency({ libraryName, libraryVersion, filePath }: Dependency): RunDependency {
  if (filePath !== undefined) return { sourceType: "FILE", filePath };
  if (libraryName === undefined)
    throw new TypeError("check lets no dependency without libraryName or filePath pass");
  return { sourceType: "PYPI", libraryName, ...given({ libraryVersion }) };
}

/**
 * True if a run was started with what would be sent now, as far as the server returns it. Null means absent. A runtime or
 * version is only compared if both sides have one.
 *
 * @param runtimes those that a further attempt may have instead
 */
export function isSamePayload(
  sent: CreateRunPayload,
  run: RunView,
  runtimes: readonly string[] = [],
): boolean {
  const echo: Record<string, unknown> = run.payload ?? {};
  const environment = withoutFileTypes(echo["environment"] ?? { sparkConfigs: {}, dependencies: [] });
  const same = (a: unknown, b: unknown): boolean => isDeepStrictEqual(canonicalJson(a), canonicalJson(b));
  const open = (["runtime", "version"] as const).every((field) => {
    const echoed = echo[field] ?? undefined;
    const isAttempt = field === "runtime" && runtimes.some((runtime) => runtime === echoed);
    return sent[field] === undefined || echoed === undefined || sent[field] === echoed || isAttempt;
  });
  return (
    open &&
    same(sent.runPython, echo["runPython"]) &&
    same(sent.runJar, echo["runJar"]) &&
    same(sent.environment, environment)
  );
}

/** The server adds a read-only `fileType` to each file. */
function withoutFileTypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutFileTypes);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "fileType")
      .map(([key, item]) => [key, withoutFileTypes(item)]),
  );
}

/**
 * The inputs that would declare a run, as far as the server returns them. Values that it left out, values that check would
 * refuse and defaults are absent.
 */
export function inputsOfRun(run: RunView): JobRunInputs {
  const payload: Record<string, unknown> = run.payload ?? {};
  const seconds = accepted("timeoutSeconds", payload["timeoutSeconds"]);
  return given({
    ...(isAutomaticName(run.name) ? {} : { name: accepted("name", run.name) }),
    region: accepted("region", payload["region"] ?? run.kubeApp?.regionName),
    runtime: accepted("runtime", payload["runtime"]),
    version: accepted("version", payload["version"]),
    runPython: accepted("runPython", programOf(run.payload?.runPython)),
    runJar: accepted("runJar", programOf(run.payload?.runJar)),
    timeoutSeconds: seconds === timeoutSeconds({}) ? undefined : seconds,
    environment: environmentOf(payload["environment"]),
  });
}

function programOf(program: Record<string, unknown> | null | undefined): object | undefined {
  if (!program) return undefined;
  const { uri, args, mainClass } = program;
  return given({ uri, args: notEmpty(args), mainClass: mainClass === "" ? undefined : mainClass });
}

function environmentOf(echo: unknown): JobRunInputs["environment"] {
  if (!isRecord(echo)) return undefined;
  const { sparkConfigs, dependencies } = echo;
  const parts = {
    ...echo,
    sparkConfigs: notEmpty(sparkConfigs),
    dependencies: Array.isArray(dependencies) ? notEmpty(dependencies.flatMap(dependencyOf)) : undefined,
  };
  // One by one, so that a value that check would refuse, or does not know, does not remove the others.
  const taken = Object.entries(given(parts)).map(([field, value]) =>
    accepted("environment", { [field]: value }),
  );
  return notEmpty(Object.assign({}, ...taken) as NonNullable<JobRunInputs["environment"]>);
}

/** The server adds the kind of the dependency and its file type. A dependency of an unknown kind is left out. */
function dependencyOf(echo: unknown): object[] {
  if (!isRecord(echo)) return [];
  const { libraryName, libraryVersion, filePath } = echo;
  if (typeof filePath === "string") return [{ filePath }];
  return typeof libraryName === "string" ? [given({ libraryName, libraryVersion })] : [];
}

/** The value, if check accepts it for this input. */
function accepted<K extends keyof JobRunInputs>(input: K, value: unknown): JobRunInputs[K] | undefined {
  const parsed = JOB_RUN.fields[input].schema.safeParse(value ?? undefined);
  return parsed.success ? (parsed.data as JobRunInputs[K]) : undefined;
}

function notEmpty<T>(value: T): T | undefined {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0 ? value : undefined;
}

/** Fields of the environment that this version knows. A policy may add others after check. */
function known<T extends object>(environment: T): T {
  const entries = Object.entries(environment).filter(([name]) =>
    JOB_RUN.paths.includes(`environment.${name}`),
  );
  return Object.fromEntries(entries) as T;
}
