import type { RunningEngine } from "../engine/running-engine";

/** What became of one job of a pipeline. */
export type JobEnd = "success" | "failure" | "cancelled" | "skipped";

/** A pipeline that has ended. */
export interface Ran {
  readonly jobs: Readonly<Record<string, JobEnd>>;
  /** All that its steps printed. */
  readonly log: string;
  /** What people see of it without reading the log. */
  readonly summary: string;
  /** Texts of the files that were kept, by their names. */
  readonly artifacts: Readonly<Record<string, string>>;
}

/** What happens to a pipeline while a command of it is at work. */
export interface Disturbance {
  /** Of which step, by its text. */
  readonly of: RegExp;
  /** When: once this was printed. */
  readonly when: RegExp;
  /**
   * `kill`: the machine is gone. `cancel`: the step's first process has a signal, as a runner gives it. Or what happens
   * elsewhere.
   */
  readonly what: "kill" | "cancel" | (() => void);
}

/** A pull request: its number, its branch, and whether it is of a fork. */
export interface PullRequest {
  readonly number: number;
  readonly branch: string;
  readonly isFork?: boolean;
}

/** The pipelines of a repository at one host, carried out on this machine. Each call is one event of that host. */
export interface Pipelines {
  /** Somebody opened the pull request, or pushed to it. */
  pushed(pull: PullRequest): Promise<Ran>;
  /** It was closed, or merged. */
  closed(pull: PullRequest): Promise<Ran>;
  /** Something was merged into main. */
  deployed(disturbance?: Disturbance): Promise<Ran>;
  /** Somebody unlocks the stack and deploys again. */
  unlocked(disturbance?: Disturbance): Promise<Ran>;
  /** The time of the check for drift. */
  scheduled(): Promise<Ran>;
  /** Somebody lets the stack be destroyed. */
  destroyed(): Promise<Ran>;
}

/** Carries out a shell step. */
export type Shell = (step: ShellStep) => Promise<number>;

export interface ShellStep {
  readonly script: string;
  /** The words before the file of the script. */
  readonly shell: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What a reader of pipelines works with. */
export interface Workplace {
  /** The bare repository. */
  readonly origin: string;
  /** A new folder for a job. */
  newFolder(): Promise<string>;
  /** Where the host's API for comments is. */
  readonly commentsUrl: string;
  /** The environment of a runner, without secrets and without Pulumi on its PATH. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder of Pulumi. */
  readonly engine: string;
  readonly secrets: Readonly<Record<"PULUMI_ACCESS_TOKEN" | "WHEROBOTS_API_KEY", string>>;
  /** A shell that adds to this log. */
  shell(log: Log, disturbance: Disturbance | undefined): Shell;
}

/** What the steps of a pipeline print. */
export class Log {
  text = "";
  /** Whether a step was cut off. */
  end: Disturbance["what"] | undefined;

  add(text: string): void {
    this.text += text;
  }
}

/** Disturbs a step that is at work, if it is the one. */
export async function disturbed(
  running: RunningEngine,
  { when, what }: Disturbance,
  killAll: () => Promise<unknown>,
): Promise<void> {
  await running.waitForOutput(when);
  if (what === "kill") await killAll();
  else if (what === "cancel") running.kill("SIGINT");
  else what();
}
