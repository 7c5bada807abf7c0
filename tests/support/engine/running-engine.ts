import { type ChildProcess, spawn } from "node:child_process";

/** An engine that is at work. */
export interface RunningEngine {
  readonly pid: number;
  /** What it has said so far, stdout and stderr as they came. */
  readonly output: string;
  /** How it ended. Rejects, with the output, when it takes longer than `timeoutMs` (default 50 s). */
  wait(timeoutMs?: number): Promise<Ended>;
  /** Rejects, with the output, when `pattern` does not come within `timeoutMs` (default 30 s) or before the end. */
  waitForOutput(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  /** To the engine alone, or with `group` to its process group as well, which is what Ctrl-C in a terminal does. */
  kill(signal: NodeJS.Signals, options?: { readonly group?: boolean }): void;
}

export interface Ended {
  /** That of the process; 128 and the signal's usual number where a signal ended it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly all: string;
}

export interface StartOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const WAIT_MS = 50_000;
const OUTPUT_MS = 30_000;
const SIGNAL_NUMBERS: Readonly<Record<string, number>> = { SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

export function startEngine({ command, args, cwd, env }: StartOptions): RunningEngine {
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const said = { stdout: "", stderr: "", all: "" };
  const listeners = new Set<() => void>();
  const hear = (from: "stdout" | "stderr") => (chunk: string) => {
    said[from] += chunk;
    said.all += chunk;
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding("utf8").on("data", hear("stdout"));
  child.stderr.setEncoding("utf8").on("data", hear("stderr"));
  const ended = endOf(child, () => ({ ...said }));
  const title = `pulumi ${args.join(" ")}`;
  return {
    pid: child.pid ?? 0,
    get output() {
      return said.all;
    },
    wait: (timeoutMs = WAIT_MS) => within(ended, timeoutMs, () => `${title} has not ended`, said),
    waitForOutput: (pattern, timeoutMs = OUTPUT_MS) => {
      const seen = new Promise<RegExpExecArray>((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(said.all);
          if (match) resolve(match);
        };
        listeners.add(look);
        look();
        const late = (): void => reject(new Error(`${title} ended without ${String(pattern)}:\n${said.all}`));
        ended.then(late, reject);
      });
      return within(seen, timeoutMs, () => `${title} has not said ${String(pattern)}`, said);
    },
    kill: (signal, options) => kill(child, signal, options?.group ?? false),
  };
}

function endOf(child: ChildProcess, said: () => Omit<Ended, "exitCode">): Promise<Ended> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      resolve({ exitCode: code ?? 128 + (SIGNAL_NUMBERS[signal ?? ""] ?? 0), ...said() });
    });
  });
}

async function within<T>(
  work: Promise<T>,
  timeoutMs: number,
  what: () => string,
  said: { readonly all: string },
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what()} within ${timeoutMs} ms:\n${said.all}`)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function kill(child: ChildProcess, signal: NodeJS.Signals, group: boolean): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(group ? -child.pid : child.pid, signal);
}
