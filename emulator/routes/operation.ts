import type { EmulatorAccount } from "../accounts";
import { parseTime } from "../clock";
import type { QueryValues } from "../openapi/contract";
import type { QuotaName } from "../options";
import type { ReadPoint } from "../runs/history";
import type { World } from "../world";

/** A request that passed authentication and validation. */
export interface OperationCall {
  readonly world: World;
  readonly account: EmulatorAccount;
  /** Decoded path parameters. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: QueryValues;
  /** Valid by the description, where the operation has a body: a handler need only tell the compiler what it is. */
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

const QUOTAS: Record<QuotaName, number> = {
  CPU: 512,
  HUMAN_USER_COUNT: 50,
  WORKLOAD_LIFETIME_HOUR: 24,
  DISK_PER_NODE_GB: 500,
  FOREIGN_CATALOG_COUNT: 10,
};

/** The limits in force. */
export function quotasOf({ options }: World): Record<QuotaName, number> {
  return { ...QUOTAS, ...options.quotas };
}

/** A query value that is a non-empty string, else undefined. */
export function textOf(query: QueryValues, name: string): string | undefined {
  const value = query[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A query value that is a time, in milliseconds since the epoch; the contract has refused what is none. */
export function timeOf(query: QueryValues, name: string): number | undefined {
  const text = textOf(query, name);
  return text === undefined ? undefined : parseTime(text);
}

/** A query value that the description makes an integer. */
export function integerOf(query: QueryValues, name: string): number {
  const value = query[name];
  return typeof value === "number" ? value : 0;
}
