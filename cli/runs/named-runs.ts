import { isActive } from "../../provider/api/run-status";
import { UserError } from "../../provider/resource";
import { nearest } from "../../provider/text/did-you-mean";
import { formatList } from "../../provider/text/format";
import { type Arguments, PROGRAM, type Shell, UsageError } from "../command";
import { stackOf } from "../report/chosen-stack";
import type { ReportRun } from "../report/model";
import { reportOf } from "../report/report-of";

/** A run that a person named. */
export interface NamedRun {
  readonly runId: string;
  /** As `ls` shows it; the id where the stack has no such run. */
  readonly name: string;
  /** What to do if Wherobots has no such run. */
  readonly remedy: string;
}

/** The runs among which a person chooses. */
export interface StackRuns {
  readonly runs: readonly ReportRun[];
  /** Why there are none: no stack could be read. */
  readonly problem?: UserError;
}

/** So many names stand in a message. */
const MAX_NAMES = 8;

/**
 * The runs of the stack that the options name. Without such an option a stack is not needed: a run can be named by its id.
 *
 * @throws UserError, UsageError
 */
export async function runsOfStack(
  command: string,
  options: Arguments["options"],
  shell: Shell,
): Promise<StackRuns> {
  try {
    return { runs: reportOf(await stackOf(command, options, shell)).runs };
  } catch (error) {
    const isAsked = options["stack"] !== undefined || options["stack-file"] !== undefined;
    if (!(error instanceof UserError) || isAsked) throw error;
    return { runs: [], problem: error };
  }
}

/**
 * The runs that a word means: the name that `ls` shows, that of a job of a set, a batch for all of its runs, a URN, or
 * the id or name that a run has in Wherobots. Any other word is taken for the id of a run that the stack does not have.
 *
 * @throws UsageError, UserError for a job of the stack that was not started
 */
export function runsNamed(word: string, { runs, problem }: StackRuns): NamedRun[] {
  if (word === "") throw new UsageError("the name of a job is empty");
  const found = runs.filter((run) => namesOf(run).includes(word));
  if (found.length === 0) return [{ runId: word, name: word, remedy: remedyFor(word, runs, problem) }];
  const started = found.flatMap((run) => startedRun(run) ?? []);
  if (started.length === 0) throw new UserError(`${word} has no run: it was not started`);
  return started;
}

/** Undefined for one that was not started. */
export function startedRun(run: ReportRun): NamedRun | undefined {
  const remedy = "Run `pulumi refresh`";
  return run.runId === undefined ? undefined : { runId: run.runId, name: run.name, remedy };
}

/** Those that go on, as far as the state tells. */
export function activeRuns({ runs, problem }: StackRuns): NamedRun[] {
  if (problem) throw problem;
  return runs.filter(({ status }) => isActive(status)).flatMap((run) => startedRun(run) ?? []);
}

/** The only run that was started. @throws UserError if there are none or several */
export function onlyRun({ runs, problem }: StackRuns): NamedRun {
  if (problem) throw problem;
  const started = runs.flatMap((run) => startedRun(run) ?? []);
  const [only, ...others] = started;
  if (!only) throw new UserError("the stack has no run that was started");
  if (others.length > 0) throw new UserError(`which run? The stack has ${namesText(started)}`);
  return only;
}

/** Names for a message, of many the first ones. */
export function namesText(runs: readonly { readonly name: string }[]): string {
  return formatList(
    runs.map(({ name }) => name),
    MAX_NAMES,
  );
}

function namesOf(run: ReportRun): string[] {
  return jobNamesOf(run).concat(run.resource, run.runId ?? [], run.runName ?? []);
}

function jobNamesOf({ name, group, key }: ReportRun): string[] {
  const ofBatch = key === undefined ? name : name.slice(0, -`[${key}]`.length);
  const set = group?.split(" / ").at(-1);
  return [name, ofBatch].flatMap((text) => [
    text,
    ...(group === undefined ? [] : [`${group} / ${text}`]),
    ...(set !== undefined && text.startsWith(`${set}-`) ? [text.slice(set.length + 1)] : []),
  ]);
}

function remedyFor(word: string, runs: readonly ReportRun[], problem: UserError | undefined): string {
  if (problem) return `Name a run by its id, since no stack was read (${problem.message})`;
  const meant = nearest(word, runs.flatMap(jobNamesOf));
  const advice = meant === undefined ? `see \`${PROGRAM} ls\`` : `did you mean ${meant}?`;
  return `No job of the stack has this name either: ${advice}`;
}
