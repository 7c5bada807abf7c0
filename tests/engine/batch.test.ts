import type { ExchangeMoment } from "../../emulator";
import { killVictim } from "../support/crash/processes";
import {
  describeHosts,
  ENDLESS,
  expectExit,
  FAILS,
  type Fixture,
  type Host,
  inHost,
  OK,
  openFixture,
  operations,
  outputsOf,
  programOf,
} from "../support/engine/fixture";

/** Arguments of the runs of a batch, by key. */
type Runs = Readonly<
  Record<string, { readonly runPython?: { readonly uri?: string; readonly args?: string[] } }>
>;

const THREE: Runs = { one: {}, two: {}, three: {} };

const batchProgram = (host: Host, runs: Runs, more: object = {}) =>
  programOf(host, batchSource("dynamic", runs, more));

function batchSource(host: Host, runs: Runs, more: object): string {
  const args = { runs, defaults: { runPython: { uri: OK } }, maxConcurrency: 2, ...more };
  return inHost(
    host,
    [
      'const wherobots = require("pulumi-wherobots");',
      `const batch = new wherobots.JobRunBatch("tiles", ${JSON.stringify(args)});`,
      "exports.totals = batch.totals;",
      'exports.two = batch.results.apply((results) => results.two?.status ?? "none");',
    ].join("\n"),
  );
}

describeHosts("a JobRunBatch on the real engine, %s host", (host) => {
  let fixture: Fixture;
  afterEach(() => fixture.dispose());

  /** The keys whose runs were started since the last call, in order of their names. */
  const startedKeys = (): string[] =>
    fixture
      .requests()
      .flatMap((request) => /^POST \/runs tiles-([a-z]+)-/.exec(request)?.[1] ?? [])
      .sort();
  const change = (runs: Runs, more: object = {}): void =>
    fixture.stack.writeProgram(batchSource(host, runs, more));
  const results = async () =>
    (await outputsOf(fixture.stack, "tiles"))["results"] as Record<string, { runId: string; status: string }>;

  // rule: batch-changes
  it("runs each key once, then only what changed, was added or failed", async () => {
    fixture = await openFixture(batchProgram(host, THREE));
    const first = await fixture.stack.up();
    expectExit(first, "zero");
    expect(startedKeys()).toEqual(["one", "three", "two"]);
    expect(first.all).toContain("completed   : 3");

    const again = await fixture.stack.up();
    expectExit(again, "zero");
    expect(operations(again)).toMatchObject({ tiles: ["same"] });
    expect(fixture.requests()).toEqual([]);

    const before = await results();
    change({ ...THREE, two: { runPython: { uri: FAILS } }, four: {} });
    const preview = await fixture.stack.preview();
    expect(preview.all).toContain("2 runs to start: four (new), two (runPython.uri changed); 2 unchanged");
    const changed = await fixture.stack.up();
    expectExit(changed, "non-zero");
    expect(operations(changed)).toMatchObject({ tiles: ["update"] });
    expect(startedKeys()).toEqual(["four", "two"]);
    expect((await results())["one"]).toEqual(before["one"]);
    expect(changed.all).toContain("1 of 4 runs failed: two");
    expect(changed.all).toContain("ValueError: bad zoom");

    change({ ...THREE, four: {} });
    expectExit(await fixture.stack.up(), "zero");
    expect(startedKeys()).toEqual(["two"]);
    expect((await results())["two"]?.status).toBe("COMPLETED");
  });

  // rule: batch-removed-key
  it("cancels a key that is gone, and at destroy what is active", async () => {
    const submitted = {
      defaults: { runPython: { uri: ENDLESS } },
      wait: { until: "submitted" },
      maxConcurrency: 3,
    };
    fixture = await openFixture(batchProgram(host, THREE, submitted));
    expectExit(await fixture.stack.up(), "zero");
    const { one, two } = THREE;
    change({ one: one ?? {}, two: two ?? {} }, submitted);
    expectExit(await fixture.stack.up(), "zero");
    const active = (): string[] =>
      fixture.emulator.runs().flatMap(({ id, completeTime }) => (completeTime === null ? [id] : []));
    expect(active().sort()).toEqual(
      Object.values(await results())
        .map(({ runId }) => runId)
        .sort(),
    );
    expectExit(await fixture.stack.destroy(), "zero");
    expect(active()).toEqual([]);
    expect(startedKeys()).toEqual(["one", "three", "two"]);
  });

  // rule: batch-kill
  it("is taken up again after a kill that left no record of it", async () => {
    const submits = new Submits();
    const program = batchProgram(host, THREE, { defaults: { runPython: { uri: ENDLESS } } });
    fixture = await openFixture(program, { emulator: { onExchange: submits.note } });
    const { emulator, stack } = fixture;
    const up = stack.start(["up", "--yes", "--skip-preview"]);
    await submits.reach(2);
    expect(await killVictim(stack, "everything")).toBe(true);
    await up.wait();
    expectExit(await stack.run(["cancel", "--yes"]), "zero");
    const ids = emulator.runs().map(({ id }) => id);
    expect(ids).toHaveLength(2);
    const again = stack.start(["up", "--yes", "--skip-preview"]);
    await again.waitForOutput(/(taking it over[\s\S]*){2}/);
    for (const id of ids) emulator.finish(id, "COMPLETED");
    await submits.reach(3);
    for (const { id } of emulator.runs()) if (!ids.includes(id)) emulator.finish(id, "COMPLETED");
    const { exitCode, all } = await again.wait();
    expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
    expect(startedKeys()).toEqual(["one", "three", "two"]);
  });
});

/** Tells when so many runs were submitted. */
class Submits {
  private count = 0;
  private readonly waiting: { count: number; resolve: () => void }[] = [];

  readonly note = ({ method, path }: { method: string; path: string }, moment: ExchangeMoment): void => {
    if (method !== "POST" || path !== "/runs" || moment !== "after") return;
    this.count++;
    for (const { count, resolve } of this.waiting) if (this.count >= count) resolve();
  };

  reach(count: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.count >= count) resolve();
      else this.waiting.push({ count, resolve });
    });
  }
}
