import { readFileSync, writeFileSync } from "node:fs";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createEmulator, DEFAULT_ACCOUNT, type Emulator } from "../../emulator";
import { shardOf } from "../../examples/shards/shard-of";
import { killVictim } from "../support/crash/processes";
import { createStack, type EngineStack } from "../support/engine/engine";
import { expectExit } from "../support/engine/fixture";
import { describeThorough } from "../support/thorough";

const SHARDS = [0, 1, 2];
const IN_PARALLEL = { timeoutMs: 150_000 };

describeThorough("examples/shards", () => {
  let emulator: Emulator;
  let backendDir: string;
  const stacks: EngineStack[] = [];
  let tiles: string[];
  let seen = 0;
  let onSubmit = (): void => undefined;

  beforeAll(async () => {
    emulator = await createEmulator({
      defaultPlan: { pendingMs: 100, runningMs: 300 },
      onExchange: ({ method, path: asked }, moment) => {
        if (method === "POST" && asked === "/runs" && moment === "after") onSubmit();
      },
    });
    backendDir = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), "wherobots-shards-"));
    for (const shard of SHARDS) stacks.push(await openShard(shard));
    tiles = tilesIn(stacks[0]);
  });
  afterAll(async () => {
    for (const stack of stacks) await stack.dispose();
    await emulator.stop();
    await fs.rm(backendDir, { recursive: true, force: true });
  });

  /** A checkout of its own each, as on machines of their own; the backend is one. */
  async function openShard(shard: number): Promise<EngineStack> {
    const stack = await createStack({
      program: { example: "shards" },
      stack: `shard-${shard}`,
      backendDir,
      emulator: { url: emulator.url, apiKey: DEFAULT_ACCOUNT.apiKey },
      env: { PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
    });
    await stack.setConfig("shard", String(shard));
    return stack;
  }

  /** Resolves once so many runs more are there. */
  function submitted(count: number): Promise<void> {
    let missing = count;
    return new Promise((resolve) => {
      onSubmit = () => {
        missing -= 1;
        if (missing === 0) resolve();
      };
    });
  }

  /** Tiles whose runs were submitted since the last call, in the order of the alphabet. */
  function newlyStarted(): string[] {
    const requests = emulator.requests.slice(seen);
    seen = emulator.requests.length;
    return requests
      .flatMap(({ method, path: asked, body }) =>
        method === "POST" && asked === "/runs" ? [tileOf(body)] : [],
      )
      .sort();
  }

  // rule: shards-kill
  it("takes over after a kill what its own up left, and nothing of another shard", async () => {
    const [killed, ...others] = stacks as [EngineStack, ...EngineStack[]];
    const own = tiles.filter((tile) => shardOf(tile, SHARDS.length) === 0);
    emulator.plan({ match: { uri: "*/tile.py" }, plan: { pendingMs: 10, neverEnds: true } });
    const allSubmitted = submitted(own.length);
    const up = killed.start(["up", "--yes", "--skip-preview"]);
    await allSubmitted;
    expect(await killVictim(killed, "everything")).toBe(true);
    await up.wait();
    expect(newlyStarted()).toEqual([...own].sort());
    const active = emulator.runs().map(({ id }) => id);

    emulator.plan({ match: { uri: "*/tile.py" }, plan: { pendingMs: 100, runningMs: 300 } });
    const ofOthers = await Promise.all(others.map((stack) => stack.up(IN_PARALLEL)));
    for (const ended of ofOthers) {
      expectExit(ended, "zero");
      expect(ended.all).not.toContain("took over");
    }
    expect(newlyStarted()).toEqual(tiles.filter((tile) => !own.includes(tile)).sort());

    expectExit(await killed.run(["cancel", "--yes"]), "zero");
    const again = killed.start(["up", "--yes", "--skip-preview"]);
    await again.waitForOutput(/taking it over instead of starting another/);
    for (const id of active) emulator.finish(id, "COMPLETED");
    expect(await again.wait()).toMatchObject({ exitCode: 0 });
    expect(newlyStarted()).toEqual([]);
  });

  // rule: shards-once
  it("has run each tile once over all stacks, told apart by the names of their runs", async () => {
    const outputs = await Promise.all(stacks.map((stack) => stack.outputs()));
    const completed = outputs.map(({ totals }) => (totals as { completed: number }).completed);
    expect(completed.reduce((sum, part) => sum + part)).toBe(tiles.length);
    expect(emulator.runs()).toHaveLength(tiles.length);
    // Each stack has a suffix of its own, by which it finds what is its own.
    const suffixes = SHARDS.map((shard) => {
      const mine = emulator.runs().filter(({ payload }) => shardOf(tileOf(payload), SHARDS.length) === shard);
      return new Set(mine.map(({ name }) => name.slice(-6)));
    });
    expect(suffixes.map(({ size }) => size)).toEqual([1, 1, 1]);
    expect(new Set(suffixes.flatMap((suffix) => [...suffix])).size).toBe(SHARDS.length);
  });

  // rule: shards-once
  it("runs an added tile in one stack, whose ups go on at the same time", async () => {
    for (const stack of stacks) addTile(stack, "z2-x3-y0");
    const added = await Promise.all(stacks.map((stack) => stack.up(IN_PARALLEL)));
    added.forEach((up) => expectExit(up, "zero"));
    expect(newlyStarted()).toEqual(["z2-x3-y0"]);
    const changed = added.filter(({ events }) => {
      const { resourceChanges = {} } =
        events.findLast(({ summaryEvent }) => summaryEvent)?.summaryEvent ?? {};
      return Object.keys(resourceChanges).some((kind) => kind !== "same");
    });
    expect(changed).toHaveLength(1);
  });
});

function tilesFile(stack: EngineStack | undefined): string {
  return path.join(stack?.dir ?? "", "tiles.json");
}

function tilesIn(stack: EngineStack | undefined): string[] {
  return JSON.parse(readFileSync(tilesFile(stack), "utf8")) as string[];
}

/** In front, where a list by position would move all others. */
function addTile(stack: EngineStack, tile: string): void {
  writeFileSync(tilesFile(stack), JSON.stringify([tile, ...tilesIn(stack)]));
}

function tileOf(body: unknown): string {
  return (body as { runPython: { args: [string, string] } }).runPython.args[1];
}
