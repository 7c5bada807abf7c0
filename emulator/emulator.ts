import { AccountDirectory, DEFAULT_ACCOUNT } from "./accounts";
import { manualClock, realClock } from "./clock";
import { Contract } from "./contract";
import { CONTROL_PATH, controlRouter } from "./control";
import { FaultBook, type FaultRule } from "./faults";
import { ObjectStore } from "./object-store";
import type { World } from "./operation";
import type { EmulatorOptions } from "./options";
import { PlanBook, type PlanRule } from "./plans";
import { RateLimit } from "./rate-limit";
import { type RecordedRequest, Recorder } from "./recorder";
import { apiRouter } from "./router";
import { OPERATION_HANDLERS } from "./routes";
import { type RunRecord, runRecord } from "./run-record";
import { RunStore, type StoredRun } from "./run-store";
import { isOver, type ReadPoint, timelineOf } from "./run-timeline";
import { startServer } from "./server";

/** A running emulator of the Wherobots API. */
export interface Emulator {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** API requests since the start or the last reset, in order of arrival: the newest `keptRequests`. */
  readonly requests: readonly RecordedRequest[];
  /** Stops listening and closes open connections. */
  stop(): Promise<void>;
  /** Forgets runs, files, requests, faults and added plans; keeps accounts, options and the clock. */
  reset(): void;
  /** Lets the records of all runs expire: 404 from now on. */
  forgetRuns(): void;
  /** Lets the record of one run expire. */
  expire(runId: string): void;
  /** Moves the clock forward, in milliseconds. */
  advance(ms: number): void;
  /** Puts a plan rule in front of the others. */
  plan(rule: PlanRule): void;
  /** Adds a fault rule behind the others. */
  fault(rule: FaultRule): void;
  clearFaults(): void;
  /** Answers 401 to the account with this API key. */
  revoke(apiKey: string): void;
  restore(apiKey: string): void;
  /** All runs ever submitted, in order, expired ones included. */
  runs(): RunRecord[];
  /** Ends a run now, with the outcome of its plan unless one is given. Does nothing to a finished run. */
  finish(runId: string, outcome?: string): void;
  /** Emulator time, milliseconds since the epoch. */
  now(): number;
}

/** The parts of an emulator apart from its server: what the control surface works on too. */
export type EmulatorControls = Omit<Emulator, "url" | "stop">;

const DEFAULT_START_TIME = "2026-01-01T00:00:00Z";

/** Starts an emulator on 127.0.0.1. Rejects when the port is taken. */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const stopping = new AbortController();
  const recorder = new Recorder(options.keptRequests ?? Number.POSITIVE_INFINITY);
  const faults = new FaultBook();
  const rateLimit =
    options.rateLimitPerSecond === undefined ? undefined : new RateLimit(options.rateLimitPerSecond);
  // The address is known only once the server listens, and nothing is served before that.
  const world = { ...newWorld(options), url: "" };
  const controls = newControls(world, recorder, faults, rateLimit);
  const parts = { world, contract: new Contract(), recorder, faults, rateLimit, stopping: stopping.signal };
  const api = apiRouter({ ...parts, handlers: OPERATION_HANDLERS });
  const control = controlRouter(controls);
  const server = await startServer(options.port ?? 0, (request, env) =>
    (new URL(request.url).pathname.startsWith(CONTROL_PATH) ? control : api).fetch(request, env),
  );
  world.url = server.url;
  const stop = async (): Promise<void> => {
    stopping.abort();
    await server.stop();
  };
  return { ...controls, url: server.url, stop };
}

function newWorld(options: EmulatorOptions): Omit<World, "url"> {
  const startMs = Date.parse(options.startTime ?? DEFAULT_START_TIME);
  if (Number.isNaN(startMs)) throw new RangeError(`startTime is not a time: ${options.startTime ?? ""}`);
  return {
    options,
    clock: options.clock === "manual" ? manualClock(startMs) : realClock(),
    accounts: new AccountDirectory(options.accounts ?? [DEFAULT_ACCOUNT]),
    runs: new RunStore(),
    plans: new PlanBook(options.plans ?? [], options.defaultPlan ?? {}),
    objects: new ObjectStore(),
  };
}

function newControls(
  world: World,
  recorder: Recorder,
  faults: FaultBook,
  rateLimit: RateLimit | undefined,
): EmulatorControls {
  const { accounts, clock, objects, plans, runs } = world;
  const here = (): ReadPoint => ({ write: runs.lastWrite, atMs: clock.now() });
  return {
    requests: recorder.requests,
    reset: () => {
      runs.reset();
      objects.reset();
      recorder.reset();
      faults.clear();
      plans.reset();
      rateLimit?.reset();
    },
    forgetRuns: () => {
      for (const run of runs.all()) run.expired = true;
    },
    expire: (runId) => {
      knownRun(runs, runId).expired = true;
    },
    advance: (ms) => clock.advance(ms),
    plan: (rule) => plans.add(rule),
    fault: (rule) => faults.add(rule),
    clearFaults: () => faults.clear(),
    revoke: (apiKey) => accounts.revoke(apiKey),
    restore: (apiKey) => accounts.restore(apiKey),
    runs: () => runs.all().map((run) => runRecord(run, here())),
    finish: (runId, outcome) => {
      const run = knownRun(runs, runId);
      const timeline = timelineOf(run, here());
      if (!isOver(timeline, here()))
        runs.finish(run, clock.now(), outcome ?? run.plan.outcome ?? "COMPLETED");
    },
    now: () => clock.now(),
  };
}

function knownRun(runs: RunStore, runId: string): StoredRun {
  const run = runs.get(runId);
  if (run === undefined) throw new RangeError(`there is no run ${runId}`);
  return run;
}
