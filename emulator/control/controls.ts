import type { FaultRule } from "../faults/fault-rule";
import type { FaultBook } from "../faults/faults";
import type { RateLimit } from "../http/rate-limit";
import type { RecordedRequest, Recorder } from "../recorder";
import { type ReadPoint } from "../runs/history";
import type { PlanRule } from "../runs/plans";
import { type RunRecord, runRecord } from "../runs/record";
import { isOver, timelineOf } from "../runs/timeline";
import type { StoredFile } from "../storage/object-store";
import type { StorageAccess } from "../storage/storage-sources";
import { presentOf, type World } from "../world";

/** The parts of an emulator apart from its server: what the control surface works on too. */
export interface EmulatorControls {
  /** API requests since the start or the last reset, in order of arrival: the newest `keptRequests`. */
  readonly requests: readonly RecordedRequest[];
  /** Forgets runs, files, new storages, requests, and added faults and plans; keeps accounts, options and the clock. */
  reset(): void;
  /** Lets the records of all runs expire: 404 from now on. */
  forgetRuns(): void;
  /** Lets the record of one run expire. @throws RangeError if there is no such run */
  expire(runId: string): void;
  /** Moves the clock forward, in milliseconds. @throws RangeError for a negative step, or one past the year 2262 */
  advance(ms: number): void;
  /** Puts a plan rule in front of the others. @throws RangeError for a time that is negative or endless */
  plan(rule: PlanRule): void;
  /** Adds a fault rule behind the others. @throws RangeError for a rule that could not be carried out */
  fault(rule: FaultRule): void;
  /** Removes all fault rules, those of the start too. */
  clearFaults(): void;
  /** Answers 401 to the account with this API key. */
  revoke(apiKey: string): void;
  /** Answers that account again, after `revoke`. */
  restore(apiKey: string): void;
  /** All runs ever submitted, in order, expired ones included. */
  runs(): RunRecord[];
  /** All files in all storages, in the order in which they came. */
  files(): StoredFile[];
  /**
   * Ends a run now, with the outcome of its plan unless one is given. Does nothing to a finished run.
   *
   * @throws RangeError if there is no such run
   */
  finish(runId: string, outcome?: string): void;
  /**
   * Says what the role of a storage integration may do from now on; what it leaves out stays as it was.
   *
   * @throws RangeError if there is no such integration
   */
  setAccess(storageId: string, access: Partial<StorageAccess>): void;
  /** Emulator time, milliseconds since the epoch. */
  now(): number;
}

/** What tests and the control surface do to an emulator. */
export function newControls(
  world: World,
  recorder: Recorder,
  faults: FaultBook,
  rateLimit: RateLimit | undefined,
  fill: () => void,
): EmulatorControls {
  const { accounts, clock, objects, plans, runs, storages } = world;
  const here = (): ReadPoint => presentOf(world);
  return {
    requests: recorder.requests,
    reset: () => {
      runs.reset();
      storages.reset();
      objects.reset();
      recorder.reset();
      faults.reset();
      plans.reset();
      rateLimit?.reset();
      fill();
    },
    forgetRuns: () => {
      for (const run of runs.all()) run.expired = true;
    },
    expire: (runId) => {
      runs.known(runId).expired = true;
    },
    advance: (ms) => clock.advance(ms),
    plan: (rule) => plans.add(rule),
    fault: (rule) => faults.add(rule),
    clearFaults: () => faults.clear(),
    revoke: (apiKey) => accounts.revoke(apiKey),
    restore: (apiKey) => accounts.restore(apiKey),
    runs: () => runs.all().map((run) => runRecord(run, here())),
    files: () => objects.all(),
    finish: (runId, outcome) => {
      const run = runs.known(runId);
      const timeline = timelineOf(run, here());
      if (!isOver(timeline, here()))
        runs.finish(run, clock.now(), outcome ?? run.plan.outcome ?? "COMPLETED");
    },
    setAccess: (storageId, access) => storages.setAccess(storageId, access),
    now: () => clock.now(),
  };
}
