import type { HeldRun } from "../resource";
import { memberPath } from "../resources/job-run/names";
import { KINDS } from "../resources/kinds";
import { fieldOf, given, isRecord, textAt } from "../values";

/*
 * What Pulumi writes of a stack (a checkpoint, version 3), as far as it is read here. Written by any version of the
 * engine and of this package: whatever is not as expected is left out.
 */

/** The resources of a stack. */
export type Checkpoint = readonly Readonly<Record<string, unknown>>[];

/** The root of every stack. */
const STACK_TYPE = "pulumi:pulumi:Stack";
/** The type of a resource of this package, in either host, with its parents in front. */
const OWN_TYPE = /^(?<parents>.*\$|)(?:pulumi-nodejs:dynamic\/wherobots|wherobots:index):(?<noun>\w+)$/;

/** The resources in the text of a checkpoint. */
export function checkpointIn(file: unknown): Checkpoint {
  const resources = fieldOf(fieldOf(fieldOf(file, "checkpoint"), "latest"), "resources");
  return Array.isArray(resources) ? resources.filter(isRecord) : [];
}

/**
 * The moment in which Pulumi made the stack's own resource, to the nanosecond: Pulumi keeps it in the state, through
 * copies, restores, exports and renames, until a destroy. Empty if there is none yet.
 */
export function stateIdIn(checkpoint: Checkpoint): string {
  const root = checkpoint.find(({ type }) => type === STACK_TYPE);
  return textAt(root, "created") ?? "";
}

/** The runs that resources of this package stand for. */
export interface HeldRuns {
  /** By id, those of earlier attempts included. */
  readonly byId: ReadonlyMap<string, HeldRun>;
  /** The present one of each resource, by `Identity.path`. */
  readonly byPath: ReadonlyMap<string, HeldRun>;
}

/** Finds the runs in a checkpoint. */
export function heldRunsIn(checkpoint: Checkpoint): HeldRuns {
  // A resource that waits to be deleted has the path of the one that took its place, which comes last.
  const isLeaving = (resource: Checkpoint[number]): number => Number(resource["delete"] !== true);
  const ordered = [...checkpoint].sort((a, b) => isLeaving(a) - isLeaving(b));
  const runs = ordered.flatMap((resource) => {
    const path = pathOf(textAt(resource, "urn") ?? "");
    const outputs = fieldOf(resource, "outputs");
    if (path === undefined || !isRecord(outputs) || !mayHoldRuns(path)) return [];
    const results = fieldOf(outputs, "results");
    const { account } = outputs;
    if (isRecord(results))
      return Object.entries(results).flatMap(([key, run]) =>
        runsOf(memberPath({ path }, key), isRecord(run) ? { account, ...run } : run),
      );
    return runsOf(path, { ...outputs, runId: outputs["runId"] ?? resource["id"] });
  });
  return {
    byId: new Map(runs.map((run) => [run.runId, run])),
    byPath: new Map(runs.map((run) => [run.path, run])),
  };
}

/** A resource of a later version may. */
function mayHoldRuns(path: string): boolean {
  const noun = path.split("::")[0]?.split("$").at(-1) ?? "";
  return Object.entries(KINDS).every(([known, { holdsRuns }]) => known !== noun || holdsRuns);
}

function runsOf(path: string, run: unknown): HeldRun[] {
  const [runId, status] = [textAt(run, "runId"), textAt(run, "status")];
  if (runId === undefined) return [];
  const attempts = fieldOf(run, "attempts");
  const earlier = (Array.isArray(attempts) ? attempts : []).flatMap((attempt) => runsOf(path, attempt));
  const createTime = textAt(run, "createTime");
  const takeOverRunId = textAt(run, "takeOverRunId");
  const timeoutSeconds = fieldOf(run, "timeoutSeconds");
  const held: HeldRun = {
    path,
    runId,
    status: status ?? "",
    ...given({ createTime, takeOverRunId }),
    ...(typeof timeoutSeconds === "number" ? { timeoutSeconds } : {}),
    ...accountOf(fieldOf(run, "account")),
    ...(fieldOf(run, "cancelledByProvider") === true ? { cancelledByProvider: true } : {}),
  };
  return [...earlier, held];
}

function accountOf(account: unknown): Pick<HeldRun, "account"> {
  const [apiUrl, organizationId] = [textAt(account, "apiUrl"), textAt(account, "organizationId")];
  return apiUrl === undefined ? {} : { account: { apiUrl, organizationId } };
}

/** `Identity.path` of a resource of this package; undefined for any other. */
function pathOf(urn: string): string | undefined {
  const [, , types = "", ...names] = urn.split("::");
  const own = OWN_TYPE.exec(types)?.groups;
  return own && [`${own["parents"] ?? ""}${own["noun"] ?? ""}`, ...names].join("::");
}
