import { DEFAULT_ACCOUNT, type EmulatorAccount } from "../../emulator";
import { type EngineResult, resourcesOf } from "../support/engine/engine";
import {
  describeHosts,
  ENDLESS,
  expectExit,
  type Fixture,
  job,
  jobsProgram,
  openFixture,
  outputsOf,
  programOf,
  started,
} from "../support/engine/fixture";
import { itSampled } from "../support/sample";
import { itThorough } from "../support/thorough";

const STRANGER: EmulatorAccount = {
  ...DEFAULT_ACCOUNT,
  apiKey: "wbk_stranger",
  bearerToken: "stranger-token",
  userId: "user-3",
  organizationId: "org-2",
};
const OPEN = { wait: { until: "running" } } as const;

const active = ({ emulator }: Fixture): number =>
  emulator.runs().filter(({ status }) => status === "PENDING" || status === "RUNNING").length;

describeHosts("an active run that one answer does not find (%s)", (host) => {
  let fixture: Fixture;
  afterEach(() => fixture.dispose());

  // rule: single-404
  itSampled("names", ["secret", "plain"], { keep: 1 / 2 })(
    "is cancelled by destroy, its explicit name being %s",
    async (kind) => {
      const name =
        kind === "secret" ? 'require("@pulumi/pulumi").secret("hush-hush-tiles")' : '"hush-hush-tiles"';
      const args = `{ runPython: { uri: "${ENDLESS}" }, name: ${name}, wait: { until: "running" } }`;
      fixture = await openFixture(
        programOf(host, `new (require("pulumi-wherobots").JobRun)("tiles", ${args});`),
      );
      expectExit(await fixture.stack.up(), "zero");
      expect(active(fixture)).toBe(1);
      fixture.emulator.fault({ method: "GET", path: /^\/runs\/\w+$/, kind: "status", status: 404 });
      const destroy = await fixture.stack.destroy();
      expectExit(destroy, "zero");
      expect(destroy.all).not.toContain("hush-hush");
      expect(active(fixture)).toBe(0);
    },
  );
});

// rule: wrong-key
describeHosts("a forced replacement with another organisation's key (%s)", (host) => {
  let fixture: Fixture;
  afterEach(() => fixture.dispose());

  const stranger = { env: { WHEROBOTS_API_KEY: STRANGER.apiKey } };
  const batchArgs = JSON.stringify({
    defaults: { runPython: { uri: ENDLESS } },
    runs: { one: {}, two: {} },
    ...OPEN,
  });

  itSampled(
    "resources of a key",
    [
      ["JobRun", jobsProgram({ tiles: job(ENDLESS, OPEN) }), 1],
      ["JobRunBatch", `new (require("pulumi-wherobots").JobRunBatch)("tiles", ${batchArgs});`, 2],
    ] as const,
    { keep: 1 / 2 },
  )(
    "starts no %s beside the active one that the key cannot see, and names both accounts",
    async (noun, program, runs) => {
      fixture = await openFixture(programOf(host, program), {
        emulator: { accounts: [DEFAULT_ACCOUNT, STRANGER] },
      });
      const { stack } = fixture;
      expectExit(await stack.up(), "zero");
      expect(started(fixture.requests())).toHaveLength(runs);
      const [resource] = resourcesOf(await stack.exportState(), noun);
      const urn = resource?.urn ?? "";

      const replaced = await stack.up({ args: ["--replace", urn], ...stranger });
      expectExit(replaced, "non-zero");
      expect(replaced.all).toContain("organisation org-1");
      expect(replaced.all).toContain("organisation org-2");
      expect(started(fixture.requests())).toEqual([]);

      expectExit(await stack.run(["state", "taint", urn, "--yes"]), "zero");
      expectExit(await stack.up(stranger), "non-zero");
      expect(started(fixture.requests())).toEqual([]);
      expect(active(fixture)).toBe(runs);

      // The right key goes on.
      expectExit(await stack.up(), "zero");
      expect(started(fixture.requests())).toHaveLength(runs);
      expect(active(fixture)).toBe(runs);
    },
  );
});

const CHAIN = [
  'const wherobots = require("pulumi-wherobots");',
  `const job = new wherobots.JobRun("job", ${JSON.stringify(job(ENDLESS, { wait: { until: "submitted" } }))});`,
  'new wherobots.RunCompletion("done", { runId: job.runId, wait: { maxSeconds: 1, onTimeout: "cancel" } });',
].join("\n");

describeHosts("a run that a RunCompletion cancelled by its limit (%s)", (host) => {
  let fixture: Fixture;
  let failed: EngineResult;
  beforeEach(async () => {
    fixture = await openFixture(programOf(host, CHAIN));
    failed = await fixture.stack.up();
    fixture.requests();
    fixture.emulator.plan({ match: { uri: ENDLESS }, plan: { pendingMs: 10, runningMs: 10 } });
  });
  afterEach(() => fixture.dispose());

  async function expectStartedAnew(): Promise<void> {
    expect(started(fixture.requests())).toEqual(["job"]);
    const [, second] = fixture.emulator.runs();
    expect(await outputsOf(fixture.stack, "done")).toMatchObject({
      runId: second?.id,
      status: "COMPLETED",
    });
    expect(await outputsOf(fixture.stack, "job")).not.toHaveProperty("cancelledByProvider");
  }

  // rule: completion-cancel
  it("is started anew by up --refresh, as the message says, and not again by the next", async () => {
    const { stack, emulator } = fixture;
    expectExit(failed, "non-zero");
    expect(failed.all).toContain("`pulumi up --refresh` starts it again, and this one follows");
    expect(emulator.runs().map(({ status }) => status)).toEqual(["CANCELLED"]);
    const preview = await stack.preview({ args: ["--refresh"] });
    expectExit(preview, "zero");
    expect(preview.all).toContain("was cancelled by an earlier up");
    expectExit(await stack.up({ args: ["--refresh"] }), "zero");
    await expectStartedAnew();
    expectExit(await stack.up({ args: ["--refresh"] }), "zero");
    expect(started(fixture.requests())).toEqual([]);
  });

  itThorough("is started anew by the up that follows a refresh", async () => {
    const { stack } = fixture;
    await stack.refresh();
    expectExit(await stack.up(), "zero");
    await expectStartedAnew();
  });
});
