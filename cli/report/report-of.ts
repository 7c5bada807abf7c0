import { fieldOf, given, isRecord, type Properties, textAt } from "../../provider/values";
import type { Report, ReportResource, ReportRun } from "./model";
import { groupOf, nameOf, needsAmong, resourcesByUrn, runKindOf } from "./resources";
import { NOT_STARTED, runFacts, soFar } from "./run";
import { shown } from "./shown";
import type { StackExport } from "./stack-export";
import { totalsOf } from "./totals";

/** What a report says of a stack. It reads nothing else. */
export function reportOf({ resources, pendingOperations, ...stack }: StackExport): Report {
  const byUrn = resourcesByUrn(resources);
  const own = [...byUrn.values()].filter((resource) => runKindOf(resource) !== undefined);
  const needs = needsAmong(new Set(own.map(urnOf)), byUrn);
  const entries = own.map((resource) => entryOf(resource, byUrn, needs));
  const { kept, runs: found } = joined(entries);
  const runs = found.map((run) => soFar(run, stack.asOf));
  const replaced = resources.filter((resource) => resource["delete"] === true && runKindOf(resource)).length;
  return {
    version: 1,
    ...stack,
    resources: kept,
    runs: bySubmit(runs),
    totals: totalsOf(runs, { replaced, pendingOperations }),
  };
}

interface Entry {
  resource: ReportResource;
  runs: ReportRun[];
}

function entryOf(
  state: Properties,
  byUrn: ReadonlyMap<string, Properties>,
  needs: ReadonlyMap<string, string[]>,
): Entry {
  const urn = urnOf(state);
  const group = groupOf(state, byUrn);
  const resource: ReportResource = {
    urn,
    name: nameOf(urn),
    kind: runKindOf(state) ?? "",
    ...given({ group }),
    needs: needs.get(urn) ?? [],
  };
  return { resource, runs: runsOf(state, resource) };
}

function runsOf(state: Properties, { urn, name, kind, group }: ReportResource): ReportRun[] {
  const found = shown(state["outputs"]);
  const outputs = isRecord(found) ? found : {};
  const onFailure = textAt(outputs, "onFailure");
  const owner = { resource: urn, ...given({ group }) };
  if (kind !== "JobRunBatch") {
    const record = { ...given({ runId: textAt(state, "id") }), ...outputs };
    return [{ ...owner, name, ...runFacts(record, onFailure) }];
  }
  return membersOf(outputs).map(([key, record]) => ({
    ...owner,
    name: `${name}[${key}]`,
    key,
    ...(record ? runFacts({ ...commonOf(outputs), ...record }, onFailure) : NOT_STARTED),
  }));
}

/** Each key of a batch, with its record if it was started. */
function membersOf(outputs: Properties): [key: string, record: Properties | undefined][] {
  const [runs, results] = [fieldOf(outputs, "runs"), fieldOf(outputs, "results")];
  const keys = [runs, results].flatMap((part) => (isRecord(part) ? Object.keys(part) : []));
  return [...new Set(keys)].map((key) => {
    const record = fieldOf(results, key);
    return [key, isRecord(record) ? record : undefined];
  });
}

/** What the records of a batch have in common is written once. */
function commonOf({ effective, account }: Properties): Properties {
  return given({ effective, account });
}

/**
 * A RunCompletion follows a run that a JobRun of the same stack may have started: that is one run, of which the later
 * record counts, and the needs of the one are those of the other.
 */
function joined(entries: readonly Entry[]): { kept: ReportResource[]; runs: ReportRun[] } {
  const starters = new Map(
    entries
      .filter(({ resource }) => resource.kind !== "RunCompletion")
      .flatMap(({ resource, runs }) => runs.map((run) => [run.runId, { resource, run }] as const)),
  );
  const aliases = new Map<string, string>();
  const later = new Map<ReportRun, ReportRun>();
  for (const { resource, runs } of entries) {
    const starter = resource.kind === "RunCompletion" ? starters.get(runs[0]?.runId) : undefined;
    if (!starter || runs[0]?.runId === undefined) continue;
    aliases.set(resource.urn, starter.resource.urn);
    if (starter.run.verdict === "active") later.set(starter.run, runs[0]);
  }
  const alias = (urn: string): string => aliases.get(urn) ?? urn;
  const kept = entries.filter(({ resource }) => !aliases.has(resource.urn));
  return {
    kept: kept.map(({ resource }) => ({
      ...resource,
      needs: [...new Set(resource.needs.map(alias))].filter((urn) => urn !== resource.urn),
    })),
    runs: kept.flatMap(({ runs }) => runs.map((run) => laterOf(run, later.get(run)))),
  };
}

function laterOf(run: ReportRun, later: ReportRun | undefined): ReportRun {
  if (!later) return run;
  const { resource, name, key, group } = run;
  return { ...run, ...later, resource, name, ...given({ key, group }) };
}

function bySubmit(runs: readonly ReportRun[]): ReportRun[] {
  // ISO 8601 in UTC sorts as text, and "~" comes after every digit.
  const order = ({ createTime = "~", name }: ReportRun): string => `${createTime} ${name}`;
  return [...runs].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

function urnOf(resource: Properties): string {
  return textAt(resource, "urn") ?? "";
}
