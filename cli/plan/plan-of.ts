import { isActive, NOT_RUN } from "../../provider/api/run-status";
import { fieldOf, given, isRecord, type Properties, textAt } from "../../provider/values";
import type { ReportRun } from "../report/model";
import { reportOf } from "../report/report-of";
import { groupOf, nameOf, resourcesByUrn, runKindOf } from "../report/resources";
import { nameIn } from "../report/stack-export";
import type { Preview, PreviewStep } from "./preview";

/** What an `up` would do about runs. `--json` prints it: a field may come, and none goes without another `version`. */
export interface Plan {
  version: 1;
  project?: string;
  stack?: string;
  /** Resources whose runs would start. */
  starts: PlannedStart[];
  /** Runs that would be cancelled, since their resources leave the stack. */
  cancels: PlannedResource[];
  /** Resources of which something else changes, and no run starts. */
  updates: PlannedResource[];
  /** How many stay as they are, if the preview has those (`--show-sames`). */
  unchanged: number;
  /** Sums of the last runs of what would start, as far as there are any. */
  estimate: { runs: number; runningSeconds: number; usd: number; withoutEarlierRun: number };
  /** Why the preview is not whole. */
  errors: string[];
}

export interface PlannedResource {
  urn: string;
  name: string;
  /** JobRun or JobRunBatch. */
  kind: string;
  group?: string;
  /** In words. */
  why: string;
}

export interface PlannedStart extends PlannedResource {
  /** What the last run took, those of a batch together. Absent: there was none. */
  last?: { queuedSeconds: number; runningSeconds: number; usd: number };
}

/** Steps after which another run has been started. */
const STARTING: ReadonlySet<string> = new Set(["create", "replace", "create-replacement"]);
/** What the provider writes in front of a reason. */
const WILL_START = /^will start a new run: /;

/** What a preview says of runs. */
export function planOf({ steps, messages }: Preview): Plan {
  const own = byUrn(steps.filter((step) => STARTERS.has(kindOf(step))));
  const resources = resourcesByUrn(steps.flatMap(({ next, old }) => present(next ?? old)));
  // Of a replacement the engine says that the old state is to be deleted, and a report leaves that out.
  const before = own.flatMap(({ old }) => present(old && { ...old, delete: false }));
  const { runs } = reportOf({ resources: before, pendingOperations: 0 });
  const described = (step: PreviewStep): PlannedResource => ({
    urn: step.urn,
    name: nameOf(step.urn),
    kind: kindOf(step),
    ...given({ group: groupOf(step.next ?? step.old ?? {}, resources) }),
    why: whyOf(step, messages),
  });
  const starts = own
    .filter(startsRuns)
    .map((step) => ({ ...described(step), ...given({ last: lastOf(step.urn, runs) }) }));
  const isStarted = new Set(starts.map(({ urn }) => urn));
  const others = own.filter(({ urn }) => !isStarted.has(urn));
  return {
    version: 1,
    ...nameIn(steps.map(({ urn }) => urn)),
    starts,
    cancels: others.filter(cancels).map(described),
    updates: others.filter(({ op }) => !["same", "delete", "read"].includes(op)).map(described),
    unchanged: others.filter(({ op }) => op === "same").length,
    estimate: estimateOf(starts),
    errors: messages.filter(({ severity }) => severity === "error").map(({ text }) => text),
  };
}

function present(state: Properties | undefined): Properties[] {
  return state ? [state] : [];
}

/** A RunCompletion follows runs that others start. */
const STARTERS: ReadonlySet<string> = new Set(["JobRun", "JobRunBatch"]);

function kindOf({ next, old }: PreviewStep): string {
  return runKindOf(next ?? old ?? {}) ?? "";
}

/**
 * One step of each resource: a replacement has several, of which one says that it is one. By name, since the engine's order
 * differs from one preview to the next.
 */
function byUrn(steps: readonly PreviewStep[]): PreviewStep[] {
  const kept = new Map<string, PreviewStep>();
  for (const step of steps) {
    const known = kept.get(step.urn);
    if (!known || (STARTING.has(step.op) && !STARTING.has(known.op))) kept.set(step.urn, step);
  }
  return [...kept.values()].sort((a, b) => (a.urn < b.urn ? -1 : 1));
}

function startsRuns(step: PreviewStep): boolean {
  // Of a batch, an update starts what changed; nothing but its row says so.
  if (kindOf(step) === "JobRunBatch" && step.op === "update") return true;
  return STARTING.has(step.op) && textAt(fieldOf(step.next, "outputs"), "status") !== NOT_RUN;
}

function cancels({ op, old }: PreviewStep): boolean {
  return op === "delete" && isActive(textAt(fieldOf(old, "outputs"), "status") ?? "COMPLETED");
}

function whyOf({ op, urn, old, next, replaceReasons }: PreviewStep, messages: Preview["messages"]): string {
  const own = messages.filter((message) => message.urn === urn && message.severity !== "error");
  const said = own.map(({ text }) => text.replace(WILL_START, "")).filter((text) => text !== "");
  if (said.length > 0) return said.join("; ");
  if (op === "create") return `new${keysText(next)}`;
  if (op === "delete") return "leaves the stack";
  if (replaceReasons.includes("status")) return `its last run ended as ${statusOf(old)}`;
  return replaceReasons.length > 0 ? `${replaceReasons.join(", ")} changed` : op;
}

function keysText(next: Properties | undefined): string {
  const runs = fieldOf(fieldOf(next, "inputs"), "runs");
  return isRecord(runs) ? `, ${Object.keys(runs).length} runs` : "";
}

function statusOf(old: Properties | undefined): string {
  return textAt(fieldOf(old, "outputs"), "status") ?? "unknown";
}

function lastOf(urn: string, runs: readonly ReportRun[]): PlannedStart["last"] {
  const own = runs.filter((run) => run.resource === urn && run.runningSeconds !== undefined);
  if (own.length === 0) return undefined;
  const sum = (of: (run: ReportRun) => number | undefined): number =>
    own.reduce((total, run) => total + (of(run) ?? 0), 0);
  return {
    queuedSeconds: sum((run) => run.queuedSeconds),
    runningSeconds: sum((run) => run.runningSeconds),
    usd: sum((run) => run.usd),
  };
}

function estimateOf(starts: readonly PlannedStart[]): Plan["estimate"] {
  const known = starts.flatMap(({ last }) => last ?? []);
  return {
    runs: starts.length,
    runningSeconds: known.reduce((total, { runningSeconds }) => total + runningSeconds, 0),
    usd: known.reduce((total, { usd }) => total + usd, 0),
    withoutEarlierRun: starts.length - known.length,
  };
}
