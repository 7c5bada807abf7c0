import { createHash } from "node:crypto";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import ts from "typescript";
import schema from "../../plugin/schema.json";
import * as wherobots from "../../sdk";
import { asked } from "../support/context/registered";

/*
 * What programs, states and generated SDKs refer to by name. A change here breaks somebody: whoever means it changes the
 * golden and says so in the change log.
 */
const TYPES = [
  ...["BatchLogsArgs", "BatchOnFailure", "BatchRunArgs", "BudgetArgs"],
  ...[
    "BatchRunRecord",
    "BatchTotals",
    "DependencyArgs",
    "EffectiveSettings",
    "EnvironmentArgs",
    "FileUpload",
  ],
  ...["JobRunArgs", "JobRunBatchArgs", "JobSetArgs", "JobSetRun", "KubeApp", "KubeAppEvent", "KubeAppMeta"],
  ...["LocalFile", "LocalFiles"],
  ...["RerunArgs", "RetryArgs", "RunAccount", "RunAttempt", "RunCompletionArgs", "RunCost", "RunFailure"],
  ...["RunJarArgs", "RunPythonArgs", "RunTiming", "StorageAccess", "StorageIntegrationArgs", "TriggeredBy"],
  ...["LogsArgs", "StorageFileArgs", "WaitArgs"],
];
const VALUES = [
  ...["JobRun", "JobRunBatch", "JobSet", "Region", "RunCompletion", "RunStatus", "Runtime"],
  ...["StorageFile", "StorageIntegration"],
];
const LOOK_UPS = [
  ...["getRun", "getRunOutput", "GetRunArgs", "GetRunOutputArgs", "RunRecord"],
  ...["listRuns", "listRunsOutput", "ListRunsArgs", "ListRunsOutputArgs", "RunList", "ListedRun"],
  ...["getRunLogs", "getRunLogsOutput", "GetRunLogsArgs", "GetRunLogsOutputArgs", "RunLogs", "RunLogLine"],
  ...["getRunMetrics", "getRunMetricsOutput", "GetRunMetricsArgs", "GetRunMetricsOutputArgs"],
  ...["RunMetricsRecord", "RunMetricSeries", "RunMetricPoint", "RunMetricValue"],
  ...["getRunCosts", "getRunCostsOutput", "GetRunCostsArgs", "GetRunCostsOutputArgs", "RunCosts"],
  ...["RunCostEntry", "getOrganization", "getOrganizationOutput", "OrganizationRecord", "OrganizationUser"],
  ...["getStorages", "getStoragesOutput", "StorageList", "StorageRecord"],
  ...["getStorageIntegration", "getStorageIntegrationOutput", "GetStorageIntegrationArgs"],
  ...["GetStorageIntegrationOutputArgs", "getTrustPolicy", "getTrustPolicyOutput", "GetTrustPolicyArgs"],
  ...["GetTrustPolicyOutputArgs", "TrustPolicy", "eachRun", "RunFilters"],
];
const ENTRIES: Record<string, string[]> = {
  "sdk/index.ts": [...VALUES, ...TYPES, ...LOOK_UPS, "OnInterrupt"],
  "sdk/plugin/index.ts": [...VALUES, ...TYPES, ...LOOK_UPS, "OnInterrupt", "Provider", "ProviderArgs"],
  "provider/index.ts": ["host"],
  "emulator/index.ts": [
    ...["DEFAULT_ACCOUNT", "createEmulator", "Emulator", "EmulatorAccount", "EmulatorOptions", "EmulatorTls"],
    ...[
      "ExchangeMoment",
      "FaultKind",
      "FaultRule",
      "InitialContent",
      "InitialFile",
      "InitialRun",
      "InitialStorage",
      "JobRunPayload",
      "Pattern",
      "PlanRule",
      "PlannedEvent",
    ],
    ...["PlannedLine", "PlannedLines", "RecordedRequest", "RunPlan", "RunRecord", "StorageAccess"],
    ...["StoredFile", "FileDependency", "JarProgram", "JobRunEnvironment", "PypiDependency", "PythonProgram"],
    ...["QuotaName", "Submitted", "SubmittedDependency", "SubmittedPayload"],
  ],
  "testing/index.ts": [
    ...["MockOptions", "MockedResource", "TestEmulator", "TestHooks", "emulatorForTests", "wherobotsMocks"],
    "FollowedRunRecord",
  ],
};

it("the entries export these names, types included", () => {
  const root = path.join(__dirname, "../..");
  const files = Object.keys(ENTRIES).map((file) => path.join(root, file));
  const program = ts.createProgram(files, { module: ts.ModuleKind.NodeNext, noLib: true, types: [] });
  const checker = program.getTypeChecker();
  const exported = files.map((file) => {
    const source = program.getSourceFile(file);
    const symbol = source && checker.getSymbolAtLocation(source);
    const names = symbol ? checker.getExportsOfModule(symbol).map(({ name }) => name) : [];
    return [path.relative(root, file), names.sort()];
  });
  const expected = Object.entries(ENTRIES).map(([file, names]) => [file, [...names].sort()]);
  expect(Object.fromEntries(exported)).toEqual(Object.fromEntries(expected));
});

it("the text that says who a resource of the dynamic provider is keeps its form", async () => {
  const args = { runPython: { uri: "s3://bucket.test/a.py" } };
  const { registered } = await asked(
    () => {
      const maps = new pulumi.ComponentResource("acme:Maps", "maps");
      const first = new wherobots.JobRun("a::b", args, { parent: maps });
      new wherobots.RunCompletion("c", { runId: first.runId }, { parent: first });
      new wherobots.JobRunBatch("d", { runs: {} });
    },
    undefined,
    "acme",
  );
  const texts = registered.map((request) => request.getObject()?.toJavaScript()["__identity"]);
  expect(texts.filter((text) => text !== undefined)).toEqual([
    "acme::stack::project::JobRunBatch::d",
    "acme::stack::project::acme:Maps$JobRun::a::b",
    "acme::stack::project::acme:Maps$pulumi-nodejs:dynamic/wherobots:JobRun$RunCompletion::c",
  ]);
});

it("the package schema keeps its shape, texts and version aside", () => {
  const shape = JSON.stringify({ ...schema, version: undefined }, (key, value: unknown) =>
    key === "description" && typeof value === "string" ? undefined : value,
  );
  expect(createHash("sha256").update(shape).digest("hex")).toBe(
    "ed54d3050ed411adf94117a9d0396b9c02a00aef00082ffeb8c7c993b3dff6e9",
  );
});
