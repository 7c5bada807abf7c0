import type { AccountRun, Evidence, RecordedResource, Situation } from "../../crash/evidence";
import { type Promised, violations } from "../../crash/oracle";

/** The runs of three resources, by the order in which they were started. */
const run = (id: string, more: Partial<AccountRun> = {}): AccountRun => ({
  id,
  name: `${id.replace(/\d+$/, "")}-aaaaaaaa-${id.padStart(6, "0").slice(-6)}-cccccc`,
  status: "COMPLETED",
  cancelTime: null,
  ...more,
});
const ACTIVE = { status: "RUNNING" };
const CANCELLED = { status: "CANCELLED", cancelTime: "2026-01-01T00:00:00.000Z" };
const inState = (runId: string, more: Partial<RecordedResource> = {}): RecordedResource => ({
  name: runId.replace(/\d+$/, ""),
  runId,
  status: "COMPLETED",
  isLeftover: false,
  ...more,
});
const situation = (runs: AccountRun[], state: RecordedResource[], pending: string[] = []): Situation => ({
  runs,
  state,
  pending,
});

/** A create that was killed after its submits: each run is found again, or named and repeated. */
function recovered(changes: Partial<Evidence> = {}, scene = "create and wait"): Evidence {
  const submitted = [run("short1"), run("long1"), run("recent1")];
  return {
    kill: { scene, victim: "everything", moment: { kind: "after-start", delayMs: 0 }, refreshesFirst: false },
    restoredState: false,
    before: situation([], []),
    atRecovery: situation([run("short1"), run("long1", ACTIVE), run("recent1")], [], ["creating short"]),
    after: situation(
      [...submitted, run("short2")],
      [inState("short2"), inState("long1"), inState("recent1")],
    ),
    recovery: [{ command: "up", exitCode: 0, output: "" }],
    keptWarnings: ["run short1 did the same", "run long1 is taken over", "run recent1 is taken over"],
    again: { changed: [], requests: [] },
    ...changes,
  };
}

const broken = (evidence: Evidence): Promised[] => violations(evidence).map(({ promised }) => promised);

it("finds nothing wrong with a recovery as it should be", () => {
  expect(violations(recovered())).toEqual([]);
});

describe("each broken promise is seen", () => {
  const { after, atRecovery } = recovered();

  it("another run beside one that was active", () => {
    const runs = [...after.runs, run("long2")];
    const state = [inState("short2"), inState("long2"), inState("recent1")];
    expect(broken(recovered({ after: situation(runs, state) }))).toEqual(["nothing doubled"]);
  });

  it("another run where a finished one is to be taken over", () => {
    const runs = [...after.runs, run("recent2")];
    const state = [inState("short2"), inState("long1"), inState("recent2")];
    expect(broken(recovered({ after: situation(runs, state) }))).toEqual(["nothing doubled"]);
  });

  it("another run beside one that state knows, unless it was asked for", () => {
    const known = { ...atRecovery, state: [inState("short1")] };
    expect(broken(recovered({ atRecovery: known }))).toEqual(["nothing doubled"]);
    expect(broken(recovered({ atRecovery: known }, "forced replace of open runs"))).not.toContain(
      "nothing doubled",
    );
  });

  it("two runs of one wish in one command", () => {
    const runs = [...after.runs, run("short3")];
    const state = [inState("short3"), inState("long1"), inState("recent1")];
    expect(broken(recovered({ after: situation(runs, state) }))).toEqual(["nothing doubled"]);
  });

  it("an active run that state does not know, or only as a leftover", () => {
    const runs = after.runs.map((each) => (each.id === "short1" ? { ...each, ...ACTIVE } : each));
    expect(broken(recovered({ after: { ...after, runs } }))).toEqual(["nothing forgotten"]);
    const state = [...after.state, inState("short1", { isLeftover: true })];
    expect(broken(recovered({ after: { ...after, runs, state } }))).toContain("nothing forgotten");
  });

  it("a resource that left state while its run was active", () => {
    const before = situation([run("long1", ACTIVE)], [inState("long1", ACTIVE)]);
    expect(broken(recovered({ before }))).toEqual(["nothing lost"]);
  });

  it.each([
    ["is missing", [inState("short2"), inState("long1")]],
    ["is there twice", [...after.state, inState("short1", { isLeftover: true })]],
    ["has an older run", [inState("short1"), inState("long1"), inState("recent1")]],
    ["was not followed to its end", [inState("short2"), inState("long1", ACTIVE), inState("recent1")]],
    ["should be gone", [...after.state, inState("other1")]],
  ])("a resource that %s", (_, state) => {
    expect(broken(recovered({ after: { ...after, state } }))).toEqual(["nothing lost"]);
  });

  it("an orphan that no warning names", () => {
    expect(broken(recovered({ keptWarnings: ["run short1", "run recent1"] }))).toEqual(["orphans named"]);
  });

  it("a cancel that nobody asked for", () => {
    const runs = after.runs.map((each) => (each.id === "short1" ? { ...each, ...CANCELLED } : each));
    expect(broken(recovered({ after: { ...after, runs } }))).toEqual(["nothing cancelled unasked"]);
    const replaced = run("short0", CANCELLED);
    const before = situation([replaced], []);
    const since = (later: Situation): Situation => ({ ...later, runs: [replaced, ...later.runs] });
    const changes = { before, atRecovery: since(atRecovery), after: since(after) };
    expect(broken(recovered(changes))).toEqual(["nothing cancelled unasked"]);
    expect(broken(recovered(changes, "replace of open runs"))).toEqual([]);
  });

  it("a recovery that fails, or leaves something to do", () => {
    expect(broken(recovered({ recovery: [{ command: "up", exitCode: 255, output: "" }] }))).toEqual([
      "recovers",
    ]);
    expect(broken(recovered({ again: { changed: ["update long"], requests: [] } }))).toEqual(["recovers"]);
    expect(broken(recovered({ again: { changed: [], requests: ["GET /runs"] } }))).toEqual(["recovers"]);
    const kill = { ...recovered().kill, refreshesFirst: true };
    expect(broken(recovered({ kill, after: { ...after, pending: ["creating short"] } }))).toEqual([
      "recovers",
    ]);
  });
});
