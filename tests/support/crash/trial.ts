import {
  createEmulator,
  DEFAULT_ACCOUNT,
  type Emulator,
  type RecordedRequest,
} from "../../../emulator/index";
import {
  createStack,
  type EngineEvent,
  type EngineResult,
  type EngineStack,
  resourcesOf,
} from "../engine/engine";
import { aboutRuns, jobsProgram, operations, requestText } from "../engine/fixture";
import type { Evidence, RecoveryStep, Situation } from "./evidence";
import type { Kill, KillMoment, SceneCourse } from "./kill";
import { killVictim } from "./processes";
import { CRASH_PLANS, type Scene, sceneNamed } from "./scenes";

/** How often a run is asked for before it may end, where a scene lets runs end. */
const POLLS_BEFORE_END = 2;
/** Longer than any run that ends by itself. */
const BACK_AFTER_MS = 5_000;
/** No command of a trial takes longer, on a slow machine neither. */
const COMMAND_TIMEOUT_MS = 120_000;

/** A stack and an account of one trial. */
interface Stage {
  readonly scene: Scene;
  readonly emulator: Emulator;
  readonly stack: EngineStack;
  /** Called at each boundary of each API call. */
  watch: ((text: string, at: "before" | "after") => Promise<void>) | undefined;
}

/** Lets a scene go to its end without a kill, to see which API calls there are. */
export async function courseOf(scene: Scene): Promise<SceneCourse> {
  return onStage(scene, async (stage) => {
    await prepare(stage);
    const requests: string[] = [];
    stage.watch = (text, at) => {
      if (at === "before") requests.push(text);
      return Promise.resolve();
    };
    const startedMs = performance.now();
    const ended = await stage.stack.start(scene.command).wait(COMMAND_TIMEOUT_MS);
    if (ended.exitCode !== 0) throw new Error(`${scene.name} fails without a kill:\n${ended.all}`);
    return { scene: scene.name, requests, durationMs: Math.round(performance.now() - startedMs) };
  });
}

/** Kills as told, recovers as the engine asks for. @returns undefined if there was nothing to kill any more */
export async function tryKill(kill: Kill): Promise<Evidence | undefined> {
  const scene = sceneNamed(kill.scene);
  return onStage(scene, async (stage) => {
    await prepare(stage);
    const before = await situation(stage);
    if (!(await killedAtWork(stage, kill))) return undefined;
    // Runs that end by themselves have ended when somebody comes back, and no snapshot is taken just before that.
    stage.emulator.advance(BACK_AFTER_MS);
    const recovery = new Recovery(stage.stack);
    const restoredState = await stage.stack.restoreTornState();
    if (kill.victim !== "provider") await recovery.run("cancel", "--yes");
    const atRecovery = await situation(stage);
    if (kill.refreshesFirst) await recovery.run(...CLEAR);
    await recovery.run(...scene.command);
    const again = await upAgain(stage, recovery);
    const after = await situation(stage);
    const { steps, keptWarnings } = recovery;
    return { kill, restoredState, before, atRecovery, after, recovery: steps, keptWarnings, again };
  });
}

/** The engine's own words after a crash are to refresh; this flag answers what it would ask a person about creates. */
const CLEAR = ["refresh", "--yes", "--skip-preview", "--clear-pending-creates"];
const UP = ["up", "--yes", "--skip-preview"];

async function onStage<T>(scene: Scene, play: (stage: Stage) => Promise<T>): Promise<T> {
  const polls = new Map<string, number>();
  let stage: Stage | undefined;
  const emulator = await createEmulator({
    plans: CRASH_PLANS,
    onExchange: async (request, at) => {
      if (scene.endsRuns && at === "after") endWhenPolled(request, emulator, polls);
      await stage?.watch?.(requestText(request, emulator.runs()), at);
    },
  });
  try {
    const account = { url: emulator.url, apiKey: DEFAULT_ACCOUNT.apiKey };
    const stack = await createStack({ program: jobsProgram(scene.before ?? scene.jobs), emulator: account });
    stage = { scene, emulator, stack, watch: undefined };
    return await play(stage).finally(() => stack.dispose());
  } finally {
    await emulator.stop();
  }
}

/** Endless runs end once they were asked for often enough; the others have ended before. */
function endWhenPolled(
  { method, path }: RecordedRequest,
  emulator: Emulator,
  polls: Map<string, number>,
): void {
  const [, runId] = /^\/runs\/([^/]+)$/.exec(path) ?? [];
  if (method !== "GET" || runId === undefined) return;
  const asked = (polls.get(runId) ?? 0) + 1;
  polls.set(runId, asked);
  if (asked >= POLLS_BEFORE_END) emulator.finish(runId);
}

async function prepare({ scene, stack }: Stage): Promise<void> {
  if (scene.before === undefined) return;
  await stack.up({ timeoutMs: COMMAND_TIMEOUT_MS });
  stack.writeProgram(jobsProgram(scene.jobs));
}

/** Starts the command and kills it. @returns false if it ended before */
async function killedAtWork(stage: Stage, { victim, moment }: Kill): Promise<boolean> {
  const { stack, scene } = stage;
  const due = new KillSwitch(moment, victim === "engine", () => killVictim(stack, victim));
  stage.watch = (text, at) => due.pass(text, at);
  const command = stack.start(scene.command);
  due.started();
  try {
    await command.wait(COMMAND_TIMEOUT_MS);
  } finally {
    stage.watch = undefined;
  }
  return due.ended();
}

/** Kills once, when the moment has come. */
class KillSwitch {
  private passed = 0;
  private killing: Promise<boolean> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly moment: KillMoment,
    private readonly senderLives: boolean,
    private readonly kill: () => Promise<boolean>,
  ) {}

  started(): void {
    if (this.moment.kind === "after-start") this.killIn(this.moment.delayMs);
  }

  async pass(text: string, at: "before" | "after"): Promise<void> {
    const { moment } = this;
    if (moment.kind === "after-start" || this.killing) return;
    if (moment.kind === "after-request") {
      if (at === "after" && ++this.passed === moment.count) this.killIn(moment.delayMs);
      return;
    }
    if (at !== moment.at || text !== moment.request || ++this.passed !== moment.occurrence) return;
    this.killing = this.kill();
    await this.killing;
    // Nobody sees the answer of who is dead; so the request can be kept from taking effect.
    if (at === "before" && !this.senderLives) throw new Error("killed before this request took effect");
  }

  /** True if the victim was there when the moment came. */
  async ended(): Promise<boolean> {
    clearTimeout(this.timer);
    return (await this.killing) ?? false;
  }

  private killIn(delayMs: number): void {
    this.timer = setTimeout(() => {
      this.killing = this.kill();
      // Until somebody asks how it ended.
      this.killing.catch(() => undefined);
    }, delayMs);
  }
}

/** The commands after a kill, and what they said. */
class Recovery {
  readonly steps: RecoveryStep[] = [];
  readonly keptWarnings: string[] = [];

  constructor(private readonly stack: EngineStack) {}

  async run(...command: readonly string[]): Promise<EngineResult> {
    const result = await this.stack.run(command, {
      timeoutMs: COMMAND_TIMEOUT_MS,
      withEvents: command[0] !== "cancel",
    });
    this.steps.push({ command: command.join(" "), exitCode: result.exitCode, output: result.all });
    this.keptWarnings.push(...result.events.flatMap(keptWarning));
    return result;
  }
}

/** One more `up`; a stack that was destroyed is left so. */
async function upAgain({ scene, emulator }: Stage, recovery: Recovery): Promise<Evidence["again"]> {
  if (scene.command[0] === "destroy") return { changed: [], requests: [] };
  const seen = emulator.requests.length;
  const changed = changedBy(await recovery.run(...UP));
  const requests = emulator.requests.slice(seen).map((request) => requestText(request, emulator.runs()));
  return { changed, requests: aboutRuns(requests) };
}

function keptWarning({ diagnosticEvent: line }: EngineEvent): string[] {
  return line?.severity === "warning" && line.ephemeral !== true ? [line.message] : [];
}

function changedBy(result: EngineResult): string[] {
  return Object.entries(operations(result)).flatMap(([name, ops]) =>
    ops.filter((op) => op !== "same").map((op) => `${op} ${name}`),
  );
}

async function situation({ emulator, stack }: Stage): Promise<Situation> {
  const runs = emulator.runs().map(({ id, name, status, cancelTime }) => ({ id, name, status, cancelTime }));
  const saved = await stack.savedState();
  const state = resourcesOf(saved, "JobRun").map(({ urn, id = "", outputs, delete: isLeftover }) => ({
    name: nameOf(urn),
    runId: id,
    status: String(outputs?.["status"]),
    isLeftover: isLeftover === true,
  }));
  const pending = (saved.deployment.pending_operations ?? []).map(
    ({ type, resource }) => `${type} ${nameOf(resource.urn)}`,
  );
  return { runs, state, pending };
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}
