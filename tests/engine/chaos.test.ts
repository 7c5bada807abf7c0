import type { RecordedRequest } from "../../emulator";
import { type EngineResult, resourcesOf } from "../support/engine/engine";
import { expectExit, FAILS, fixtureForAll, job, jobsProgram, OK } from "../support/engine/fixture";
import { chaosFaults, chaosSeed, onceEach } from "../support/lifecycle/chaos";
import { describeThorough } from "../support/thorough";

/* A seed is repeated with `CHAOS_SEED=n npx jest tests/engine/chaos`; tests/lifecycle/chaos.test.ts is the quick form. */

const RUNS = 300;
/** Of them, those that are planned to fail, with `onFailure: "warn"`. */
const FAILING = 6;
/** Every how many-th reads its log: at 20 requests a second all of them would take half a minute more. */
const WITH_LOGS = 5;
const SERVER_RATE = 20;
const CLIENT_RATE = 40;
const MIB = 1024 * 1024;
const UP_MS = 480_000;
const TEST_MS = UP_MS + 20_000;
const seed = chaosSeed();

const JOBS = Object.fromEntries(
  Array.from({ length: RUNS }, (_, index) => [
    `run-${index}`,
    index < FAILING
      ? job(FAILS, { onFailure: "warn" })
      : job(OK, { logs: { stream: index % WITH_LOGS === 0 } }),
  ]),
);

describeThorough(
  `${RUNS} runs in one stack, every tenth answer a fault, 20 requests a second (CHAOS_SEED=${seed})`,
  () => {
    let up: EngineResult;
    let requests: readonly RecordedRequest[];
    const fixture = fixtureForAll(jobsProgram(JOBS), {
      emulator: {
        rateLimitPerSecond: SERVER_RATE,
        plans: [{ match: { uri: FAILS }, plan: { runningMs: 800, outcome: "FAILED", logs: { count: 3 } } }],
        defaultPlan: { pendingMs: 200, runningMs: 800 },
      },
    });
    beforeAll(async () => {
      const { emulator, stack } = fixture;
      await stack.setConfig("wherobots:maxRequestsPerSecond", String(CLIENT_RATE));
      const faults = {
        seed,
        share: 0.1,
        delayMs: 300,
        hangMs: 2_000,
        oversizeBytes: 33 * MIB,
        losesSubmits: false,
      };
      const rules = chaosFaults({ ...faults, nowMs: emulator.now() });
      for (const rule of [...onceEach(rules), ...rules]) emulator.fault(rule);
      up = await stack.up({ args: ["--parallel", String(RUNS)], timeoutMs: UP_MS });
      requests = [...emulator.requests];
    }, TEST_MS);

    // rule: chaos
    it("the up succeeds, with one run each and none beside", () => {
      expectExit(up, "zero");
      const names = fixture.emulator.runs().map(({ name }) => name.replace(/(-\w+){3}$/, ""));
      expect(names.sort()).toEqual(Object.keys(JOBS).sort());
    });

    it("state has the end of every run, the planned failures too", async () => {
      const resources = resourcesOf(await fixture.stack.exportState(), "wherobots:JobRun");
      const ends = Object.fromEntries(
        resources.map(({ urn, outputs }) => [urn.split("::").at(-1), outputs?.["status"]]),
      );
      const expected = Object.keys(JOBS).map((name, index) => [
        name,
        index < FAILING ? "FAILED" : "COMPLETED",
      ]);
      expect(ends).toEqual(Object.fromEntries(expected));
      const ids = new Set(resources.map(({ id }) => id));
      expect(ids).toEqual(new Set(fixture.emulator.runs().map(({ id }) => id)));
    });

    it("about a tenth of the answers were faults, of every kind, and the server's limit was met", () => {
      const faulty = requests.filter(({ fault }) => fault !== undefined);
      const share = faulty.length / requests.length;
      process.stdout.write(
        `chaos: ${requests.length} requests, ${(share * 100).toFixed(1)} % faults, seed ${seed}\n`,
      );
      // 9 % are planned, and one of each kind. Of 800 requests four deviations are 4 %, and those that lists save ask less.
      expect(share).toBeGreaterThan(0.04);
      expect(share).toBeLessThan(0.16);
      const kinds = new Set(
        faulty.map(({ fault, status }) => (fault === "status" ? `status ${status}` : fault)),
      );
      expect([...kinds].sort()).toEqual([
        "delay",
        "hang",
        "html",
        "malformedJson",
        "oversize",
        "reset",
        "stale",
        "status 404",
        "status 429",
        "status 500",
        "status 503",
        "truncated",
      ]);
      const refused = requests.filter(({ fault, status }) => fault === undefined && status === 429);
      expect(refused.length).toBeGreaterThan(0);
      // Who is refused slows down: most requests get through.
      expect(refused.length / requests.length).toBeLessThan(0.25);
    });

    it(
      "a second up changes nothing, a destroy neither, and both send nothing about runs",
      async () => {
        const { stack, emulator } = fixture;
        emulator.clearFaults();
        fixture.requests();
        expectExit(await stack.up({ args: ["--expect-no-changes"], timeoutMs: UP_MS }), "zero");
        expect(fixture.aboutRuns()).toEqual([]);
        expectExit(await stack.destroy({ timeoutMs: UP_MS }), "zero");
        expect(fixture.requests()).toEqual([]);
        expect(emulator.runs()).toHaveLength(RUNS);
      },
      TEST_MS,
    );
  },
);
