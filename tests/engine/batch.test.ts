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
  programOf,
} from "../support/engine/fixture";

/** Arguments of the runs of a batch, by key. */
type Runs = Readonly<
  Record<string, { readonly runPython?: { readonly uri?: string; readonly args?: string[] } }>
>;

const THREE: Runs = { one: {}, two: {}, three: {} };

/** A batch whose runs are left active, by key. */
const open = (keys: readonly string[]): object => ({
  runs: Object.fromEntries(keys.map((key) => [key, {}])),
  defaults: { runPython: { uri: ENDLESS } },
  wait: { until: "submitted" },
});

const batchProgram = (host: Host, runs: Runs, more: object = {}, left: readonly string[] = []) =>
  programOf(host, batchSource("dynamic", runs, more, left));

function batchSource(host: Host, runs: Runs, more: object, left: readonly string[]): string {
  const args = { runs, defaults: { runPython: { uri: OK } }, maxConcurrency: 2, ...more };
  return inHost(
    host,
    [
      'const wherobots = require("pulumi-wherobots");',
      `const batch = new wherobots.JobRunBatch("tiles", ${JSON.stringify(args)});`,
      ...(left.length > 0 ? [`new wherobots.JobRunBatch("left", ${JSON.stringify(open(left))});`] : []),
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
  const resultsOf = async (name: string) =>
    (await fixture.outputsOf(name))["results"] as Record<string, { runId: string; status: string }>;
  const activeIds = (): string[] =>
    fixture.emulator
      .runs()
      .flatMap(({ id, completeTime }) => (completeTime === null ? [id] : []))
      .sort();

  // rule: batch-changes, batch-removed-key
  it("runs each key once, then what changed, was added or failed; cancels a key that is gone, and at destroy what is active", async () => {
    fixture = await openFixture(batchProgram(host, THREE, {}, ["a", "b"]));
    const { stack } = fixture;
    const change = (runs: Runs): void => stack.writeProgram(batchSource(host, runs, {}, ["b"]));
    const first = expectExit(await stack.up(), "zero");
    expect(startedKeys()).toEqual(["one", "three", "two"]);
    expect(first.all).toContain("completed   : 3");
    expect(activeIds()).toHaveLength(2);

    const before = await resultsOf("tiles");
    change({ ...THREE, two: { runPython: { uri: FAILS } }, four: {} });
    const changed = expectExit(await stack.up({ withPreview: true }), "non-zero");
    expect(changed.all).toContain("2 runs to start: four (new), two (runPython.uri changed); 2 unchanged");
    expect(operations(changed)).toMatchObject({ tiles: expect.arrayContaining(["update"]) });
    expect(startedKeys()).toEqual(["four", "two"]);
    expect((await resultsOf("tiles"))["one"]).toEqual(before["one"]);
    expect(changed.all).toContain("1 of 4 runs failed: two");
    expect(changed.all).toContain("ValueError: bad zoom");

    change({ ...THREE, four: {} });
    expectExit(await stack.up(), "zero");
    expect(startedKeys()).toEqual(["two"]);
    expect((await resultsOf("tiles"))["two"]?.status).toBe("COMPLETED");
    expect(activeIds()).toEqual([(await resultsOf("left"))["b"]?.runId]);
    fixture.requests();
    expectExit(await stack.up({ args: ["--expect-no-changes"] }), "zero");
    expect(fixture.requests()).toEqual([]);
    expectExit(await stack.destroy(), "zero");
    expect(activeIds()).toEqual([]);
  });

  // rule: batch-kill, moved-orphan
  it("is taken up again after a kill that left no record of it, in a renamed stack too", async () => {
    const submits = new Submits();
    const program = batchProgram(host, THREE, { defaults: { runPython: { uri: ENDLESS } } });
    fixture = await openFixture(program, { emulator: { onExchange: submits.note } });
    const { emulator, stack } = fixture;
    const up = stack.start(["up", "--yes", "--skip-preview"]);
    await submits.reach(2);
    expect(await killVictim(stack, "everything")).toBe(true);
    await up.wait();
    expectExit(await stack.run(["cancel", "--yes"]), "zero");
    expectExit(await stack.run(["stack", "rename", "renamed"]), "zero");
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
