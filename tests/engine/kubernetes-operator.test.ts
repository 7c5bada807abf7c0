import type { Agent } from "../support/operator/agent";
import {
  AGENTS,
  type Cluster,
  exampleObjects,
  openCluster,
  openRepository,
  type Repository,
} from "../support/operator/cluster";
import { stackIn } from "../support/operator/objects";
import type { Source } from "../support/operator/pod";
import { describeThorough } from "../support/thorough";

const stack = stackIn(exampleObjects("stack.yaml"));

describeThorough.each(AGENTS)(
  "a Stack object that tracks a repository of job files, with %s,",
  (_, makeAgent) => {
    let cluster: Cluster;
    let repository: Repository;
    let agent: Agent;
    const source = (commit: string): Source => ({ repository: repository.folder, commit });
    const up = () => agent.up({ refresh: stack.spec.refresh, ...stack.spec.updateTemplate?.spec });
    beforeAll(async () => {
      repository = await openRepository();
      cluster = await openCluster(stack, makeAgent);
    });
    afterAll(async () => {
      await cluster.dispose();
      await repository.dispose();
    });

    // rule: operator
    it("runs the jobs of the first commit, and none again at a resync", async () => {
      const commit = await repository.commit();
      ({ agent } = await cluster.pod(source(commit)));
      const attempts = await cluster.controller.reconcile({ generation: 1, commit }, up);
      expect(attempts.map(({ failed, said }) => (failed ? said : "succeeded"))).toEqual(["succeeded"]);
      expect(cluster.started()).toEqual(["ingest", "report"]);
      // continueResyncOnCommitMatch does this every resyncFrequencySeconds.
      const before = cluster.emulator.requests.length;
      expect(await agent.up({ refresh: true })).toMatchObject({ failed: false });
      const later = cluster.emulator.requests.slice(before);
      expect(later.filter(({ path }) => path.startsWith("/runs"))).toEqual([]);
    });

    // rule: operator-bounds
    it("pays for one run of a failing job in all its attempts, and for none at the next commit", async () => {
      cluster.emulator.plan({ match: { name: "nightly-ingest-*" }, plan: { outcome: "FAILED" } });
      const commit = await repository.commit((text) => text.replace("2026-05-01", "2026-05-02"));
      ({ agent } = await cluster.pod(source(commit)));
      const attempts = await cluster.controller.reconcile({ generation: 1, commit }, up);
      expect(attempts.map(({ pauseSeconds }) => pauseSeconds)).toEqual([0, 30, 90]);
      expect(attempts[0]?.said).toContain("failed: Script exited with return code 1");
      for (const { said } of attempts.slice(1)) expect(said).toContain("rerun.max");
      expect(cluster.started()).toEqual(["ingest"]);

      const next = await repository.commit();
      ({ agent } = await cluster.pod(source(next)));
      expect(await cluster.controller.reconcile({ generation: 1, commit: next }, up)).toHaveLength(1);
      expect(cluster.started()).toEqual([]);
    });
  },
);
