import {
  createEmulator,
  DEFAULT_ACCOUNT,
  type Emulator,
  type EmulatorOptions,
  type FaultRule,
  type PlanRule,
  type RunPlan,
  type RunRecord,
} from "../../../emulator/index";
import { InitFailure } from "../../../provider/resource";
import type { ResourceName } from "../../../provider/resources/registry";
import { boundedState } from "../../../provider/run/bounded-state";
import { type Properties, plainJson } from "../../../provider/values";
import { type ClientSettings, type RunningContext, runningContext } from "../context/running-context";
import { type Calls, callsOf, type Way } from "./adapters";

/** How one step ended. */
export interface StepResult {
  /** What diff said; "create" for a resource that was not there. */
  verdict: "create" | "none" | "update" | "replace";
  /** Reasons of an InitFailure, or the message of any other error. */
  error?: string;
  /** True if the error left a resource in state. */
  kept?: boolean;
}

/** One resource in state, as the engine keeps it. */
export interface Recorded {
  id: string;
  inputs: Properties;
  outputs: Properties;
}

/** Requests that faults are aimed at. */
const REQUESTS = {
  submit: { method: "POST", path: "/runs" },
  list: { method: "GET", path: "/runs" },
  run: { method: "GET", path: /^\/runs\/\w+$/ },
  cancel: { method: "POST", path: "/runs/*/cancel" },
  logs: { path: "/runs/*/logs" },
  metrics: { path: "/runs/*/metrics" },
  organization: { path: "/organization" },
  user: { path: "/users/me" },
  createStorage: { method: "POST", path: "/storage" },
  listStorages: { method: "GET", path: "/storage" },
  storage: { method: "GET", path: /^\/storage\/[\w-]+$/ },
  deleteStorage: { method: "DELETE", path: "/storage/*" },
  access: { method: "POST", path: "/storage/*/access" },
} as const;

/**
 * Drives the rules of one resource in the order in which the engine calls them: check, diff, then create, update or
 * replacement, keeping what an InitFailure carries. Time is simulated, requests reach a real emulator.
 */
export class MiniEngine {
  recorded: Recorded | undefined;
  /** True: several ups in one process, which no real deployment does. */
  keepsProcess = false;
  private readonly calls: Calls;
  private readonly earlierLines: RunningContext["lines"] = [];

  private constructor(
    readonly resource: ResourceName,
    readonly emulator: Emulator,
    public context: RunningContext,
    private readonly settings?: ClientSettings,
    way: Way = "rules",
  ) {
    this.calls = callsOf(way, resource, () => this.recorded?.inputs ?? {});
  }

  /**
   * @param settings of each provider process
   * @param way through which the rules are reached
   */
  static async start(
    resource: ResourceName = "JobRun",
    options: EmulatorOptions = {},
    settings?: ClientSettings,
    way?: Way,
  ): Promise<MiniEngine> {
    const emulator = await createEmulator({ clock: "manual", ...options });
    return new MiniEngine(resource, emulator, newProcess(emulator, settings), settings, way);
  }

  /** One of several resources of a stack, in a process that the caller starts and ends. */
  static within(context: RunningContext, emulator: Emulator, resource: ResourceName = "JobRun"): MiniEngine {
    const engine = new MiniEngine(resource, emulator, context);
    engine.keepsProcess = true;
    return engine;
  }

  /** A new provider process: nothing remembered but state. */
  async restart(): Promise<void> {
    await this.context.close();
    this.earlierLines.push(...this.context.lines);
    this.context = newProcess(this.emulator, this.settings);
  }

  async stop(): Promise<void> {
    await this.context.close();
    await this.emulator.stop();
  }

  /** One `pulumi up`; the next one is another process. */
  async up(news: Properties): Promise<StepResult> {
    try {
      return await this.apply(news);
    } finally {
      if (!this.keepsProcess) await this.restart();
    }
  }

  private async apply(news: Properties): Promise<StepResult> {
    const lifecycle = this.calls;
    const old = this.recorded;
    const { inputs, failures } = await lifecycle.check(old?.inputs, this.asDeclared(news), this.context);
    if (failures.length > 0)
      throw new Error(failures.map(({ path, reason }) => `${path} ${reason}`).join("; "));
    if (!old) return this.create(inputs);
    const diff = await lifecycle.diff(old.id, old.outputs, inputs, this.context);
    if (diff.changes === "none") {
      old.inputs = inputs;
      return { verdict: "none" };
    }
    if (diff.changes === "update") return this.update(old, inputs);
    if (diff.deleteBeforeReplace) {
      await lifecycle.delete(old.id, old.outputs, this.context);
      this.recorded = undefined;
    }
    // A replacement is checked again without the old inputs, so that it gets a name of its own.
    const { inputs: fresh } = await lifecycle.check(undefined, this.asDeclared(news), this.context);
    const result = await this.create(fresh);
    if (!diff.deleteBeforeReplace && result.error === undefined)
      await lifecycle.delete(old.id, old.outputs, this.context);
    return { ...result, verdict: "replace" };
  }

  /** `up --replace` and `state taint`: neither diff nor the old inputs are seen, and the old run goes last. */
  async forceReplace(news: Properties): Promise<StepResult> {
    const lifecycle = this.calls;
    const old = this.must();
    const { inputs } = await lifecycle.check(undefined, this.asDeclared(news), this.context);
    const result = await this.create(inputs);
    if (result.error === undefined) await lifecycle.delete(old.id, old.outputs, this.context);
    await this.restart();
    return { ...result, verdict: "replace" };
  }

  /** @returns the error's message, if it failed */
  async refresh(): Promise<string | undefined> {
    const old = this.must();
    try {
      const found = await this.calls.read(old.id, old.outputs, this.context);
      if (found) old.outputs = plainJson(found);
      else this.recorded = undefined;
      return undefined;
    } catch (error) {
      if (!(error instanceof InitFailure)) return messageOf(error);
      // The engine records what it is told, and warns.
      old.outputs = plainJson((error as InitFailure<object>).state);
      return undefined;
    }
  }

  /** @returns the error's message, if it failed; then the resource stays */
  async destroy(): Promise<string | undefined> {
    const old = this.must();
    try {
      await this.calls.delete(old.id, old.outputs, this.context);
      this.recorded = undefined;
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  }

  /** Requests since the beginning, as `METHOD path` with run ids replaced by `{id}`. */
  requests(): string[] {
    const ids = this.emulator.runs().map(({ id }) => id);
    return this.emulator.requests.map(
      ({ method, path }) => `${method} ${ids.reduce((text, id) => text.replace(id, "{id}"), path)}`,
    );
  }

  /** The next requests of a kind go wrong. @param how a status, or a rule of the emulator */
  fault(request: keyof typeof REQUESTS, how: number | Partial<FaultRule>, times?: number): void {
    const rule = typeof how === "number" ? { status: how } : how;
    this.emulator.fault({ kind: "status", ...REQUESTS[request], ...rule, ...(times ? { times } : {}) });
  }

  /** How runs go from now on. */
  plan(plan: RunPlan, rule: Omit<PlanRule, "plan"> = {}): void {
    this.emulator.plan({ ...rule, plan });
  }

  /** As a deployment that is killed leaves it: the run exists, and no state knows it. */
  async leave(inputs: Properties): Promise<string> {
    await this.up(inputs);
    const { id } = this.must();
    this.recorded = undefined;
    return id;
  }

  get outputs(): Properties {
    return this.must().outputs;
  }

  get runs(): RunRecord[] {
    return this.emulator.runs();
  }

  /** Statuses of all runs, oldest first. */
  statuses(): string[] {
    return this.runs.map(({ status }) => status);
  }

  /** Ids of the runs that are active. */
  active(): string[] {
    return this.runs.flatMap(({ id, status }) => (["PENDING", "RUNNING"].includes(status) ? [id] : []));
  }

  /** Ids of the runs that somebody asked to end. */
  cancelled(): string[] {
    return this.runs.flatMap(({ id, cancelTime }) => (cancelTime === null ? [] : [id]));
  }

  /** Gives the operations so much time from now on, as `customTimeouts` does. */
  within(ms: number): void {
    this.context.deadlineMs = this.context.clock.now() + ms;
  }

  posts(): number {
    return this.requests().filter((request) => request === "POST /runs").length;
  }

  /** What was logged and kept, one text. */
  said(): string {
    return [...this.earlierLines, ...this.context.lines]
      .map(([level, message]) => `${level}: ${message}`)
      .join("\n");
  }

  must(): Recorded {
    if (!this.recorded) throw new Error("nothing is in state");
    return this.recorded;
  }

  /** The sdk tells check which run is in state. */
  private asDeclared(news: Properties): Properties {
    const startsRuns = this.resource === "JobRun" || this.resource === "JobRunBatch";
    if (!this.recorded || !startsRuns) return news;
    const { runId, status, createTime, takeOverRunId, timeoutSeconds, account, results } =
      this.recorded.outputs;
    if (this.resource !== "JobRunBatch")
      return {
        ...news,
        __recordedRun: { runId, status, createTime, takeOverRunId, timeoutSeconds, account },
      };
    const runs = Object.entries(results as Record<string, Properties>);
    return {
      ...news,
      __recordedRuns: Object.fromEntries(runs.map(([key, run]) => [key, { account, ...run }])),
    };
  }

  private create(inputs: Properties): Promise<StepResult> {
    return this.keep("create", inputs, () => this.calls.create(inputs, this.context));
  }

  private update(old: Recorded, inputs: Properties): Promise<StepResult> {
    return this.keep("update", inputs, async () => ({
      id: old.id,
      state: await this.calls.update(old.id, old.outputs, inputs, this.context),
    }));
  }

  private async keep(
    verdict: "create" | "update",
    inputs: Properties,
    run: () => Promise<{ id: string; state: object }>,
  ): Promise<StepResult> {
    try {
      const { id, state } = await run();
      this.recorded = { id, inputs, outputs: plainJson(state) };
      return { verdict };
    } catch (error) {
      if (!(error instanceof InitFailure)) return { verdict, error: messageOf(error), kept: false };
      const failure = error as InitFailure<object>;
      this.recorded = { id: failure.id, inputs, outputs: boundedState(failure.state) };
      return { verdict, error: failure.reason.join("\n"), kept: true };
    }
  }
}

/** A provider process; the numbers it draws are its own, but the same in every run of the tests. */
export function newProcess(emulator: Emulator, settings?: ClientSettings): RunningContext {
  let drawn = emulator.requests.length;
  const random = (): number => {
    drawn = (drawn * 1_103_515_245 + 12_345) % 2_147_483_648;
    return drawn / 2_147_483_648;
  };
  return Object.assign(runningContext(emulator, settings), { random });
}

/** A script that nobody else runs. */
export const SCRIPT: Properties = { runPython: { uri: "s3://bucket.test/job.py" } };

/** Starts a run past this package, as `apiKey`. */
export async function submitByHand(
  emulator: Emulator,
  body: object,
  apiKey = DEFAULT_ACCOUNT.apiKey,
): Promise<string> {
  const answer = await fetch(`${emulator.url}/runs`, {
    method: "POST",
    headers: { "x-api-key": apiKey, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const run: unknown = await answer.json();
  if (typeof run !== "object" || run === null || !("id" in run))
    throw new Error(`not started: ${JSON.stringify(run)}`);
  return String(run.id);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
