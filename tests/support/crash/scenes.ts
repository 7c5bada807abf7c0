import type { PlanRule } from "../../../emulator/index";
import { type Jobs, job } from "../engine/fixture";

/** A command of `pulumi` that is killed at work, and what has happened before. */
export interface Scene {
  readonly name: string;
  /** The program of an `up` before, whose outcome does not matter; undefined: the stack is empty. */
  readonly before: Jobs | undefined;
  /** The program that is at work when the kill comes. */
  readonly jobs: Jobs;
  /** What is killed, and what is repeated after it. */
  readonly command: readonly string[];
  /** A repeated command asks for a new run although the one in state is as wanted. */
  readonly isForced: boolean;
  /** The runs in state before are meant to be cancelled. */
  readonly cancels: boolean;
  /** Endless runs are let end once they were asked for twice, so that a wait has an end. */
  readonly endsRuns: boolean;
}

const SHORT = "s3://bucket.test/short.py";
const ENDLESS = "s3://bucket.test/endless.py";
const FAILS_ONCE = "s3://bucket.test/fails-once.py";

/** Failures in `FAILS_ONCE`: one for each resource of its scene. */
const FIRST_FAILURES = 2;

/** How the runs of all scenes go. */
export const CRASH_PLANS: PlanRule[] = [
  { match: { uri: ENDLESS }, plan: { pendingMs: 50, neverEnds: true } },
  {
    match: { uri: FAILS_ONCE },
    times: FIRST_FAILURES,
    plan: { pendingMs: 50, runningMs: 50, outcome: "FAILED", message: "ValueError: bad zoom" },
  },
  { plan: { pendingMs: 50, runningMs: 100 } },
];

const APPLY = ["--yes", "--skip-preview"];
const UP = ["up", ...APPLY];

/** One that is still active when the deployment is repeated, and one whose finished run is taken over. */
function two([long, recent]: readonly [string, string], more: Readonly<Record<string, unknown>> = {}): Jobs {
  return { long: job(long, more), recent: job(recent, { ...more, adopt: "recent" }) };
}

const SUBMITTED = { wait: { until: "submitted" } };
const OPEN = two([ENDLESS, ENDLESS], SUBMITTED);
const SECOND = { triggers: { n: 2 } };
const FAILED = two([FAILS_ONCE, FAILS_ONCE]);

const PLAIN = { isForced: false, cancels: false, endsRuns: true };

/** Every operation that sends something. */
export const SCENES: readonly Scene[] = [
  {
    ...PLAIN,
    name: "create and wait",
    before: undefined,
    jobs: { short: job(SHORT), ...two([ENDLESS, SHORT]) },
    command: UP,
  },
  {
    ...PLAIN,
    name: "resume of open runs",
    before: two([ENDLESS, SHORT], SUBMITTED),
    jobs: two([ENDLESS, SHORT]),
    command: UP,
  },
  {
    ...PLAIN,
    name: "replace of open runs",
    before: { short: job(ENDLESS, SUBMITTED), ...OPEN },
    jobs: { short: job(SHORT, SECOND), ...two([ENDLESS, SHORT], SECOND) },
    command: UP,
    cancels: true,
  },
  { ...PLAIN, name: "replace of failed runs", before: FAILED, jobs: FAILED, command: UP },
  {
    ...PLAIN,
    name: "forced replace of open runs",
    before: OPEN,
    jobs: two([ENDLESS, ENDLESS]),
    command: [...UP, "--replace", "**::long", "--replace", "**::recent"],
    isForced: true,
    cancels: true,
  },
  {
    ...PLAIN,
    name: "refresh of open runs",
    before: OPEN,
    jobs: OPEN,
    command: ["refresh", ...APPLY],
    endsRuns: false,
  },
  {
    ...PLAIN,
    name: "destroy of open runs",
    before: OPEN,
    jobs: {},
    command: ["destroy", ...APPLY],
    cancels: true,
    endsRuns: false,
  },
];

/** The scene of that name. */
export function sceneNamed(name: string): Scene {
  const scene = SCENES.find((candidate) => candidate.name === name);
  if (!scene) throw new RangeError(`there is no scene "${name}"`);
  return scene;
}

/** Whether a finished run of this resource is to be taken over. */
export function adoptsFinished(scene: Scene, resource: string): boolean {
  return scene.jobs[resource]?.["adopt"] === "recent";
}
