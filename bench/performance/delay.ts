import { setMaxListeners } from "node:events";
import { createEmulator, DEFAULT_ACCOUNT, type Emulator } from "../../emulator";
import { type RunView, runView } from "../../provider/api/models";
import type { HttpRequest } from "../../provider/api/transport";
import { runNames } from "../../provider/resources/job-run/names";
import { LogTail } from "../../provider/watch/log-tail";
import { waitForRun } from "../../provider/watch/wait";
import { CONFIG } from "../../tests/support/context/lifecycle-context";
import type { RunningContext } from "../../tests/support/context/running-context";
import { seededRandom } from "../../tests/support/crash/kill-schedule";
import { newProcess, submitByHand } from "../../tests/support/lifecycle/mini-engine";
import { type DelayRun, type DelaySeen, delayRuns, polledEach, SPREADS, type Spread } from "./delay-cases";
import type { Contender, Figures } from "./figures";
import { mean, quantile, sum } from "./statistics";

/** Which numbers of open runs are tried with which spread of their ends. */
const CASES: Readonly<Record<Spread, readonly number[]>> = {
  spread: [1, 10, 100, 1_000],
  together: [10, 100, 1_000],
  hour: [1_000],
};

/** Of few runs many trials are made, so that a mean means something. */
const MIN_SAMPLES = 20;

/** What a browser of the official clients does, and what their command line does at its fastest. */
const POLLS = { poll20: 20_000, poll5: 5_000 } as const;

/** From the end of a run to its report, and what was asked for it, on a simulated clock. */
export async function measureDelays(
  maxRuns: number,
  figures: Figures,
  say: (line: string) => void,
): Promise<void> {
  for (const spread of Object.keys(CASES) as Spread[]) {
    for (const n of CASES[spread].filter((count) => count <= maxRuns)) {
      const trials = Array.from({ length: Math.ceil(MIN_SAMPLES / n) }, (_, seed) =>
        delayRuns(spread, n, seed),
      );
      record(spread, n, "rules", await inTurn(trials, (runs) => seenByTheRules(runs, true)), figures);
      record(spread, n, "quiet", await inTurn(trials, (runs) => seenByTheRules(runs, false)), figures);
      for (const [contender, intervalMs] of Object.entries(POLLS) as [keyof typeof POLLS, number][]) {
        const random = seededRandom(n);
        const seen = trials.map((runs) => polledEach(runs, intervalMs, random));
        record(spread, n, contender, seen, figures);
      }
      say(`delay: ${n} runs, ${SPREADS[spread].words}`);
    }
  }
}

async function inTurn(
  trials: readonly DelayRun[][],
  see: (runs: readonly DelayRun[]) => Promise<DelaySeen>,
): Promise<DelaySeen[]> {
  const seen: DelaySeen[] = [];
  for (const runs of trials) seen.push(await see(runs));
  return seen;
}

function record(
  spread: Spread,
  n: number,
  contender: Contender,
  seen: readonly DelaySeen[],
  figures: Figures,
): void {
  const delaysMs = seen.flatMap((trial) => trial.delaysMs);
  const statusRequests = sum(seen.map((trial) => trial.statusRequests));
  const elapsedMs = sum(seen.map((trial) => trial.elapsedMs));
  const add = (figure: "Mean" | "P95" | "Worst" | "Rate" | "PerRun", value: number): void =>
    figures.add({ measure: `${spread}${figure}`, n, contender }, value);
  add("Mean", mean(delaysMs) / 1000);
  add("P95", quantile(delaysMs, 0.95) / 1000);
  add("Worst", quantile(delaysMs, 1) / 1000);
  add("Rate", statusRequests / (elapsedMs / 1000));
  add("PerRun", statusRequests / delaysMs.length);
}

/** One process follows all of them, at the rate of a usual account, as each JobRun of it does. */
async function seenByTheRules(runs: readonly DelayRun[], logs: boolean): Promise<DelaySeen> {
  const emulator = await createEmulator({ clock: "manual", keptRequests: 1 });
  let statusRequests = 0;
  const context = newProcess(emulator, {
    maxRequestsPerSecond: CONFIG.maxRequestsPerSecond,
    onSend: (request) => {
      if (asksForStatus(request)) statusRequests++;
    },
  });
  setMaxListeners(0, context.signal);
  try {
    const views = await submitted(runs, emulator, context);
    const beganMs = context.clock.now();
    const delaysMs = await Promise.all(views.map((view) => delayOf(view, logs, context)));
    return { delaysMs, statusRequests, elapsedMs: context.clock.now() - beganMs };
  } finally {
    await context.close();
    await emulator.stop();
  }
}

/**
 * All at the same moment, under the names that a stack gives them: by hand, since at the rate of the account some would
 * have ended before the last is submitted, and nobody would have looked.
 */
async function submitted(
  runs: readonly DelayRun[],
  emulator: Emulator,
  context: RunningContext,
): Promise<RunView[]> {
  const views: RunView[] = [];
  for (const [index, { pendingMs, endMs }] of runs.entries()) {
    const runPython = { uri: "s3://bucket.test/tile.py", args: [String(index)] };
    const identity = { ...context.identity, path: `JobRun::job-${index}` };
    const name = runNames({ runPython }, { ...context, identity }, undefined).next();
    emulator.plan({ times: 1, plan: { pendingMs, runningMs: endMs - pendingMs } });
    const id = await submitByHand(emulator, { name, runtime: "tiny", runPython, timeoutSeconds: 7_200 });
    const headers = { "x-api-key": DEFAULT_ACCOUNT.apiKey };
    const answer = await fetch(`${emulator.url}/runs/${id}`, { headers });
    views.push(runView.parse(await answer.json()));
  }
  return views;
}

async function delayOf(view: RunView, logs: boolean, context: RunningContext): Promise<number> {
  const api = context.session.api();
  const goal = {
    until: "completed",
    maxSeconds: 1e6,
    maxQueueSeconds: undefined,
    deadlineMs: undefined,
  } as const;
  const { kind, run } = await waitForRun(view, goal, {
    ...context,
    api,
    logTail: logs ? new LogTail(api, view.id, 20, (text) => text) : undefined,
    report: () => undefined,
  });
  if (kind !== "reached") throw new Error(`the wait for run ${view.id} stopped before its end`);
  return context.clock.now() - Date.parse(run.completeTime ?? "");
}

function asksForStatus({ method, url }: HttpRequest): boolean {
  return method === "GET" && /^\/runs(\/[^/]+)?$/.test(new URL(url).pathname);
}
