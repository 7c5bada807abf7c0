import type { AccountDirectory, EmulatorAccount } from "./accounts";
import type { Clock } from "./clock";
import type { QueryValues } from "./contract";
import type { ObjectStore } from "./object-store";
import type { EmulatorOptions } from "./options";
import type { PlanBook } from "./plans";
import type { RunStore } from "./run-store";
import type { ReadPoint } from "./run-timeline";

/** What all operations work on. */
export interface World {
  readonly options: EmulatorOptions;
  readonly clock: Clock;
  readonly accounts: AccountDirectory;
  readonly runs: RunStore;
  readonly plans: PlanBook;
  readonly objects: ObjectStore;
  /** Address of the emulator, for links that it hands out. */
  readonly url: string;
}

/** A request that passed authentication and validation. */
export interface OperationCall {
  readonly world: World;
  readonly account: EmulatorAccount;
  /** Decoded path parameters. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: QueryValues;
  /** Valid by the description, where the operation has a body. */
  readonly body: unknown;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** What of the history a read may see. */
  readonly point: ReadPoint;
  /** Says which run the request was about. */
  noteRun(runId: string): void;
}

/** The answer of an operation. */
export interface OperationAnswer {
  /** Default 200. */
  status?: number;
  body?: unknown;
  /** Stands for the body in the contract check where the body departs from it on purpose. */
  conforming?: unknown;
  /** The exact text to send instead of the body as JSON. */
  text?: string;
  headers?: Record<string, string>;
}

/** Serves one operation; throws an ApiProblem for an error answer. */
export type OperationHandler = (call: OperationCall) => OperationAnswer;

/** Handlers by operationId. */
export type OperationHandlers = Readonly<Record<string, OperationHandler>>;

/** The organization's limit on the life of a workload, in hours. */
export const WORKLOAD_LIFETIME_HOURS = 24;

/** A query value that is a non-empty string, else undefined. */
export function textOf(query: QueryValues, name: string): string | undefined {
  const value = query[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A query value that the description makes an integer. */
export function integerOf(query: QueryValues, name: string): number {
  const value = query[name];
  return typeof value === "number" ? value : 0;
}
