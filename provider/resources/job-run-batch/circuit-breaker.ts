import {
  AuthenticationError,
  ConfigurationError,
  ConnectionError,
  isExpected,
  PermissionError,
  RateLimitError,
  ServerError,
} from "../../api/errors";
import { InitFailure, type LifecycleContext, UserError } from "../../resource";
import { faultText, isInterrupt } from "../../run/interrupt";
import { type JobRunBatchInputs, maxConcurrency } from "./fields";

/** After this many errors in a row that may affect all runs, they count as affecting all. */
const MAX_UNCERTAIN_IN_A_ROW = 3;

/** Decides whether a batch starts more runs, from what went wrong so far. */
export class CircuitBreaker {
  /** The first error that affects all runs. */
  private fault: unknown;
  private uncertainInARow = 0;
  private hasFailed = false;
  private heldSlots = 0;

  constructor(
    private readonly inputs: JobRunBatchInputs,
    private readonly context: LifecycleContext,
  ) {}

  /** @returns whether the error affects all runs, so that no further one is started */
  recordError(error: unknown): boolean {
    const scope = isInterrupt(error, this.context) ? "all" : errorScope(error);
    this.uncertainInARow = scope === "uncertain" ? this.uncertainInARow + 1 : 0;
    const affectsAll = scope === "all" || this.uncertainInARow >= MAX_UNCERTAIN_IN_A_ROW;
    if (affectsAll) this.fault ??= error;
    return affectsAll;
  }

  /** The API did what was asked. */
  recordAnswer(): void {
    this.uncertainInARow = 0;
  }

  /** Something went wrong in this up. A failure of an earlier up that is only reported again does not count. */
  recordFailure(): void {
    this.hasFailed = true;
  }

  /** A run goes on although the wait for it stopped, so it still counts against `maxConcurrency`. */
  holdSlot(): void {
    this.heldSlots++;
  }

  /** Why no further run is started; undefined if one may be. */
  reasonToStop(): string | undefined {
    const { signal, session, clock, deadlineMs } = this.context;
    if (signal.aborted) return "the up was interrupted";
    if (this.fault !== undefined) return faultText(this.fault, this.context);
    if (deadlineMs !== undefined && clock.now() >= deadlineMs)
      return "the time that the option `customTimeouts` gives has passed";
    if (this.hasFailed && this.inputs.onFailure === "stop") return 'onFailure is "stop"';
    if (clock.now() >= session.waitsEndAtMs())
      return "wherobots:maxWaitSeconds, the limit of all waits of one command, has passed";
    return this.heldSlots >= maxConcurrency(this.inputs)
      ? "runs whose wait was stopped go on, as many as maxConcurrency allows"
      : undefined;
  }
}

const AFFECTS_ALL = [AuthenticationError, RateLimitError, ConnectionError, ConfigurationError];
/** A region may be forbidden for one run only, or the request of one run too much for the server. */
const MAY_AFFECT_ALL = [PermissionError, ServerError];

/** Whether an error affects this run only, or every run: then no further run is started. */
function errorScope(error: unknown): "run" | "all" | "uncertain" {
  if (AFFECTS_ALL.some((type) => error instanceof type)) return "all";
  if (MAY_AFFECT_ALL.some((type) => error instanceof type)) return "uncertain";
  const isOfRun = isExpected(error) || error instanceof UserError || error instanceof InitFailure;
  // Anything else is a fault of this program.
  if (!isOfRun) return "all";
  return error.cause === undefined ? "run" : errorScope(error.cause);
}
