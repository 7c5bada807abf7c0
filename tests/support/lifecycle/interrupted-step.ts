import type { EmulatorOptions, RunPlan } from "../../../emulator/index";
import type { ResourceName } from "../../../provider/resources/registry";
import { GRACE_MS } from "../../../provider/run/interrupt";
import type { Properties } from "../../../provider/values";
import { MiniEngine } from "./mini-engine";

/** A command that is interrupted, and the one that is given after it. */
export interface Scene {
  readonly resource: ResourceName;
  readonly plan: RunPlan;
  /** What happened before. */
  prepare(engine: MiniEngine): Promise<void>;
  /** The command. @returns the error's text, if it failed */
  act(engine: MiniEngine): Promise<string | undefined>;
  /** Default: the same once more. */
  again?(engine: MiniEngine): Promise<string | undefined>;
}

/** Where the interrupt comes. */
export interface Moment {
  /** Number among the moments of the command: two for each request, before it takes effect and before its answer. */
  readonly at: number;
  /** Whose answer does not come in time: the request's at which the interrupt comes, or the cancel's that follows. */
  readonly late?: "this" | "cancel";
}

/** What a command and the one after it led to. */
export interface Interrupted {
  /** `before POST /runs`: those of the command that came. */
  moments: string[];
  error: string | undefined;
  /** Simulated time from the interrupt to the end of the command; undefined: none came. */
  tookMs: number | undefined;
  /** POST /runs that arrived after the interrupt. */
  laterSubmits: number;
  /** Runs that the command started, and which of them state holds then. */
  started: string[];
  recorded: string | undefined;
  /** Text of the second command, if it failed. */
  again: string | undefined;
  /** As the second command left things; stopped by now. */
  engine: MiniEngine;
}

/** What the host aborts with: nothing of it is for a user to read. */
export const REASON = "this operation was aborted by the host";

/** Carries out the command with an interrupt, and the second one without. */
export async function interruptedAt(scene: Scene, moment?: Moment): Promise<Interrupted> {
  const watch = new Watch(moment);
  const { resource, plan } = scene;
  const engine = await MiniEngine.start(resource, { onExchange: watch.onExchange, defaultPlan: plan });
  try {
    await scene.prepare(engine);
    await engine.restart();
    const before = engine.emulator.runs().length;
    watch.begin(engine);
    const error = await scene.act(engine);
    const { tookMs, laterSubmits } = watch.end(engine);
    await engine.restart();
    const started = engine.emulator.runs().slice(before);
    const recorded = engine.recorded?.id;
    const again = await (scene.again ?? scene.act)(engine);
    return {
      moments: watch.moments,
      error,
      tookMs,
      laterSubmits,
      started: started.map(({ id }) => id),
      recorded,
      again,
      engine,
    };
  } finally {
    await engine.stop();
  }
}

/** Sees the requests of one command, and interrupts it. */
class Watch {
  readonly moments: string[] = [];
  private readonly interrupt = new AbortController();
  private readonly over = new AbortController();
  private engine: MiniEngine | undefined;
  private abortedAtMs: number | undefined;
  private laterSubmits = 0;

  constructor(private readonly moment: Moment | undefined) {}

  begin(engine: MiniEngine): void {
    this.engine = engine;
    engine.context.signal = this.interrupt.signal;
  }

  end({ emulator }: MiniEngine): Pick<Interrupted, "tookMs" | "laterSubmits"> {
    this.engine = undefined;
    this.over.abort();
    const tookMs = this.abortedAtMs === undefined ? undefined : emulator.now() - this.abortedAtMs;
    return { tookMs, laterSubmits: this.laterSubmits };
  }

  readonly onExchange: NonNullable<EmulatorOptions["onExchange"]> = async ({ method, path }, when) => {
    const { engine, interrupt, moment, over } = this;
    if (!engine) return;
    const { clock } = engine.context;
    if (interrupt.signal.aborted && `${when} ${method} ${path}` === "before POST /runs") this.laterSubmits++;
    const isHere = this.moments.push(`${when} ${method} ${path}`) - 1 === moment?.at;
    if (isHere) {
      this.abortedAtMs = engine.emulator.now();
      interrupt.abort(new Error(REASON));
    }
    const isLate =
      moment?.late === "cancel"
        ? interrupt.signal.aborted && path.endsWith("/cancel")
        : moment?.late && isHere;
    if (!isLate || over.signal.aborted) return;
    const isOver = new Promise((resolve) => over.signal.addEventListener("abort", resolve));
    // Time stands still while a request is on its way, so whoever holds it lets the grace pass.
    clock.advance(GRACE_MS);
    await isOver;
  };
}

/** An `up`. A replacement whose old run cannot be cancelled is an error past every resource. */
export async function up(engine: MiniEngine, inputs: Properties): Promise<string | undefined> {
  return failureOf(async () => (await engine.up(inputs)).error);
}

/** The text of what a command throws or returns. */
export async function failureOf(command: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await command();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
