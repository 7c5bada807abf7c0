import { createHash } from "node:crypto";
import type { runtime } from "@pulumi/pulumi";
import type { StorageFileRecord } from "../provider/resources/storage-file/record";
import type { StorageIntegrationRecord } from "../provider/resources/storage-integration/record";
import type {
  BatchRunRecord,
  BatchTotals,
  FollowedRunRecord,
  JobRunBatchRecord,
} from "../provider/run/record";
import { dynamicType, pluginType } from "../wire/type-tokens";

/** A resource of this package that a mocked program declares. */
export interface MockedResource {
  /** Its class, for example `JobRun`. */
  readonly kind: string;
  /** Its name in the program. */
  readonly name: string;
  /** Its inputs, outputs of other resources resolved. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Which run of a JobRunBatch it is. */
  readonly key?: string;
}

/** How mocked resources answer. */
export interface MockOptions {
  /**
   * What is different about a run. Default: it completed, in 20 seconds, for 0.12 US dollars.
   *
   * ```ts
   * run: ({ name }) => (name === "tiles" ? { status: "FAILED" } : {})
   * ```
   */
  readonly run?: (resource: MockedResource) => Partial<FollowedRunRecord> | undefined;
  /** For resources and functions of other packages. Default: outputs are the inputs. */
  readonly others?: runtime.Mocks;
}

/** Records of the runs that are over before anybody looks. */
const TIMES = {
  createTime: "2026-01-01T00:00:00.000Z",
  startTime: "2026-01-01T00:00:05.000Z",
  completeTime: "2026-01-01T00:00:25.000Z",
} as const;
const ACCOUNT = { apiUrl: "https://api.wherobots.test", organizationId: "org-mocked" } as const;
const COST = { usd: 0.12, spatialUnits: 0.4 } as const;

/**
 * Mocks for `pulumi.runtime.setMocks`: every run has completed, every file is uploaded, and nothing is sent. They serve the
 * classes of both entries.
 *
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import { wherobotsMocks } from "pulumi-wherobots/testing";
 *
 * void pulumi.runtime.setMocks(wherobotsMocks());
 * ```
 *
 * @param options what is different
 * @returns the mocks; functions of `pulumi-wherobots` (not of `pulumi-wherobots/plugin`) ask the API themselves, so test
 *   these with the emulator
 */
export function wherobotsMocks({ run, others }: MockOptions = {}): runtime.Mocks {
  const runOf = (resource: MockedResource): FollowedRunRecord => ({
    ...completedRun(resource),
    ...run?.(resource),
  });
  return {
    newResource: (args) => {
      const kind = kindOf(args.type);
      if (kind === undefined) return others ? others.newResource(args) : asDeclared(args);
      const inputs = args.inputs as Record<string, unknown>;
      const { id, outputs } = made({ kind, name: args.name, inputs }, runOf);
      // Of what is not read it is an empty text.
      return { id: args.id || id, state: { ...inputs, ...outputs } };
    },
    call: (args) => {
      const name = args.token.startsWith(FUNCTIONS) ? args.token.slice(FUNCTIONS.length) : undefined;
      if (name === undefined) return others ? others.call(args) : (args.inputs as object);
      return answered(name, args.inputs as Record<string, unknown>, runOf);
    },
  };
}

const FUNCTIONS = pluginType("");

function kindOf(type: string): string | undefined {
  const prefix = [dynamicType(""), pluginType("")].find((each) => type.startsWith(each));
  return prefix === undefined ? undefined : type.slice(prefix.length);
}

function asDeclared(args: runtime.MockResourceArgs): runtime.MockResourceResult {
  return { id: args.id || `${args.name}-id`, state: args.inputs as object };
}

type RunOf = (resource: MockedResource) => FollowedRunRecord;

function made(resource: MockedResource, runOf: RunOf): { id: string; outputs: object } {
  const { kind, name, inputs } = resource;
  switch (kind) {
    case "JobRunBatch": {
      const outputs = batchOf(resource, runOf);
      return { id: idOf(name), outputs };
    }
    case "StorageFile":
      return { id: idOf(name), outputs: storedFile(name) };
    case "StorageIntegration":
      return { id: idOf(name), outputs: integration(name) };
    default: {
      const found = runOf(resource);
      // A RunCompletion stands for the run that it was given.
      const runId = typeof inputs["runId"] === "string" ? inputs["runId"] : found.runId;
      return { id: runId, outputs: { ...found, runId } };
    }
  }
}

function completedRun({ kind, name, inputs, key = "" }: MockedResource): FollowedRunRecord {
  const { region = "aws-us-west-2", runtime = "tiny", timeoutSeconds = 3600 } = inputs;
  return {
    runId: idOf(`${kind} ${name} ${key}`),
    runName: key === "" ? name : `${name}-${key}`,
    status: "COMPLETED",
    ...TIMES,
    effective: {
      region: String(region),
      runtime: String(runtime),
      timeoutSeconds: Number(timeoutSeconds),
    },
    triggeredBy: { id: "user-mocked" },
    kubeApp: { id: idOf(`app ${name} ${key}`), status: "DESTROYED", appType: "RUN", appMeta: {} },
    timing: { queuedSeconds: 5, runningSeconds: 20, totalSeconds: 25, coldStart: false },
    cost: { ...COST, settled: true },
    account: ACCOUNT,
  };
}

function batchOf(resource: MockedResource, runOf: RunOf): JobRunBatchRecord {
  const { runs } = resource.inputs;
  const keys = typeof runs === "object" && runs !== null ? Object.keys(runs) : [];
  const results = Object.fromEntries(keys.map((key) => [key, memberOf(runOf({ ...resource, key }))]));
  return { results, totals: totalsOf(Object.values(results)), account: ACCOUNT };
}

function memberOf(run: FollowedRunRecord): BatchRunRecord {
  const { runId, status, createTime, startTime, completeTime, cost = {} } = run;
  const { usd, spatialUnits } = cost;
  return {
    ...{ runId, status, createTime },
    ...(startTime === undefined ? {} : { startTime }),
    ...(completeTime === undefined ? {} : { completeTime }),
    ...(usd === undefined ? {} : { usd }),
    ...(spatialUnits === undefined ? {} : { spatialUnits }),
  };
}

function totalsOf(runs: readonly BatchRunRecord[]): BatchTotals {
  const count = (...statuses: string[]): number =>
    runs.filter(({ status }) => statuses.includes(status)).length;
  const sum = (of: (run: BatchRunRecord) => number | undefined): number =>
    runs.reduce((total, run) => total + (of(run) ?? 0), 0);
  return {
    runs: runs.length,
    completed: count("COMPLETED"),
    failed: count("FAILED"),
    cancelled: count("CANCELLED"),
    timedOut: count("TIMED_OUT"),
    active: count("PENDING", "RUNNING"),
    missing: 0,
    usd: sum(({ usd }) => usd),
    spatialUnits: sum(({ spatialUnits }) => spatialUnits),
    settled: true,
  };
}

function storedFile(name: string): StorageFileRecord {
  const sha256 = createHash("sha256").update(name).digest("hex");
  const path = `mocked/${name}`;
  return {
    uri: `s3://mocked-bucket/${path}`,
    ...{ sha256, path },
    sizeBytes: 1,
    storageId: "storage-mocked",
    account: ACCOUNT,
  };
}

function integration(name: string): StorageIntegrationRecord {
  const access = { list: true, get: true, put: true, delete: true };
  return {
    storageId: idOf(name),
    region: "aws-us-west-2",
    readOnly: false,
    type: "S3",
    access,
    createTime: TIMES.createTime,
    account: ACCOUNT,
  };
}

/** @throws Error for a function that there is not */
function answered(
  name: string,
  inputs: Readonly<Record<string, unknown>>,
  runOf: RunOf,
): Record<string, unknown> {
  const answers: Readonly<Record<string, () => Record<string, unknown>>> = {
    getRun: () => {
      const runId = String(inputs["runId"]);
      return { ...runOf({ kind: "JobRun", name: runId, inputs: {} }), runId };
    },
    listRuns: () => ({ runs: [], complete: true }),
    getRunLogs: () => ({ lines: [], complete: true }),
    getRunMetrics: () => ({ series: {}, instant: {} }),
    getRunCosts: () => ({ costs: listAt(inputs, "runIds").map((runId) => ({ runId, ...COST })) }),
    getOrganization: () => ({
      id: ACCOUNT.organizationId,
      name: "Mocked",
      defaultRegion: "aws-us-west-2",
      defaultRuntime: "tiny",
      allowedRegions: ["aws-us-west-2"],
    }),
    getStorages: () => ({ storages: [] }),
    getStorageIntegration: () => {
      const wanted = inputs["name"] ?? inputs["id"];
      const found = typeof wanted === "string" ? wanted : "mocked";
      return { id: idOf(found), name: found, path: "s3://mocked-bucket" };
    },
    getTrustPolicy: () => ({ json: JSON.stringify({ Version: "2012-10-17", Statement: [] }) }),
  };
  const answer = answers[name];
  if (!answer) throw new Error(`wherobotsMocks knows no function ${name}`);
  return answer();
}

function listAt(inputs: Readonly<Record<string, unknown>>, name: string): readonly unknown[] {
  const found = inputs[name];
  return Array.isArray(found) ? found : [];
}

/** The same for the same name, in the form of the real ones. */
function idOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 14);
}
