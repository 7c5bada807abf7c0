import { isDeepStrictEqual } from "node:util";
import type { CreateRunPayload, RunDependency, RunView } from "../../api/models";
import type { ProviderConfig } from "../../config";
import { canonicalJson } from "../../field-policy";
import type { EffectiveSettings } from "../run/observed-run";
import { type Dependency, type JobRunInputs, timeoutSeconds } from "./inputs";

/** What is sent to POST /runs: inputs, then configuration, then the defaults. */
export interface Submission {
  payload: CreateRunPayload;
  sent: EffectiveSettings;
}

/** Builds the body of POST /runs. Defaults are applied here and nowhere before. */
export function submission(inputs: JobRunInputs, name: string, config: ProviderConfig): Submission {
  const region = inputs.region ?? config.region;
  const runtime = inputs.runtime ?? config.runtime;
  const version = inputs.version ?? config.version;
  const seconds = timeoutSeconds(inputs);
  const { runPython, runJar, environment } = inputs;
  const payload: CreateRunPayload = {
    name,
    ...(runtime === undefined ? {} : { runtime }),
    ...(version === undefined ? {} : { version }),
    ...(runPython ? { runPython: { uri: runPython.uri, args: runPython.args ?? [] } } : {}),
    ...(runJar
      ? {
          runJar: {
            uri: runJar.uri,
            args: runJar.args ?? [],
            ...(runJar.mainClass ? { mainClass: runJar.mainClass } : {}),
          },
        }
      : {}),
    timeoutSeconds: seconds,
    environment: {
      ...(environment?.sparkDriverDiskGB ? { sparkDriverDiskGB: environment.sparkDriverDiskGB } : {}),
      ...(environment?.sparkExecutorDiskGB ? { sparkExecutorDiskGB: environment.sparkExecutorDiskGB } : {}),
      sparkConfigs: environment?.sparkConfigs ?? {},
      dependencies: (environment?.dependencies ?? []).map(runDependency),
    },
  };
  const sent: EffectiveSettings = {
    ...(region === undefined ? {} : { region }),
    ...(runtime === undefined ? {} : { runtime }),
    ...(version === undefined ? {} : { version }),
    timeoutSeconds: seconds,
  };
  return { payload, sent };
}

function runDependency({ libraryName, libraryVersion, filePath }: Dependency): RunDependency {
  if (filePath !== undefined) return { sourceType: "FILE", filePath };
  if (libraryName === undefined)
    throw new TypeError("check lets no dependency without libraryName or filePath pass");
  return { sourceType: "PYPI", libraryName, ...(libraryVersion === undefined ? {} : { libraryVersion }) };
}

/**
 * True if a run was started with what would be sent now, as far as the server's echo tells: null means absent, and a
 * runtime or version that either side left to the server tells nothing.
 */
export function isSamePayload(sent: CreateRunPayload, run: RunView): boolean {
  const echo: Record<string, unknown> = run.payload ?? {};
  const environment = withoutFileTypes(echo["environment"] ?? { sparkConfigs: {}, dependencies: [] });
  const same = (a: unknown, b: unknown): boolean => isDeepStrictEqual(canonicalJson(a), canonicalJson(b));
  const open = (["runtime", "version"] as const).every((field) => {
    const echoed = echo[field] ?? undefined;
    return sent[field] === undefined || echoed === undefined || sent[field] === echoed;
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
