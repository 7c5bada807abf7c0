/** The echo of a submitted payload, defaults filled in as the API fills them. */
export interface JobRunPayload {
  /** The run's name. */
  name: string;
  /** Null: the organisation's default. */
  runtime: string | null;
  /** WherobotsDB version; null: the default. */
  version: string | null;
  /** The script, or null for a JAR. */
  runPython: PythonProgram | null;
  /** The JAR, or null for a script. */
  runJar: JarProgram | null;
  /** Seconds, no more than the organisation's limit. */
  timeoutSeconds: number;
  /** Disk, Spark configuration and libraries. */
  environment: JobRunEnvironment;
}

/** The script of a run. */
export interface PythonProgram {
  /** Its address. */
  uri: string;
  /** Its arguments. */
  args: string[];
}

/** The JAR of a run. */
export interface JarProgram extends PythonProgram {
  /** The class whose `main` is called; null: the manifest's. */
  mainClass: string | null;
}

/** What a run computes with. */
export interface JobRunEnvironment {
  /** GB; null: the runtime's. */
  sparkDriverDiskGB: number | null;
  /** GB of each executor; null: the runtime's. */
  sparkExecutorDiskGB: number | null;
  /** Spark's configuration. */
  sparkConfigs: Record<string, string>;
  /** Libraries, in the order of the request. */
  dependencies: (PypiDependency | FileDependency)[];
}

/** A library of PyPI. */
export interface PypiDependency {
  /** `PYPI`, or what was sent. */
  sourceType: string;
  /** Its name on PyPI. */
  libraryName: string;
  /** Null: the newest. */
  libraryVersion: string | null;
}

/** A library in storage. */
export interface FileDependency {
  /** `FILE`, or what was sent. */
  sourceType: string;
  /** Its address. */
  filePath: string;
  /** By the ending of its address. */
  fileType: "JAR" | "PYTHON_WHEEL" | "ZIP" | "OTHER";
}

/** A payload as the description allows it to be sent: only the name is certain. */
export interface SubmittedPayload {
  /** The run's name. */
  name: string;
  /** Default: the organisation's. */
  runtime?: string | null;
  /** WherobotsDB version. Default: the API's. */
  version?: string | null;
  /** The script to run. */
  runPython?: Submitted<PythonProgram> | null;
  /** The JAR to run. */
  runJar?: Submitted<JarProgram> | null;
  /** Seconds until the run is stopped. Default 3600. */
  timeoutSeconds?: number;
  /** Disk, Spark configuration and libraries. Default: the runtime's disk, and nothing else. */
  environment?: Partial<Omit<JobRunEnvironment, "dependencies">> & {
    /** Libraries. Default: none. */
    dependencies?: SubmittedDependency[];
  };
}

/** A program as it is sent: all but its address has a default. */
export type Submitted<P extends PythonProgram> = Pick<P, "uri"> & Partial<P>;

/** A library as it is sent: `libraryName` for one of PyPI, `filePath` for one in storage. */
export interface SubmittedDependency {
  /** `PYPI` or `FILE`. Default: as the other fields say. */
  sourceType?: string;
  /** Its name on PyPI. */
  libraryName?: string;
  /** Its version there. Default: the newest. */
  libraryVersion?: string | null;
  /** Its address in storage. */
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
