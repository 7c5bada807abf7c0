import { createEmulator, type Emulator, type EmulatorOptions, type RunPlan } from "../../../emulator/index";
import type { RunView } from "../../../provider/api/models";
import {
  createTransport,
  DEFAULT_LIMITS,
  type HttpAnswer,
  type HttpRequest,
  type Transport,
} from "../../../provider/api/transport";
import { LogTail } from "../../../provider/watch/log-tail";
import { type WaitGoal, type WaitResult, waitForRun } from "../../../provider/watch/wait";
import { PAYLOAD } from "../context/emulator-client";
import { type ClientSettings, type RunningContext, runningContext } from "../context/running-context";

export const MINUTE_MS = 60_000;

/** A run that is followed, and how long it takes from its submit. */
export interface Followed {
  name: string;
  endsAfterMs: number;
  /** Default: a second, or half of the time. */
  pendingMs?: number;
}

/** What came of it. */
export interface Watched {
  results: WaitResult[];
  /** Between the end of each run and its report. */
  delaysMs: number[];
  meanDelayMs: number;
  statusRequests: number;
  statusRequestsPerSecond: number;
}

/** How runs are watched, if not to their end and without logs. */
export interface WatchOptions {
  goal?: Partial<WaitGoal>;
  logs?: boolean;
  /** Begins when all are followed. */
  meanwhile?: () => Promise<void>;
}

/** One process that follows runs of an emulator, on a simulated clock. */
export class WatchScene {
  private constructor(
    readonly emulator: Emulator,
    readonly context: RunningContext,
  ) {}

  static async start(options: EmulatorOptions = {}, settings: ClientSettings = {}): Promise<WatchScene> {
    const emulator = await createEmulator({ clock: "manual", ...options });
    return new WatchScene(emulator, runningContext(emulator, settings));
  }

  async close(): Promise<void> {
    await this.context.close();
    await this.emulator.stop();
  }

  submit(
    { name, endsAfterMs, pendingMs = Math.min(1_000, endsAfterMs / 2) }: Followed,
    plan: RunPlan = {},
  ): Promise<RunView> {
    this.emulator.plan({ match: { name }, plan: { pendingMs, runningMs: endsAfterMs - pendingMs, ...plan } });
    const payload = { ...PAYLOAD, name, timeoutSeconds: 86_400 };
    return this.context.session.api().createRun(payload, undefined);
  }

  /** Submits all, and follows them to their ends. */
  async watch(runs: readonly Followed[], options: WatchOptions = {}): Promise<Watched> {
    const views: RunView[] = [];
    for (const run of runs) views.push(await this.submit(run));
    return this.follow(views, options);
  }

  async follow(
    views: readonly RunView[],
    { goal, logs = false, meanwhile }: WatchOptions = {},
  ): Promise<Watched> {
    const { clock, session, random, log, signal } = this.context;
    const beganAt = clock.now();
    const sentBefore = this.statusRequests();
    const whole = {
      until: "completed",
      maxSeconds: 90_000,
      maxQueueSeconds: undefined,
      deadlineMs: undefined,
      ...goal,
    } as const;
    const delaysMs: number[] = [];
    const waits = views.map(async (view) => {
      const result = await waitForRun(view, whole, {
        ...{ api: session.api(), clock, random, log, signal, session },
        logTail: logs ? new LogTail(session.api(), view.id, 20, (text) => text) : undefined,
        report: () => undefined,
      });
      delaysMs.push(clock.now() - Date.parse(result.run.completeTime ?? ""));
      return result;
    });
    await meanwhile?.();
    const results = await Promise.all(waits);
    const statusRequests = this.statusRequests() - sentBefore;
    const statusRequestsPerSecond = statusRequests / ((clock.now() - beganAt) / 1000);
    const meanDelayMs = delaysMs.reduce((sum, ms) => sum + ms, 0) / delaysMs.length;
    return { results, delaysMs, meanDelayMs, statusRequests, statusRequestsPerSecond };
  }

  private statusRequests(): number {
    return this.emulator.requests.filter(
      ({ method, path }) => method === "GET" && (path === "/runs" || /^\/runs\/\w+$/.test(path)),
    ).length;
  }
}

/** Runs whose ends are spread evenly. */
export function spread(
  count: number,
  fromMs: number,
  toMs: number,
  name = (i: number) => `tile-${i}-of-stack`,
): Followed[] {
  return Array.from({ length: count }, (_, i) => ({
    name: name(i),
    // 37 has no divisor in common with the counts: the order of ends is not that of the submits.
    endsAfterMs: fromMs + ((i * 37) % count) * ((toMs - fromMs) / count),
  }));
}

/** How many waits ended in which way. */
export function causes(results: readonly WaitResult[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const result of results) {
    const how = result.kind === "stopped" ? result.cause : result.run.status;
    counts[how] = (counts[how] ?? 0) + 1;
  }
  return counts;
}

/** A network whose answers are changed on their way. */
export function changing(change: (answer: HttpAnswer, request: HttpRequest) => HttpAnswer): Transport {
  const transport = createTransport(DEFAULT_LIMITS);
  return { ...transport, send: async (request) => change(await transport.send(request), request) };
}

/** A page of GET /runs. */
export interface ListBody {
  items: { id: string; status: string; name?: string; createTime: string }[];
  total?: number | undefined;
  next_page?: string | null;
}

/** A network whose lists of runs are changed on their way. */
export function changingLists(change: (page: ListBody, url: URL) => ListBody): Transport {
  return changing((answer, request) => {
    const url = new URL(request.url);
    if (!isList(request)) return answer;
    return { ...answer, text: JSON.stringify(change(JSON.parse(answer.text) as ListBody, url)) };
  });
}

export function isList({ method, url }: HttpRequest): boolean {
  return method === "GET" && new URL(url).pathname === "/runs";
}
