import fs from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { killVictim } from "../support/crash/processes";
import {
  describeHosts,
  expectExit,
  type Fixture,
  type Host,
  inHost,
  openFixture,
} from "../support/engine/fixture";
import type { RunningEngine } from "../support/engine/running-engine";
import { describeThorough } from "../support/thorough";

const UP = ["up", "--yes", "--skip-preview", "--non-interactive"];
const MIB = 1024 * 1024;

/** What is uploaded, and by what. */
const SOURCES = {
  "a JAR": 'new wherobots.JobRun("etl", { runJar: { jar: "lib/app.jar", mainClass: "test.Main" } });',
  "a folder": 'new wherobots.StorageFile("lib", { source: "lib" });',
} as const;

async function open(host: Host, sizeBytes: number, source: keyof typeof SOURCES = "a JAR"): Promise<Fixture> {
  const program = `const wherobots = require("pulumi-wherobots");\n${SOURCES[source]}`;
  const fixture = await openFixture({ javascript: inHost(host, program) });
  const file = path.join(fixture.stack.dir, "lib/app.jar");
  fs.mkdirSync(path.dirname(file));
  fs.writeFileSync(file, Buffer.alloc(sizeBytes, "jar "));
  return fixture;
}

const puts = ({ emulator }: Fixture): number =>
  emulator.requests.filter(({ method }) => method === "PUT").length;

// rule: upload-kill
describeHosts("an upload that is cut off", (host) => {
  let fixture: Fixture;
  afterEach(() => fixture.dispose());

  it("by kill -9 right after it leaves one object, and the next up starts one run without a second upload", async () => {
    fixture = await open(host, MIB);
    const { stack, emulator } = fixture;
    // The look at what was stored, after the PUT.
    emulator.fault({
      method: "GET",
      path: "/storage/*/directories/**",
      kind: "hang",
      skip: 1,
      delayMs: 60_000,
    });
    const up = stack.start(UP);
    for (let looks = 0; emulator.files().length === 0 && looks < 600; looks++) await delay(50);
    expect(await killVictim(stack, "everything")).toBe(true);
    await up.wait();
    expect(emulator.runs()).toEqual([]);

    emulator.clearFaults();
    expectExit(await stack.run(["cancel", "--yes"]), "zero");
    expectExit(await stack.up(), "zero");
    expect([puts(fixture), emulator.files().length, emulator.runs().length]).toEqual([1, 1, 1]);
  });
});

/** The most memory that each process of the stack's provider has taken so far, in bytes, until the up has ended. */
async function peakOf(fixture: Fixture, up: RunningEngine, provider: RegExp): Promise<number> {
  let peak = 0;
  const end = new AbortController();
  const ended = up.wait(240_000).finally(() => end.abort());
  while (!end.signal.aborted) {
    for (const pid of await fixture.stack.processes()) {
      const read = (file: string): string => {
        try {
          return fs.readFileSync(`/proc/${pid}/${file}`, "utf8");
        } catch {
          return "";
        }
      };
      if (!provider.test(read("cmdline"))) continue;
      const [, kib = "0"] = /VmHWM:\s+(\d+) kB/.exec(read("status")) ?? [];
      peak = Math.max(peak, Number(kib) * 1024);
    }
    await delay(50);
  }
  expectExit(await ended, "zero");
  return peak;
}

const PROVIDERS: Record<Host, RegExp> = { dynamic: /dynamic-provider/, plugin: /resource-wherobots/ };

describeThorough("200 MiB", () => {
  it.each([
    ["a JAR", "plugin"],
    ["a JAR", "dynamic"],
    ["a folder", "plugin"],
  ] as const)(
    "of %s go up through the %s in the memory that 1 MiB takes, and survive a reset and an expired address",
    async (source, host) => {
      const peaks: number[] = [];
      for (const size of [MIB, 200 * MIB]) {
        const fixture = await open(host, size, source);
        const { stack, emulator } = fixture;
        emulator.fault({ method: "PUT", path: "/s3/**", kind: "reset", when: "after" });
        emulator.fault({ method: "PUT", path: "/s3/**", kind: "status", status: 403 });
        peaks.push(await peakOf(fixture, stack.start(UP), PROVIDERS[host]));
        expect([puts(fixture), emulator.files().length]).toEqual([3, 1]);
        await fixture.dispose();
      }
      const [small = 0, large = 0] = peaks;
      const inMib = peaks.map((peak) => Math.round(peak / MIB)).join(" and ");
      process.stdout.write(
        `peak memory of the ${host}'s process with 1 and 200 MiB of ${source}: ${inMib} MiB\n`,
      );
      expect(small).toBeGreaterThan(20 * MIB);
      expect(large - small).toBeLessThan(30 * MIB);
    },
    300_000,
  );
});
