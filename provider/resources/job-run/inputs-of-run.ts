import type { RunView } from "../../api/models";
import { type JobRunInputs, jobRunInputs, timeoutSeconds } from "./inputs";
import { isAutomaticName } from "./name";

/**
 * The inputs that would declare a run, as far as the server tells: what it left out or what check would refuse is
 * absent, and defaults are not said.
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
  const { sparkDriverDiskGB, sparkExecutorDiskGB, sparkConfigs, dependencies } = echo;
  const parts = {
    sparkDriverDiskGB,
    sparkExecutorDiskGB,
    sparkConfigs: notEmpty(sparkConfigs),
    dependencies: Array.isArray(dependencies) ? notEmpty(dependencies.flatMap(dependencyOf)) : undefined,
  };
  // Each by itself: one that check would refuse must not take the others along.
  const taken = Object.entries(given(parts)).map(([field, value]) =>
    accepted("environment", { [field]: value }),
  );
  return notEmpty(Object.assign({}, ...taken) as NonNullable<JobRunInputs["environment"]>);
}

/** The server adds to each what it is and of which type its file is. One of neither kind is left out. */
function dependencyOf(echo: unknown): object[] {
  if (!isRecord(echo)) return [];
  const { libraryName, libraryVersion, filePath } = echo;
  if (typeof filePath === "string") return [{ filePath }];
  return typeof libraryName === "string" ? [given({ libraryName, libraryVersion })] : [];
}

/** The value if check takes it for this input. */
function accepted<K extends keyof JobRunInputs>(input: K, value: unknown): JobRunInputs[K] | undefined {
  const parsed = jobRunInputs.shape[input].safeParse(value ?? undefined);
  return parsed.success ? (parsed.data as JobRunInputs[K]) : undefined;
}

function notEmpty<T>(value: T): T | undefined {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0 ? value : undefined;
}

/** Without what is null or undefined. */
function given<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const kept = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]?: NonNullable<T[K]> };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
