/** The echo of a submitted payload, defaults filled in as the API fills them. */
export interface JobRunPayload {
  name: string;
  runtime: string | null;
  version: string | null;
  runPython: PythonProgram | null;
  runJar: JarProgram | null;
  timeoutSeconds: number;
  environment: JobRunEnvironment;
}

export interface PythonProgram {
  uri: string;
  args: string[];
}

export interface JarProgram extends PythonProgram {
  mainClass: string | null;
}

export interface JobRunEnvironment {
  sparkDriverDiskGB: number | null;
  sparkExecutorDiskGB: number | null;
  sparkConfigs: Record<string, string>;
  dependencies: (PypiDependency | FileDependency)[];
}

export interface PypiDependency {
  sourceType: string;
  libraryName: string;
  libraryVersion: string | null;
}

export interface FileDependency {
  sourceType: string;
  filePath: string;
  fileType: "JAR" | "PYTHON_WHEEL" | "ZIP" | "OTHER";
}

/** A payload as the description allows it to be sent: only the name is certain. */
export interface SubmittedPayload {
  name: string;
  runtime?: string | null;
  version?: string | null;
  runPython?: { uri: string; args?: string[] } | null;
  runJar?: { uri: string; args?: string[]; mainClass?: string | null } | null;
  timeoutSeconds?: number;
  environment?: {
    sparkDriverDiskGB?: number | null;
    sparkExecutorDiskGB?: number | null;
    sparkConfigs?: Record<string, string>;
    dependencies?: SubmittedDependency[];
  };
}

interface SubmittedDependency {
  sourceType?: string;
  libraryName?: string;
  libraryVersion?: string | null;
  filePath?: string;
}

const DEFAULT_TIMEOUT_SECONDS = 3600;

/** Fills defaults; a timeout above the organization's limit is lowered without a word, as the API does. */
export function echoPayload(sent: SubmittedPayload, maxTimeoutSeconds: number): JobRunPayload {
  const { runPython, runJar, environment } = sent;
  return {
    runtime: sent.runtime ?? null,
    version: sent.version ?? null,
    name: sent.name,
    runPython: runPython ? { uri: runPython.uri, args: runPython.args ?? [] } : null,
    runJar: runJar ? { uri: runJar.uri, args: runJar.args ?? [], mainClass: runJar.mainClass ?? null } : null,
    timeoutSeconds: Math.min(sent.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS, maxTimeoutSeconds),
    environment: {
      sparkDriverDiskGB: environment?.sparkDriverDiskGB ?? null,
      sparkExecutorDiskGB: environment?.sparkExecutorDiskGB ?? null,
      sparkConfigs: environment?.sparkConfigs ?? {},
      dependencies: (environment?.dependencies ?? []).map(echoDependency),
    },
  };
}

function echoDependency(sent: SubmittedDependency): PypiDependency | FileDependency {
  if (sent.filePath !== undefined) {
    return {
      sourceType: sent.sourceType ?? "FILE",
      filePath: sent.filePath,
      fileType: fileType(sent.filePath),
    };
  }
  return {
    sourceType: sent.sourceType ?? "PYPI",
    libraryName: sent.libraryName ?? "",
    libraryVersion: sent.libraryVersion ?? null,
  };
}

function fileType(path: string): FileDependency["fileType"] {
  if (path.endsWith(".jar")) return "JAR";
  if (path.endsWith(".whl")) return "PYTHON_WHEEL";
  return path.endsWith(".zip") ? "ZIP" : "OTHER";
}
