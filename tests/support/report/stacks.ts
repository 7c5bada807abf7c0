import type { Properties } from "../../../provider/values";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "../../../wire/pulumi-values";
import { dynamicType, pluginType } from "../../../wire/type-tokens";

/*
 * Stacks as `pulumi stack export` writes them.
 */

const STACK = "urn:pulumi:dev::maps::pulumi:pulumi:Stack::maps-dev";
const START_MS = Date.parse("2026-11-29T02:00:00Z");

/** An encrypted value. */
export const SECRET = { [SIGNATURE_KEY]: SECRET_SIGNATURE, ciphertext: "AAABAJm5hidden" };

/** The export of a stack of these resources. */
export function exported(...resources: Properties[]): Properties {
  const root = { urn: STACK, type: "pulumi:pulumi:Stack", custom: false };
  return {
    version: 3,
    deployment: {
      manifest: { time: "2026-11-29T06:15:00.123456789Z", version: "v3.248.0" },
      resources: resources.length > 0 ? [root, ...resources] : [],
    },
  };
}

interface Options {
  /** What it depends on, by URN. */
  needs?: string[];
  parent?: string;
  plugin?: boolean;
}

/** A resource of this package. */
export function resource(noun: string, name: string, outputs: Properties, options: Options = {}): Properties {
  const { needs = [], parent = STACK, plugin = false } = options;
  const type = plugin ? pluginType(noun) : dynamicType(noun);
  return {
    urn: urnOf(name, noun, plugin),
    custom: true,
    id: `id-${name}`,
    type,
    outputs,
    parent,
    dependencies: needs,
  };
}

/** The URN of such a resource. */
export function urnOf(name: string, noun = "JobRun", plugin = false): string {
  return `urn:pulumi:dev::maps::${plugin ? pluginType(noun) : dynamicType(noun)}::${name}`;
}

/** A component. */
export function component(name: string): Properties {
  return {
    urn: `urn:pulumi:dev::maps::acme:index:Etl::${name}`,
    type: "acme:index:Etl",
    custom: false,
    parent: STACK,
  };
}

/** The outputs of a run that was submitted so many seconds after the first. */
export function run(status: string, atSeconds: number, more: Properties = {}): Properties {
  const {
    queuedSeconds = 20,
    runningSeconds = 300,
    ...rest
  } = more as { queuedSeconds?: number; runningSeconds?: number };
  const at = (seconds: number): string => new Date(START_MS + seconds * 1000).toISOString();
  const hasStarted = status !== "PENDING";
  const hasEnded = hasStarted && status !== "RUNNING";
  return {
    runId: `01hz-${atSeconds}`,
    runName: `job-${atSeconds}-ab12cd34-sssss0-aybij0`,
    status,
    createTime: at(atSeconds),
    ...(hasStarted ? { startTime: at(atSeconds + queuedSeconds) } : {}),
    ...(hasEnded ? { completeTime: at(atSeconds + queuedSeconds + runningSeconds) } : {}),
    ...(hasEnded ? { cost: { usd: runningSeconds / 1000, spatialUnits: runningSeconds / 250 } } : {}),
    effective: { region: "aws-us-west-2", runtime: "small" },
    account: { apiUrl: "https://api.cloud.wherobots.test" },
    kubeApp: { id: "app", appMeta: { sparkUiUrl: `https://spark.test/${atSeconds}` } },
    ...rest,
  };
}

/** How a run out of memory looks. */
export function outOfMemory(atSeconds: number): Properties {
  return run("FAILED", atSeconds, {
    runningSeconds: 412,
    failure: {
      kind: "OUT_OF_MEMORY",
      hint: "use a larger runtime, or let the program take less data at once",
    },
    kubeApp: { id: "app", message: "java.lang.OutOfMemoryError: GC overhead limit exceeded", appMeta: {} },
    logTail: [
      "26/11/29 02:14:07 INFO TaskSetManager: Starting task 181.0 in stage 12.0 (TID 2417)",
      "26/11/29 02:14:31 WARN TaskSetManager: Lost task 44.0 in stage 12.0: ExecutorLostFailure",
      "Traceback (most recent call last):",
      '  File "/opt/job/tiles.py", line 88, in <module>',
      "    joined.write.format('geoparquet').save(target)",
      "java.lang.OutOfMemoryError: GC overhead limit exceeded",
    ],
    attempts: [
      {
        runId: "01hz-earlier",
        status: "FAILED",
        startTime: "2026-11-29T01:40:00Z",
        completeTime: "2026-11-29T01:46:00Z",
        reason: "Executor lost",
      },
    ],
  });
}

/** A night of twelve jobs: of each status one at least, with needs, a component and a batch. */
export function twelveRuns(): Properties {
  const etl = component("nightly");
  const parent = String(etl["urn"]);
  const warned = run("TIMED_OUT", 600, { onFailure: "warn", runningSeconds: 900 });
  const members = {
    results: {
      north: { ...batchRun("COMPLETED", 700) },
      south: { ...batchRun("FAILED", 705), reason: "Script exited with return code 1" },
      west: { ...batchRun("COMPLETED", 720) },
    },
    runs: { north: {}, south: {}, west: {}, east: {} },
    effective: { region: "aws-us-west-2", runtime: "tiny" },
    account: { apiUrl: "https://api.cloud.wherobots.test" },
    onFailure: "warn",
  };
  return exported(
    etl,
    resource("JobRun", "import-osm", run("COMPLETED", 0, { runningSeconds: 540 }), { parent }),
    resource("JobRun", "import-landsat", run("COMPLETED", 5, { queuedSeconds: 95, runningSeconds: 310 }), {
      parent,
    }),
    resource("JobRun", "clean", run("COMPLETED", 565), {
      parent,
      needs: [urnOf("import-osm"), urnOf("import-landsat")],
    }),
    resource("JobRun", "statistics", warned, { plugin: true, needs: [urnOf("import-osm")] }),
    resource("JobRunBatch", "tiles", members, { needs: [urnOf("clean")] }),
    resource("JobRun", "join", outOfMemory(890), { needs: [urnOf("clean")] }),
    resource("JobRun", "export", run("CANCELLED", 1_100, { runningSeconds: 60, cost: undefined }), {
      needs: [urnOf("tiles", "JobRunBatch")],
    }),
    resource("JobRun", "publish", run("RUNNING", 14_000), { needs: [urnOf("export")] }),
    resource("JobRun", "review", { status: "NOT_RUN" }, { needs: [urnOf("publish")] }),
  );
}

function batchRun(status: string, atSeconds: number): Properties {
  const { runId, createTime, startTime, completeTime } = run(status, atSeconds, { runningSeconds: 160 });
  return { runId, status, createTime, startTime, completeTime, usd: 0.16 };
}

/** So many runs, in which `failing` of a hundred fail. */
export function manyRuns(count: number, failing = 7): Properties {
  const jobs = Array.from({ length: count }, (_, index) => {
    // Differs from run to run, and never from test to test.
    const draw = (index * 7_919) % 100;
    const atSeconds = Math.floor(index / 8) * 210 + (index % 8) * 11;
    const outputs =
      draw < failing
        ? { ...outOfMemory(atSeconds), attempts: [] }
        : run("COMPLETED", atSeconds, { queuedSeconds: 10 + (draw % 40), runningSeconds: 60 + draw * 3 });
    return resource("JobRun", `tile-${String(index).padStart(3, "0")}`, outputs);
  });
  return exported(...jobs);
}
