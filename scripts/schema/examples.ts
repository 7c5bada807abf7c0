import { readFileSync } from "node:fs";
import path from "node:path";

/** Programs that stand in descriptions, by the resource or function: `<file>.ts` and `<file>.yaml` do the same. */
export const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  JobRun: [
    { title: "A script", file: "script" },
    { title: "One run after another", file: "chain" },
    { title: "A JAR with libraries and limits", file: "jar" },
  ],
  JobRunBatch: [{ title: "A run for each tile", file: "batch" }],
  JobSet: [{ title: "A folder of job files", file: "job-set" }],
  RunCompletion: [{ title: "A run that takes hours", file: "long-run" }],
  Provider: [{ title: "A second account", file: "second-account" }],
  getRun: [{ title: "A run that something else started", file: "get-run" }],
  listRuns: [{ title: "Nightly runs that failed this year", file: "list-runs" }],
  getRunLogs: [{ title: "The last lines of a log", file: "get-run-logs" }],
  getRunMetrics: [{ title: "The processors and the cost of a run", file: "get-run-metrics" }],
  getRunCosts: [{ title: "What a run cost, and whether that is final", file: "get-run-costs" }],
  getOrganization: [{ title: "Where runs compute, and for how long they may", file: "get-organization" }],
  getStorages: [{ title: "Where files can be", file: "get-storages" }],
  getStorageIntegration: [{ title: "A storage integration by its name", file: "get-storage-integration" }],
  getTrustPolicy: [{ title: "Whom a role has to trust", file: "get-trust-policy" }],
  StorageFile: [{ title: "A library that a job uses", file: "storage-file" }],
  // The last: others list the storages that there are.
  StorageIntegration: [{ title: "A bucket that jobs read and write", file: "storage-integration" }],
};

interface Example {
  readonly title: string;
  readonly file: string;
}

type Extension = "ts" | "yaml";

const LANGUAGES: readonly { fence: string; extension: Extension }[] = [
  { fence: "typescript", extension: "ts" },
  { fence: "yaml", extension: "yaml" },
];

/** The program of an example; in YAML all of Pulumi.yaml but its name, its runtime and its plugins. */
export function exampleProgram(file: string, extension: Extension): string {
  return readFileSync(path.join(__dirname, "examples", `${file}.${extension}`), "utf8");
}

/** The examples of a resource or function, in the form from which each language's documentation takes its own. */
export function exampleSection(name: string): string {
  const examples = EXAMPLES[name] ?? [];
  return ["{{% examples %}}", "## Example Usage", ...examples.map(exampleText), "{{% /examples %}}"].join(
    "\n\n",
  );
}

function exampleText({ title, file }: Example): string {
  const blocks = LANGUAGES.map(
    ({ fence, extension }) => `\`\`\`${fence}\n${exampleProgram(file, extension)}\`\`\``,
  );
  return ["{{% example %}}", `### ${title}`, ...blocks, "{{% /example %}}"].join("\n\n");
}

/**
 * How generated SDKs are named. They are made where they are used (`pulumi package add`): none is published, so none
 * has a name that could be mistaken for a published one, or for this package, which holds the plugin itself.
 */
export const SDK_LANGUAGES: Readonly<Record<string, object>> = {
  csharp: { namespaces: { wherobots: "Wherobots" }, respectSchemaVersion: true },
  go: { importBasePath: "pulumi-wherobots/sdk/go/wherobots", respectSchemaVersion: true },
  java: { buildFiles: "gradle" },
  nodejs: { packageName: "pulumi-wherobots-sdk", respectSchemaVersion: true },
  python: { packageName: "pulumi_wherobots", pyproject: { enabled: true }, respectSchemaVersion: true },
};
