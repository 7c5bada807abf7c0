import { isActive, statusOf } from "../provider/api/run-status";
import type { LifecycleContext } from "../provider/resource";
import { UserError } from "../provider/resource";
import { readToEnd } from "../provider/run/end";
import { readOwnRun } from "../provider/run/read";
import { type LogLine, type LogSink, LogTail } from "../provider/watch/log-tail";
import { waitForRun } from "../provider/watch/wait";
import { type Arguments, type Command, EXIT, PROGRAM, type Shell, UsageError } from "./command";
import { STACK_OPTIONS } from "./report/chosen-stack";
import { accessFor } from "./runs/access";
import { type NamedRun, namesText, onlyRun, runsNamed, runsOfStack } from "./runs/named-runs";

/** Shows the log of a run. */
export const LOGS: Command = {
  summary: "show the log of a run, and follow it to its end",
  about: `JOB is a name as \`${PROGRAM} ls\` shows it, or the id of any run of the account; it can be left out where the stack has one
run. The key and the other settings are those of the stack, or of the environment. Ends with 0 whatever becomes of the run.`,
  takes: "[JOB]",
  maxWords: 1,
  options: {
    ...STACK_OPTIONS,
    follow: { help: "go on until the run has ended" },
    tail: { value: "LINES", help: "begin with the newest lines; by default with the first" },
  },
  examples: [
    [`${PROGRAM} logs places`, "the whole log"],
    [`${PROGRAM} logs places --follow --tail 20`, "what happens now"],
    [`${PROGRAM} logs places --json | jq -r .text`, "a JSON object in each line, with the time of each line"],
  ],
  run: async (given, shell) => {
    const tail = tailOf(given.options);
    const run = await chosenRun(given, shell);
    const context = await accessFor(given.options, shell, shell.unread);
    try {
      await showLog(run, new Printer(tail, asWritten(given.options, shell)), given.options, context);
    } catch (error) {
      if (!shell.unread.aborted) throw error;
    }
    return EXIT.ok;
  },
};

async function chosenRun({ words: [word], options }: Arguments, shell: Shell): Promise<NamedRun> {
  const stack = await runsOfStack("logs", options, shell);
  if (word === undefined) return onlyRun(stack);
  const named = runsNamed(word, stack);
  const [first, ...others] = named;
  if (first && others.length === 0) return first;
  throw new UserError(`${word} has several runs: name one of ${namesText(named)}`);
}

function tailOf({ tail }: Arguments["options"]): number | undefined {
  if (tail === undefined) return undefined;
  if (typeof tail === "string" && /^\d{1,9}$/.test(tail)) return Number(tail);
  throw new UsageError(`--tail is a number of lines, and not ${String(tail)}`);
}

function asWritten({ json }: Arguments["options"], { write }: Shell): (line: LogLine) => void {
  return json ? (line) => write(`${JSON.stringify(line)}\n`) : ({ text }) => write(`${text}\n`);
}

/** Prints every line, or first the newest ones of what is there and then every other. */
class Printer implements LogSink {
  private held: LogLine[] | undefined;

  constructor(
    private readonly tail: number | undefined,
    private readonly print: (line: LogLine) => void,
  ) {
    this.held = tail === undefined ? undefined : [];
  }

  write(lines: readonly LogLine[]): void {
    if (!this.held) for (const line of lines) this.print(line);
    else if (this.tail) this.held = [...this.held, ...lines].slice(-this.tail);
  }

  /** What is there has been read. */
  release(): void {
    const held = this.held ?? [];
    this.held = undefined;
    this.write(held);
  }
}

/** A page of a log that is longer comes at once; the API is asked no faster than `wherobots:maxRequestsPerSecond`. */
async function showLog(
  { runId, remedy }: NamedRun,
  printer: Printer,
  { follow }: Arguments["options"],
  context: LifecycleContext,
): Promise<void> {
  const { session, clock, random, log, signal } = context;
  const run = await readOwnRun(runId, remedy, context);
  const api = session.api();
  const logTail = new LogTail(api, runId, 0, (text) => session.redact(text));
  logTail.writeTo(printer);
  do await logTail.poll(signal);
  while (logTail.isBehind);
  printer.release();
  if (!follow || !isActive(statusOf(run))) return;
  const goal = {
    until: "completed",
    maxSeconds: Number.POSITIVE_INFINITY,
    maxQueueSeconds: undefined,
    deadlineMs: undefined,
  } as const;
  const parts = { api, clock, random, log, signal, session, logTail, report: () => undefined };
  const ended = await waitForRun(run, goal, parts);
  if (ended.kind === "stopped") {
    if (ended.error) throw ended.error;
    return;
  }
  await readToEnd({ tail: logTail, sawEnd: true }, ended.run, context);
  log("info", `run ${runId} ended as ${statusOf(ended.run)}`);
}
