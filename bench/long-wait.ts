import { getEventListeners } from "node:events";
import { createEmulator, DEFAULT_ACCOUNT, type Emulator } from "../emulator";
import type { HttpRequest } from "../provider/api/transport";
import { MiniEngine, newProcess, SCRIPT } from "../tests/support/lifecycle/mini-engine";

/*
 * `npm run bench:long-wait [-- hours]`: one run of 24 hours (or as many as asked for) with a million log lines a day, on a
 * simulated clock, against the emulator and over real connections. Prints one JSON object. Provider and emulator share the process, so the figures of memory
 * are those of both.
 */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DEFAULT_HOURS = 24;
const LOG_LINES_PER_DAY = 1_000_000;
const MIB = 1024 * 1024;
const SECOND_KEY = "wbk_emulator_second";

/** What goes wrong on the way, as a part of the whole time. */
const SHORT_OUTAGE = 1 / 8;
const LONG_OUTAGE = 3 / 8;
const KEY_CHANGE = 5 / 8;

interface Up {
  atHour: number;
  verdict: string;
  status: unknown;
  error?: string;
}

/** Counts, and measures at each full hour. */
class Measure {
  readonly requests = { submits: 0, status: 0, logs: 0, other: 0 };
  readonly heapMiB: number[] = [];
  /** The newest line of the log that was shown. */
  lastLine = "";
  /** Most listeners on the signal of one up: each wait that forgot to take its own away would add one. */
  abortListeners = 0;

  readonly onSend = ({ method, url }: HttpRequest): void => {
    const { pathname } = new URL(url);
    if (method === "POST" && pathname === "/runs") this.requests.submits++;
    else if (method === "GET" && /^\/runs\/\w+$/.test(pathname)) this.requests.status++;
    else if (pathname.endsWith("/logs")) this.requests.logs++;
    else this.requests.other++;
  };

  hour(signal: AbortSignal): void {
    if (!global.gc) throw new Error("start it with --expose-gc");
    global.gc();
    this.heapMiB.push(rounded(process.memoryUsage().heapUsed / MIB));
    this.abortListeners = Math.max(this.abortListeners, getEventListeners(signal, "abort").length);
  }
}

async function main(lengthMs: number): Promise<void> {
  const began = process.hrtime.bigint();
  // The compiler that loads these files is part of it.
  const startRssMiB = rounded(process.memoryUsage().rss / MIB);
  const measure = new Measure();
  const emulator = await createEmulator({
    clock: "manual",
    keptRequests: 100,
    accounts: [DEFAULT_ACCOUNT, { ...DEFAULT_ACCOUNT, apiKey: SECOND_KEY }],
    defaultPlan: {
      pendingMs: MINUTE_MS,
      runningMs: lengthMs - 2 * MINUTE_MS,
      logs: { count: Math.round((LOG_LINES_PER_DAY * lengthMs) / (24 * HOUR_MS)) },
    },
  });
  const ups = await followToTheEnd(emulator, measure, lengthMs);
  await emulator.stop();
  const [hour1 = Number.NaN] = measure.heapMiB;
  const last = measure.heapMiB.at(-1) ?? Number.NaN;
  const result = {
    runs: emulator.runs().length,
    ups,
    requests: measure.requests,
    lastLine: measure.lastLine,
    abortListeners: measure.abortListeners,
    heapAfterGcMiB: { hour1, last, most: Math.max(...measure.heapMiB), hours: measure.heapMiB.length },
    rssMiB: { start: startRssMiB, peak: rounded(process.resourceUsage().maxRSS / 1024) },
    wallSeconds: rounded(Number(process.hrtime.bigint() - began) / 1e9),
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
}

/** Ups until one succeeds; each is a process of its own. */
async function followToTheEnd(emulator: Emulator, measure: Measure, lengthMs: number): Promise<Up[]> {
  const startMs = emulator.now();
  const ups: Up[] = [];
  const events = plannedEvents(emulator, lengthMs);
  let engine: MiniEngine | undefined;
  let hours = 0;
  const timed: Emulator = {
    ...emulator,
    advance: (ms) => {
      emulator.advance(ms);
      const elapsedMs = emulator.now() - startMs;
      while (events[0] && events[0].atMs <= elapsedMs) events.shift()?.happen();
      if (!engine || elapsedMs < (hours + 1) * HOUR_MS) return;
      hours++;
      // The simulated clock remembers every sleep: that is the test's memory, not the provider's.
      engine.context.clock.sleeps.length = 0;
      measure.hour(engine.context.signal);
    },
  };
  for (let failed = true; failed && ups.length < 10; ) {
    const isRevoked = emulator.now() - startMs >= KEY_CHANGE * lengthMs;
    const context = newProcess(timed, {
      onSend: measure.onSend,
      ...(isRevoked ? { apiKey: SECOND_KEY } : {}),
    });
    context.log = (_level, message) => {
      if (message.includes(" | ")) measure.lastLine = message;
    };
    engine ??= MiniEngine.within(context, emulator);
    engine.context = context;
    const { verdict, error } = await engine.up({ ...SCRIPT, timeoutSeconds: lengthMs / SECOND_MS });
    await context.close();
    const atHour = rounded((emulator.now() - startMs) / HOUR_MS);
    ups.push({ atHour, verdict, status: engine.recorded?.outputs["status"], ...(error ? { error } : {}) });
    failed = error !== undefined;
    // Somebody comes back after a while.
    if (failed) timed.advance(2 * MINUTE_MS);
  }
  return ups;
}

function plannedEvents(emulator: Emulator, lengthMs: number): { atMs: number; happen: () => void }[] {
  const outage = (atMs: number, minutes: number): { atMs: number; happen: () => void }[] => [
    { atMs, happen: () => emulator.fault({ kind: "reset", times: Number.POSITIVE_INFINITY }) },
    { atMs: atMs + minutes * MINUTE_MS, happen: () => emulator.clearFaults() },
  ];
  return [
    ...outage(SHORT_OUTAGE * lengthMs, 4),
    ...outage(LONG_OUTAGE * lengthMs, 10),
    { atMs: KEY_CHANGE * lengthMs, happen: () => emulator.revoke(DEFAULT_ACCOUNT.apiKey) },
  ];
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

void main(Number(process.argv[2] ?? DEFAULT_HOURS) * HOUR_MS);
