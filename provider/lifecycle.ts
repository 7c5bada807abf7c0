import type { Clock, Random } from "./clock";
import type { Session } from "./session";
import type { Progress } from "./watch/progress";

/*
 * The contract between the resources and their hosts. Plain values in, plain values out: nothing here or below
 * `resources/` knows Pulumi, so that every host runs the same rules.
 */

/** How much a line matters to the person who reads it. */
export type LogLevel = "debug" | "info" | "warning" | "error";

/** Writes a line on the resource's own row. */
export type Log = (
  level: LogLevel,
  /** One line: a host makes one of it, so that no text of a run can add one of its own. */
  message: string,
  /** ephemeral: shown until the next line comes, not kept. below: further lines of the same message. */
  options?: { ephemeral?: boolean; below?: readonly string[] },
) => void;

/** Who the resource is, as far as naming and adoption need it. */
export interface Identity {
  organization: string;
  project: string;
  stack: string;
  /** Tells apart states that have these three names in common; empty where they are unique. */
  backend: string;
  /** Types and name as in the URN, in which this package's part is the noun alone: the same in every host. */
  path: string;
  /** Where log lines go. */
  urn: string;
}

/** One run of many that a resource stands for. */
export interface Membership {
  /** The resource of all of them. */
  of: Identity;
  /** How many of them this operation may start. */
  count: number;
  /** Told how the run goes, in place of a line on the row, which all of them share. */
  report: (progress: Progress) => void;
}

/** What an operation is given beside its values. */
export interface LifecycleContext {
  /** Configuration, client and memory of this process. */
  session: Session;
  clock: Clock;
  random: Random;
  log: Log;
  /** True if rows are redrawn in place (a terminal); false if every line stays (CI, a file). */
  live: boolean;
  /** Aborted when the user interrupts, in hosts that hear of it; once, for all operations of the process. */
  signal: AbortSignal;
  /** When the operation is to be over (`customTimeouts`), in milliseconds since the epoch; undefined: nobody said. */
  deadlineMs: number | undefined;
  identity: Identity;
  /** Undefined: the resource has one run. */
  member?: Membership;
}

/** One thing that is wrong with the inputs. */
export interface CheckFailure {
  /** Path of the input, for example `runPython.args[2]`; empty for the whole. */
  path: string;
  /** What is wrong and what would be right; never an input's value. */
  reason: string;
}

/** What a difference between state and inputs means. */
export interface DiffResult {
  changes: "none" | "update" | "replace";
  /** Properties that ask for the replacement. */
  replaces: string[];
  /** Why, for each input of the field table that differs, and for `status` where the run itself is the reason. */
  reasons: Record<string, string>;
  /** The same as precise as it is known, for example `runPython.args[2]` (the form of `pathText`). */
  changed: string[];
  /** What the engine's own display does not say, in one line. */
  why?: string;
  deleteBeforeReplace: boolean;
}

/** Stands for a value that is not known yet, in previews. The engine's own constant; a test holds it equal. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A plain JSON object, as it travels between engine, host and resource. */
export type Properties = Record<string, unknown>;

/** The rules of one resource. `I` are its inputs, `S` its state: the inputs at their own paths, and what was observed. */
export interface ResourceLifecycle<I extends object, S extends I> {
  /** Sends nothing. `inputs` are what was given, completed with what only check can choose. */
  check(
    olds: Properties | undefined,
    news: Properties,
    context: LifecycleContext,
  ): { inputs: Properties; failures: CheckFailure[] };
  /** Sends nothing and needs no key. */
  diff(id: string, state: S, inputs: I, context: LifecycleContext): DiffResult;
  /** @throws InitFailure once the run exists */
  create(inputs: I, context: LifecycleContext): Promise<{ id: string; state: S }>;
  /** @throws InitFailure */
  update(id: string, state: S, inputs: I, context: LifecycleContext): Promise<S>;
  read(id: string, state: S, context: LifecycleContext): Promise<S>;
  delete(id: string, state: S, context: LifecycleContext): Promise<void>;
  /**
   * What a create (without `state`) or an update is going to leave in state, with UNKNOWN where only the run will
   * tell. For previews: sends nothing.
   */
  plan(inputs: I, state: S | undefined): Properties;
  /** A run that exists, by its id: the inputs that would declare it, and its record. Starts nothing. */
  import(id: string, context: LifecycleContext): Promise<{ inputs: Properties; state: S }>;
  /** Why the record is not what was wished, line by line; undefined if nothing is wrong. Sends nothing. */
  problem(id: string, state: S): readonly string[] | undefined;
}

/** The resource exists, and is not what was wished: the engine keeps it in state, with the reason. */
export class InitFailure<S extends object> extends Error {
  override name = "InitFailure";

  constructor(
    readonly id: string,
    readonly state: S,
    /** The reason, line by line: a host makes one line of each. */
    readonly reason: readonly string[],
    options?: ErrorOptions,
  ) {
    super(reason.join("\n"), options);
  }
}

/** Something the user has to decide or correct; `message` says what and how. */
export class UserError extends Error {
  override name = "UserError";
}
