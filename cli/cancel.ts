import { isExpected } from "../provider/api/errors";
import { isActive, statusOf } from "../provider/api/run-status";
import { type LifecycleContext, UserError } from "../provider/resource";
import { cancelAndWait } from "../provider/run/cancel";
import { unlessInterrupted } from "../provider/run/interrupt";
import { readOwnRun } from "../provider/run/read";
import { type Arguments, type Command, EXIT, PROGRAM, type Shell, UsageError } from "./command";
import { STACK_OPTIONS } from "./report/chosen-stack";
import { accessFor } from "./runs/access";
import { activeRuns, type NamedRun, runsNamed, runsOfStack } from "./runs/named-runs";

/** Cancels runs. */
export const CANCEL: Command = {
  summary: "cancel runs, and wait until they have ended",
  about: `JOB is a name as \`${PROGRAM} ls\` shows it, a batch for all of its runs, or the id of any run of the account. The key
and the other settings are those of the stack, or of the environment. What has ended stays as it is.
Ends with 1 if a run may go on.

The next \`pulumi up\` reports a run that was cancelled and does not start it again: change a trigger, or run
\`pulumi up --replace\` with the URN of its resource.`,
  takes: "[JOB…]",
  options: { ...STACK_OPTIONS, all: { help: "all runs of the stack that go on" } },
  examples: [
    [`${PROGRAM} cancel places`, "one job"],
    [`${PROGRAM} cancel --all --stack dev`, "whatever of a stack goes on"],
  ],
  run: async (given, shell) => {
    const isAll = given.options["all"] !== undefined;
    if (isAll === given.words.length > 0)
      throw new UsageError(
        isAll ? "cancel takes jobs or --all, and not both" : "cancel needs a job, or --all",
      );
    const runs = await chosenRuns(given, shell);
    const context = await accessFor(given.options, shell, shell.access.interrupted());
    const ends = await Promise.all(runs.map((run) => cancelled(run, context)));
    tell(ends, given.options, shell);
    return ends.some(({ problem }) => problem !== undefined) ? EXIT.problems : EXIT.ok;
  },
};

async function chosenRuns({ words, options }: Arguments, shell: Shell): Promise<NamedRun[]> {
  const stack = await runsOfStack("cancel", options, shell);
  const named = words.length === 0 ? activeRuns(stack) : words.flatMap((word) => runsNamed(word, stack));
  return [...new Map(named.map((run) => [run.runId, run])).values()];
}

interface End {
  readonly name: string;
  readonly runId: string;
  readonly status?: string;
  /** False: it had ended before. */
  readonly wasActive?: boolean;
  readonly problem?: string;
}

/** One run that cannot be cancelled keeps none of the others. */
async function cancelled({ name, runId, remedy }: NamedRun, context: LifecycleContext): Promise<End> {
  try {
    const run = await unlessInterrupted(
      readOwnRun(runId, remedy, context),
      `run ${runId} was not cancelled`,
      context,
    );
    const wasActive = isActive(statusOf(run));
    const ended = wasActive ? await cancelAndWait(runId, context) : run;
    return { name, runId, status: statusOf(ended), wasActive };
  } catch (error) {
    if (!isExpected(error) && !(error instanceof UserError)) throw error;
    return { name, runId, problem: error.message };
  }
}

function tell(ends: readonly End[], { json }: Arguments["options"], { write, say }: Shell): void {
  if (json) {
    write(`${JSON.stringify(ends, undefined, 2)}\n`);
    return;
  }
  for (const { name, runId, status, wasActive, problem } of ends) {
    const who = name === runId ? runId : `${name} (${runId})`;
    if (problem !== undefined) say(`${who}: ${problem}\n`);
    else write(`${who}: ${wasActive ? "" : "had already ended as "}${status ?? ""}\n`);
  }
  if (ends.length === 0) say("no run goes on\n");
  else if (ends.some(({ wasActive }) => wasActive)) say("`pulumi refresh` takes this into the state\n");
}
