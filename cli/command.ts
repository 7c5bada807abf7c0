import type { SessionSources } from "../provider/account/open-session";
import type { Session } from "../provider/account/session";
import type { Clock, Random } from "../provider/clock";

/** What a command needs to speak with Wherobots. */
export interface Access {
  readonly openSession: (sources: SessionSources) => Session;
  readonly clock: Clock;
  readonly random: Random;
  /** Aborts at Ctrl-C. From the first call on Ctrl-C ends nothing else. */
  readonly interrupted: () => AbortSignal;
}

/** What a command may use of the machine, so that tests need no process. */
export interface Shell {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All of standard input. */
  readonly input: () => Promise<string>;
  /** Whether a person reads what is written, in colours. */
  readonly hasColours: boolean;
  /** To standard output: what was asked for. */
  readonly write: (text: string) => void;
  /** Aborts when nobody reads standard output any more. */
  readonly unread: AbortSignal;
  /** To standard error: what is said about it. */
  readonly say: (text: string) => void;
  readonly access: Access;
}

/** An option of a command, or of all. */
export interface Option {
  readonly help: string;
  /** Stands for its value in the help; absent for one that is there or not. */
  readonly value?: string;
  /** The values that it takes; absent: any. */
  readonly choices?: readonly string[];
}

/** The words after a command, checked. */
export interface Arguments {
  readonly words: readonly string[];
  /** `--format json` is `format: "json"`, and `--json` is `json: true`. */
  readonly options: Readonly<Record<string, string | true | undefined>>;
}

/** One command: help, completion and the check of its words come from here. */
export interface Command {
  /** What it does, in a line. */
  readonly summary: string;
  /** What more there is to know; paragraphs of lines. */
  readonly about: string;
  /** The words that it takes, for the help, for example `[PATH…]`; absent: none. */
  readonly takes?: string;
  /** How many words it takes at most; absent: any number. */
  readonly maxWords?: number;
  /** The words that it takes; absent: paths. */
  readonly choices?: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  /** Lines that can be copied, each with what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  /** @returns how it ended, one of `EXIT` */
  run(given: Arguments, shell: Shell, program: Program): number | Promise<number>;
}

/** All commands, and the options that each of them takes. */
export interface Program {
  readonly commands: Readonly<Record<string, Command>>;
  readonly common: Readonly<Record<string, Option>>;
}

export const PROGRAM = "pulumi-wherobots";

/** How a command ends. */
export const EXIT = { ok: 0, problems: 1, usage: 2 } as const;

/** What each end means, for the help and the page. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: "nothing is wrong",
  problems: "there are problems, or something failed",
  usage: "the command line is wrong",
};

/** Words of a command line that do not fit, and what would. */
export class UsageError extends Error {
  override name = "UsageError";
}
