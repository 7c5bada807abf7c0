import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import {
  AGENTS,
  type Cluster,
  exampleObjects,
  openCluster,
  openRepository,
  type Repository,
  type StartedPod,
} from "../support/operator/cluster";
import { programIn, stackIn } from "../support/operator/objects";
import type { Source } from "../support/operator/pod";
import { pack } from "../support/package/scratch-project";
import { describeThorough } from "../support/thorough";

const TRACKING = stackIn(exampleObjects("stack.yaml"));
const DEFAULT_MAX = (text: string): string => text.replace("rerun: { max: 1 }", "rerun: {}");
/** What the object's status keeps of the project, for a destroy without a source. */
const PROJECT = { name: "wherobots-kubernetes-operator", runtime: "yaml" };

describeThorough.each(AGENTS)("a pod of a Stack object, with %s,", (_, makeAgent) => {
  let cluster: Cluster;
  let repository: Repository;
  beforeEach(async () => {
    repository = await openRepository();
    cluster = await openCluster(TRACKING, makeAgent);
  });
  afterEach(async () => {
    await cluster.dispose();
    await repository.dispose();
  });

  async function podOf(change?: (text: string) => string): Promise<StartedPod & { source: Source }> {
    const source = { repository: repository.folder, commit: await repository.commit(change) };
    return { source, ...(await cluster.pod(source)) };
  }

  // rule: operator-bounds
  it("pays for three runs of a failing job in four attempts where rerun.max is the default", async () => {
    cluster.emulator.plan({ match: { name: "nightly-ingest-*" }, plan: { outcome: "FAILED" } });
    const { agent } = await podOf(DEFAULT_MAX);
    const attempts = await cluster.controller.reconcile({ generation: 1, commit: "a" }, () => agent.up({}));
    expect(attempts.map(({ failed, pauseSeconds }) => [failed, pauseSeconds])).toEqual([
      [true, 0],
      [true, 10],
      [true, 30],
      [true, 90],
    ]);
    expect(cluster.started()).toEqual(["ingest", "ingest", "ingest"]);
    expect(attempts[3]?.said).toContain("rerun.max");
  });

  // rule: operator
  it("that Kubernetes ends leaves the run alone, and the next pod resumes the wait", async () => {
    cluster.emulator.plan({ match: { name: "nightly-ingest-*" }, plan: { neverEnds: true } });
    const { agent, source } = await podOf();
    const up = agent.up({});
    await cluster.runsActive(1);
    await agent.terminate();
    expect(await up).toMatchObject({ failed: true });
    const [active] = cluster.emulator.runs();
    expect(active?.status).toBe("RUNNING");
    cluster.emulator.finish(active?.id ?? "", "COMPLETED");

    const next = await cluster.pod(source);
    expect(await next.agent.up({})).toMatchObject({ failed: false });
    expect(cluster.started()).toEqual(["ingest", "report"]);
  });

  // rule: operator
  it("that is killed leaves a lock, which pulumi cancel takes away; then the run is adopted", async () => {
    cluster.emulator.plan({ match: { name: "nightly-ingest-*" }, plan: { neverEnds: true } });
    const { agent, pod, source } = await podOf();
    const up = agent.up({});
    await cluster.runsActive(1);
    await pod.kill();
    expect(await up).toMatchObject({ failed: true });

    const next = await cluster.pod(source);
    const locked = await next.agent.up({});
    expect(locked.failed).toBe(true);
    expect(locked.said).toContain("lock");
    expect(cluster.started()).toEqual(["ingest"]);
    await next.exec("pulumi", "cancel", "--yes", "--stack", "production");
    const { id = "" } = cluster.emulator.runs()[0] ?? {};
    const adopting = next.agent.up({});
    await cluster.asksFor(id);
    cluster.emulator.finish(id, "COMPLETED");
    expect(await adopting).toMatchObject({ failed: false });
    expect(cluster.started()).toEqual(["report"]);
  });

  // rule: operator
  it("destroys without the repository, cancels the active run, and needs the plugin of its init container", async () => {
    cluster.emulator.plan({ match: { name: "nightly-ingest-*" }, plan: { neverEnds: true } });
    const { agent } = await podOf();
    const up = agent.up({});
    await cluster.runsActive(1);
    await agent.terminate();
    await up;

    const bare = await cluster.pod({ project: PROJECT }, { withoutPlugin: true });
    const failed = await bare.agent.destroy({});
    expect(failed.failed).toBe(true);
    expect(failed.said).toContain("wherobots");
    expect(cluster.emulator.runs()[0]?.status).toBe("RUNNING");

    const next = await cluster.pod({ project: PROJECT });
    expect(await next.agent.destroy({ runProgram: TRACKING.spec.runProgram })).toMatchObject({
      failed: false,
    });
    expect(cluster.emulator.runs().map(({ status }) => status)).toEqual(["CANCELLED"]);
  });
});

describeThorough.each(AGENTS)("a Program object, with %s,", (_, makeAgent) => {
  const objects = exampleObjects("program.yaml");
  const stack = stackIn(objects);
  const program = programIn(objects);
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await openCluster(stack, makeAgent);
  });
  afterAll(() => cluster.dispose());

  // rule: operator
  it("runs its job, once for each version, and is destroyed without it", async () => {
    const first = await cluster.pod({ program });
    for (const count of [1, 0]) {
      expect(await first.agent.up({})).toMatchObject({ failed: false });
      expect(cluster.started()).toHaveLength(count);
    }
    const text = JSON.stringify(program).replace('"12"', '"13"');
    const second = await cluster.pod({ program: JSON.parse(text) as typeof program });
    expect(await second.agent.up({})).toMatchObject({ failed: false });
    expect(cluster.started()).toEqual(["tiles"]);
    const last = await cluster.pod({ project: { name: program.metadata.name, runtime: "yaml" } });
    expect(await last.agent.destroy({})).toMatchObject({ failed: false });
    expect(cluster.started()).toEqual([]);
  });
});

describeThorough("the init container of the objects", () => {
  it("installs the packed package with npm, and Pulumi finds it", async () => {
    const stack = stackIn(exampleObjects("stack.yaml"));
    const folder = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), "wherobots-packed-"));
    const [, makeAgent] = AGENTS[0] ?? [];
    if (!makeAgent) throw new Error("no agent");
    const repository = await openRepository();
    const cluster = await openCluster(stack, makeAgent);
    try {
      const { tarball } = await pack(folder);
      const source = { repository: repository.folder, commit: await repository.commit() };
      const { agent } = await cluster.pod(source, { tarball });
      const up = await agent.up({});
      expect(up.failed ? up.said : "succeeded").toBe("succeeded");
      expect(cluster.started()).toEqual(["ingest", "report"]);
    } finally {
      await cluster.dispose();
      await repository.dispose();
      await fs.rm(folder, { recursive: true, force: true });
    }
  });
});
