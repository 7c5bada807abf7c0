import type { Identity } from "../wire/identity";
import type { RecordedRun } from "../wire/recorded-run";
import type { Session } from "./account/session";
import type { Clock, Random } from "./clock";
import type { Log } from "./log";
import type { CheckFailure, Properties } from "./values";
import type { Progress } from "./watch/progress";

/*
 * The contract between the resources and their hosts. Plain values in, plain values out: nothing here or below
 * `resources/` knows Pulumi, so that every host runs the same rules.
 */

/** A run that a resource of the stack's state stands for. */
export interface HeldRun extends RecordedRun {
  /** `Identity.path` of the resource. */
  path: string;
}

/** What the engine's state tells of its stack, as far as this process can read it. */
export interface StackState {
  /**
   * Tells this state from every other, and goes with it wherever it is copied or restored and whatever its stack is
   * called. Empty if the state tells none.
   */
  readonly id: string;
  /** Where the state is kept, which with organisation, project and stack stands in for the id. Empty: these are unique. */
  readonly place: string;
  /** Which resource stands for a run. The state is read once a process. */
  holderOf(runId: string): HeldRun | undefined;
  /** The run that the resource with this `Identity.path` stands for. */
  heldAt(path: string): HeldRun | undefined;
  /** True if a resource stood for the run at the end of a command since then. */
  onceHeld(runId: string, sinceMs: number): boolean;
}

/** A state of which nothing is known but that its names are unique, as on Pulumi Cloud. */
export const STATE_UNREAD: StackState = {
  id: "",
  place: "",
  holderOf: () => undefined,
  heldAt: () => undefined,
  onceHeld: () => false,
};

/** Who asks for no resource: what a program or a person looks up belongs to none. */
export const NOBODY: Identity = { organization: "", project: "", stack: "", path: "", urn: "" };

/** One run of many that a resource stands for. */
export interface Membership {
  /** The resource of all of them. */
  of: Identity;
  /** Which of them it is. */
  key: string;
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
  stackState: StackState;
  /** Undefined: the resource has one run. */
  member?: Membership;
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
  /** @returns undefined if the resource is surely gone */
  read(id: string, state: S, context: LifecycleContext): Promise<S | undefined>;
  delete(id: string, state: S, context: LifecycleContext): Promise<void>;
  /**
   * What a create (without `state`) or an update is going to leave in state, with UNKNOWN where only the run will
   * tell. Sends nothing.
   */
  preview(inputs: I, state: S | undefined): Properties;
  /** What exists under the id: the inputs that would declare it, and its record. Starts nothing. */
  import(id: string, context: LifecycleContext): Promise<{ inputs: Properties; state: S }>;
  /** Why the record is not what was asked for, line by line; undefined if nothing is wrong. Sends nothing. */
  failureReason(id: string, state: S): readonly string[] | undefined;
}

/** The resource exists, and is not what was asked for: the engine keeps it in state, with the reason. */
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
