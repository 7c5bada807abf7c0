import type { CreateRunPayload, RunDependency } from "../../api/models";
import type { ProviderConfig } from "../../config";
import type { EffectiveSettings } from "../run/observe";
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
