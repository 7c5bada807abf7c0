import type { AccountRun, Evidence, RecordedResource, Situation } from "../../support/crash/evidence";
import { killText } from "../../support/crash/kill";
import { boundaryKills } from "../../support/crash/kill-schedule";
import { violations } from "../../support/crash/oracle";

/*
 * The judge of the crash tests, and the schedule of their kills: a promise that the one does not see broken, or a kill
 * that the other leaves out, would let all of them pass.
 */

/** A run of the resource that its id begins with. */
const run = (id: string, more: Partial<AccountRun> = {}): AccountRun => ({
  id,
  name: `${id.replace(/\d+$/, "")}-aaaaaaaa-${id.padStart(6, "0").slice(-6)}-cccccc`,
  status: "COMPLETED",
  cancelTime: null,
  ...more,
});
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
const ACTIVE = { status: "RUNNING" };
const LEFTOVER = { isLeftover: true };
const CANCELLED = { status: "CANCELLED", cancelTime: "2026-01-01T00:00:00.000Z" };

/** A create that was killed after its submits: each run is found again, or named and repeated. */
const SOUND: Evidence = {
  kill: {
    scene: "create and wait",
    victim: "everything",
    moment: { kind: "after-start", delayMs: 0 },
    refreshesFirst: false,
  },
  restoredState: false,
  before: situation([], []),
  atRecovery: situation([run("short1"), run("long1", ACTIVE), run("recent1")], [], ["creating short"]),
  after: situation(
    [run("short1"), run("long1"), run("recent1"), run("short2")],
    [inState("short2"), inState("long1"), inState("recent1")],
  ),
  recovery: [{ command: "up", exitCode: 0, output: "" }],
  keptWarnings: ["run short1 did the same", "run long1 is taken over", "run recent1 is taken over"],
  again: { changed: [], requests: [] },
};
const { after, atRecovery } = SOUND;

/** The end with another run, and state with these. */
const withRun = (id: string, ...state: string[]): Partial<Evidence> => ({
  after: situation(
    [...after.runs, run(id)],
    state.map((runId) => inState(runId)),
  ),
});
/** The end with this run in another status. */
const changed = (id: string, more: Partial<AccountRun>): Situation => ({
  ...after,
  runs: after.runs.map((each) => (each.id === id ? { ...each, ...more } : each)),
});
const stateOf = (...state: RecordedResource[]): Partial<Evidence> => ({ after: { ...after, state } });

it("the judge of the crash tests finds nothing wrong with a recovery as it should be", () => {
  expect(violations(SOUND)).toEqual([]);
});

it.each<[string, string, Partial<Evidence>]>([
  ["another run beside an active one", "nothing doubled", withRun("long2", "short2", "long2", "recent1")],
  ["another run for one to adopt", "nothing doubled", withRun("recent2", "short2", "long1", "recent2")],
  ["two runs of one spec", "nothing doubled", withRun("short3", "short3", "long1", "recent1")],
  [
    "another run beside one in state",
    "nothing doubled",
    { atRecovery: { ...atRecovery, state: [inState("short1")] } },
  ],
  ["an active run that state lacks", "nothing forgotten", { after: changed("short1", ACTIVE) }],
  [
    "a resource that left state",
    "nothing lost",
    { before: situation([run("long1", ACTIVE)], [inState("long1", ACTIVE)]) },
  ],
  ["a resource that is missing", "nothing lost", stateOf(inState("short2"), inState("long1"))],
  ["a resource twice", "nothing lost", stateOf(...after.state, inState("short1", LEFTOVER))],
  ["an older run", "nothing lost", stateOf(inState("short1"), inState("long1"), inState("recent1"))],
  [
    "a run not followed to its end",
    "nothing lost",
    stateOf(inState("short2"), inState("long1", ACTIVE), inState("recent1")),
  ],
  ["a resource that should be gone", "nothing lost", stateOf(...after.state, inState("other1"))],
  ["an orphan without a warning", "orphans named", { keptWarnings: ["run short1", "run recent1"] }],
  ["a cancel unasked", "nothing cancelled unasked", { after: changed("short1", CANCELLED) }],
  ["a failing recovery", "recovers", { recovery: [{ command: "up", exitCode: 255, output: "" }] }],
  ["a change left to do", "recovers", { again: { changed: ["update long"], requests: [] } }],
  ["a question left to ask", "recovers", { again: { changed: [], requests: ["GET /runs"] } }],
  [
    "a pending operation after a refresh",
    "recovers",
    { kill: { ...SOUND.kill, refreshesFirst: true }, after: { ...after, pending: ["creating short"] } },
  ],
])("the judge of the crash tests sees %s: %s", (_what, promise, changes) => {
  expect(violations({ ...SOUND, ...changes }).map(({ promised }) => promised)).toEqual([promise]);
});

it("each victim is killed at every boundary: writes at both moments, a repeated question twice", () => {
  const requests = ["GET /runs", "POST /runs long", ...Array<string>(3).fill("GET /runs/{long}")];
  const texts = boundaryKills({ scene: "create and wait", requests, durationMs: 5_000 }).map(killText);
  const submits = ["before POST /runs long", "after POST /runs long"];
  const provider = ["after GET /runs", ...submits, "after GET /runs/{long}", "after GET /runs/{long} (2)"];
  const kills = [
    ...provider.map((moment) => `provider killed ${moment}`),
    ...submits.map((moment) => `engine killed ${moment}`),
    ...provider.map((moment) => `everything killed ${moment}`),
  ];
  expect(texts.map((text) => text.replace(", refreshed first", ""))).toEqual(
    kills.map((kill) => `create and wait: ${kill}`),
  );
});
