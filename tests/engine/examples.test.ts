import { appendFileSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Emulator, type EmulatorOptions, type PlanRule, type RecordedRequest } from "../../emulator";
import { type Deployment, type EngineResult, type EngineStack, resourcesOf } from "../support/engine/engine";
import { expectExit, openFixture } from "../support/engine/fixture";
import { itThorough } from "../support/thorough";

/*
 * Examples whose README promises more than a run, each on a stack and an emulator of its own. That every example compiles
 * and does what its README says is in copied-examples.test.ts; shards.test.ts has shards.
 */

interface Example {
  readonly emulator: Emulator;
  readonly stack: EngineStack;
  /** Requests about runs since the last call. */
  newRunRequests(): RecordedRequest[];
}

async function withExample(
  name: string,
  options: EmulatorOptions,
  test: (example: Example) => Promise<void>,
): Promise<void> {
  const { emulator, stack, dispose } = await openFixture("", {
    emulator: { plans: [], defaultPlan: { pendingMs: 100, runningMs: 300 }, ...options },
    stack: { program: { example: name }, env: { PULUMI_NODEJS_TRANSPILE_ONLY: "true" } },
  });
  let seen = 0;
  const newRunRequests = (): RecordedRequest[] => {
    const requests = emulator.requests.slice(seen);
    seen = emulator.requests.length;
    return requests.filter(({ path: asked }) => asked === "/runs" || asked.startsWith("/runs/"));
  };
  try {
    await test({ emulator, stack, newRunRequests });
  } finally {
    await dispose();
  }
}

/** The bodies of all POST /runs among them, in order. */
const submissions = (requests: readonly RecordedRequest[]): unknown[] =>
  requests.flatMap(({ method, path: asked, body }) => (method === "POST" && asked === "/runs" ? [body] : []));

const lines = (requests: readonly RecordedRequest[]): string[] =>
  requests.map(({ method, path: asked }) => `${method} ${asked}`);

/** The name that a JobRun without a `name` gives its run. */
const automaticName = (logicalName: string): unknown =>
  expect.stringMatching(new RegExp(`^${logicalName}-[a-z0-9]{8}-[a-z0-9]{6}-[a-z0-9]{6}$`));

/** A submission of a script, by the name of its resource. */
const submitted = (name: string, uri: string, args: readonly string[]): unknown =>
  expect.objectContaining({
    name: automaticName(name),
    runPython: { uri: `s3://example-bucket/${uri}`, args },
  });

/** How many resources the engine created, updated, replaced, left the same. */
const changes = ({ events }: EngineResult): Readonly<Record<string, number>> =>
  events.findLast(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges ?? {};

/** The one resource of this name; one that only waits to be deleted does not count. */
function resource(state: Deployment, name: string): { id: string; outputs: Record<string, unknown> } {
  const found = resourcesOf(state, name).filter(
    (candidate) => candidate.urn.endsWith(`::${name}`) && candidate.delete !== true,
  );
  expect(found).toHaveLength(1);
  return { id: found[0]?.id ?? "", outputs: found[0]?.outputs ?? {} };
}

const edit = ({ stack }: Example, script: string): void =>
  appendFileSync(path.join(stack.dir, script), "# more\n");

/**
 * Every byte is written again at each step of a stack: 1,000 resources cost about 17 s per KB each. The promise is
 * 2.5 KB in all; the stack trace that Pulumi's runtime adds holds the folder's path, so it is counted as it is in
 * this repository (about 450 bytes).
 */
const MAX_STATE_BYTES = 2.5 * 1024;
const STACK_TRACE_BYTES = 450;
const MAX_TEXT_BYTES = 160;

it("examples/quickstart starts one run, keeps a small state, and prints an address that shows the run in a browser", () =>
  withExample("quickstart", {}, async ({ emulator, stack, newRunRequests }) => {
    const up = expectExit(await stack.up(), "zero");
    expect(submissions(newRunRequests())).toEqual([
      expect.objectContaining({ name: automaticName("hello") }),
    ]);
    const [run] = emulator.runs();
    const kubeApp = expect.objectContaining({ appType: "RUN" });
    expect(await stack.outputs()).toMatchObject({ id: run?.id, status: "COMPLETED", kubeApp });
    const [recorded] = resourcesOf(await stack.exportState(), "JobRun");
    const withoutTrace = JSON.stringify({ ...recorded, stackTrace: undefined });
    expect(Buffer.byteLength(withoutTrace) + STACK_TRACE_BYTES).toBeLessThanOrEqual(MAX_STATE_BYTES);
    expect(recorded?.["sourcePosition"]).toMatch(/index\.ts#3,/);
    const text = String(recorded?.outputs?.["__provider"]);
    expect(text).not.toContain("\n");
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_TEXT_BYTES);
    expect(recorded?.inputs?.["__provider"]).toBe(text);

    // Without a key, as a person has it.
    const [address = ""] = /http:\/\/127\.0\.0\.1:\d+\/runs\/\w+/.exec(up.rawEvents) ?? [];
    const seen = await fetch(address, { headers: { accept: "text/html,*/*;q=0.8" } });
    const page = await seen.text();
    expect([address, seen.status]).toEqual([`${emulator.url}/runs/${run?.id}`, 200]);
    for (const part of [run?.id, run?.name, "COMPLETED"]) expect(page).toContain(part);
  }));

// rule: when-script-changes, after-another-job
itThorough(
  "examples/chain runs both when the first one's script changed, in order, and else only what changed",
  () =>
    withExample("chain", {}, async (example) => {
      const { emulator, stack, newRunRequests } = example;
      const ingest = submitted("ingest", "chain/ingest.py", ["--output", "s3://example-bucket/points"]);
      const summarize = submitted("summarize", "chain/summarize.py", [
        "--input",
        "s3://example-bucket/points",
      ]);
      const expectInOrder = (): void => {
        const [first, second] = emulator.runs().slice(-2);
        expect(first?.status).toBe("COMPLETED");
        const [ended, began] = [first?.completeTime ?? "", second?.createTime ?? ""];
        expect(Date.parse(began)).toBeGreaterThanOrEqual(Date.parse(ended));
      };
      expectExit(await stack.up(), "zero");
      expect(submissions(newRunRequests())).toEqual([ingest, summarize]);
      const [ingestRunId, summarizeRunId] = emulator.runs().map(({ id }) => id);
      expect(await stack.outputs()).toEqual({ ingestRunId, summarizeRunId, status: "COMPLETED" });
      expectInOrder();

      edit(example, "ingest.py");
      const both = expectExit(await stack.up({ withPreview: true }), "zero");
      // What the preview says, and what the update says once the new id is there.
      for (const reason of [
        "(script) changed",
        "(upstream) may have changed: it is not",
        "(upstream) changed",
      ])
        expect(both.all).toContain(`will start a new run: triggers ${reason}`);
      expect(changes(both)).toEqual({ replace: 2, same: 1 });
      expect(submissions(newRunRequests())).toEqual([ingest, summarize]);
      expectInOrder();

      edit(example, "summarize.py");
      const one = expectExit(await stack.up(), "zero");
      expect(changes(one)).toEqual({ replace: 1, same: 2 });
      expect(submissions(newRunRequests())).toEqual([summarize]);
    }),
);

// rule: when-object-changes
itThorough(
  "examples/job-with-storage runs each job again exactly when what it reads changed, and reports on the run",
  () =>
    withExample("job-with-storage", {}, async (example) => {
      const { emulator, stack, newRunRequests } = example;
      const inBucket = (key: string): string => path.join(stack.dir, "bucket", key);
      const report = (): unknown => JSON.parse(readFileSync(inBucket("reports/cells.json"), "utf8"));
      const checkBody = submitted("check", "jobs/check.py", [
        "--regions",
        "s3://example-bucket/regions.json",
      ]);
      const scripts = (): string[] => emulator.files().map(({ uri }) => uri);
      expect(changes(expectExit(await stack.up(), "zero"))).toEqual({ create: 6 });
      const bodies = submissions(newRunRequests());
      expect(bodies).toHaveLength(2);
      const cellsBody = { runPython: { uri: scripts()[0], args: ["--points", "100000"] } };
      expect(bodies).toEqual(expect.arrayContaining([expect.objectContaining(cellsBody), checkBody]));
      const state = await stack.exportState();
      const cells = resource(state, "cells");
      expect(await stack.outputs()).toEqual({ runId: cells.id, status: "COMPLETED" });
      expect(report()).toEqual({ run: cells.id, status: "COMPLETED", timing: cells.outputs["timing"] });
      // The run must not start before the script is there.
      expect(resourcesOf(state, "cells")[0]?.["dependencies"]).toEqual([expect.stringMatching(/::script$/)]);

      edit(example, "job.py");
      expect(changes(expectExit(await stack.up(), "zero"))).toEqual({ same: 3, update: 1, replace: 2 });
      expect(submissions(newRunRequests())).toEqual([
        expect.objectContaining({ runPython: { ...cellsBody.runPython, uri: scripts()[0] } }),
      ]);
      const after = await stack.exportState();
      expect(scripts()).toEqual([resource(after, "script").outputs["uri"]]);
      expect(scripts()).not.toEqual([cellsBody.runPython.uri]);
      expect(report()).toMatchObject({ run: resource(after, "cells").id, status: "COMPLETED" });

      edit(example, "regions.json");
      expect(changes(expectExit(await stack.up(), "zero"))).toEqual({ same: 4, update: 1, replace: 1 });
      expect(submissions(newRunRequests())).toEqual([checkBody]);

      expectExit(await stack.destroy(), "zero");
      // Whether an active run uses the script.
      expect([lines(newRunRequests()), scripts()]).toEqual([["GET /runs"], []]);
      expect(existsSync(inBucket("regions.json"))).toBe(false);
    }),
);

// rule: run-completion
itThorough(
  "examples/long-run has the run's id at once, waits for its end elsewhere, and only then goes on",
  () => {
    const plans: PlanRule[] = [{ match: { name: "tiling-*" }, plan: { pendingMs: 100, neverEnds: true } }];
    return withExample("long-run", { plans }, async ({ emulator, stack, newRunRequests }) => {
      const running = stack.start(["up", "--yes", "--skip-preview"]);
      await running.waitForOutput(/JobRun tiling created/);
      await running.waitForOutput(/RunCompletion tiled creating .*following run/);
      // The resource is there and its run is not over; what needs its end has not begun.
      expect(submissions(newRunRequests())).toEqual([
        submitted("tiling", "long-run/tiling.py", ["--max-zoom", "14"]),
      ]);
      expect(emulator.runs()).toMatchObject([{ completeTime: null }]);
      const tilingRunId = emulator.runs()[0]?.id ?? "";
      emulator.finish(tilingRunId);
      expectExit(await running.wait(), "zero");
      const { outputs } = resource(await stack.exportState(), "tiled");
      expect(outputs).toMatchObject({ runId: tilingRunId, status: "COMPLETED" });
      const args = ["--tiled-by", tilingRunId, "--tiled-at", String(outputs["completeTime"])];
      expect(submissions(newRunRequests())).toEqual([submitted("publish", "long-run/publish.py", args)]);
      const tilingTook = outputs["timing"];
      expect(await stack.outputs()).toEqual({ tilingRunId, tilingTook, status: "COMPLETED" });

      // The run was last seen open by its own resource, so a refresh asks for that one, and then never again.
      expect(resource(await stack.exportState(), "tiling").outputs["status"]).toBe("PENDING");
      expectExit(await stack.refresh(), "zero");
      expect(lines(newRunRequests()).slice(0, 1)).toEqual([`GET /runs/${tilingRunId}`]);
      expect(resource(await stack.exportState(), "tiling").outputs["status"]).toBe("COMPLETED");
    });
  },
);

itThorough(
  "examples/storage-integration creates the storage before its job, and deletes it with the stack",
  () =>
    withExample("storage-integration", { accessAfterChecks: 1 }, async ({ emulator, stack }) => {
      const up = await stack.up();
      expectExit(up, "zero");
      const sent = lines(emulator.requests).filter((line) => /^(POST|DELETE) /.test(line));
      const { storageId, trustPolicy, ...outputs } = await stack.outputs();
      const check = `POST /storage/${String(storageId)}/access`;
      expect(sent).toEqual(["POST /storage", check, check, "POST /runs"]);
      expect(outputs).toEqual({
        access: { list: true, get: true, put: true, delete: true },
        status: "COMPLETED",
      });
      expect(JSON.parse(String(trustPolicy))).toMatchObject({ Statement: [{ Action: "sts:AssumeRole" }] });
      expectExit(await stack.preview({ args: ["--expect-no-changes"] }), "zero");
      expectExit(await stack.destroy(), "zero");
      expect(lines(emulator.requests).at(-1)).toBe(`DELETE /storage/${String(storageId)}`);
    }),
);
