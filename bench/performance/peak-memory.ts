import fs from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import type { PlanRule } from "../../emulator";
import { type EngineStack, resourcesOf } from "../../tests/support/engine/engine";
import { HOSTS, type Host } from "../../tests/support/engine/fixture";
import { programOf, RUNS_VARIABLE } from "./contenders";
import type { Figures } from "./figures";
import { openMeasuredStack } from "./measured-stack";
import { mostAtOnce } from "./statistics";

const PENDING_MS = 5_000;
/** For each run the engine takes less than half of it to begin it: the first is open when the last begins. */
const RUNNING_MS_PER_RUN = 115;
const ARGS = `{ runPython: { uri: "s3://bucket.test/tile.py", args: [String(i)] }, runtime: "tiny" }`;
const LOOK_MS = 500;

/** The most that a provider's process takes with one run, and while `runs` runs are followed at the same time. */
export async function measurePeakMemory(
  runs: number,
  figures: Figures,
  say: (line: string) => void,
): Promise<void> {
  for (const n of [1, runs]) {
    for (const host of Object.keys(HOSTS) as Host[]) {
      const peak = await peakOfUp(host, n);
      figures.add({ measure: "memoryPeak", n, contender: host }, peak);
      say(`memory: ${host}, at most ${peak.toFixed(0)} MB with ${n} runs`);
    }
  }
}

/** @throws Error if not all of the runs were open at the same time */
async function peakOfUp(host: Host, runs: number): Promise<number> {
  const plans: PlanRule[] = [{ plan: { pendingMs: PENDING_MS, runningMs: runs * RUNNING_MS_PER_RUN } }];
  const measured = await openMeasuredStack({ program: programOf(host, ARGS), plans });
  try {
    const ended = new AbortController();
    const watching = peakMB(measured.stack, host, ended.signal);
    const args = ["up", "--yes", "--skip-preview", "--parallel", String(runs)];
    await measured.seconds(args, { [RUNS_VARIABLE]: String(runs) }).finally(() => ended.abort());
    const peak = await watching;
    const open = mostAtOnce(await lifetimes(measured.stack));
    if (open < runs) throw new Error(`only ${open} of ${runs} runs were open at the same time`);
    return peak;
  } finally {
    await measured.dispose();
  }
}

/** Of the one process of this stack that is the host's. @throws Error if it was never seen */
async function peakMB(stack: EngineStack, host: Host, ended: AbortSignal): Promise<number> {
  let peakKiB = 0;
  while (!ended.aborted) {
    for (const pid of await stack.processes()) {
      const command = await fs.readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      if (!command.includes(HOSTS[host].process)) continue;
      const status = await fs.readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
      // The kernel keeps the highest value itself.
      peakKiB = Math.max(peakKiB, Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0));
    }
    await setTimeout(LOOK_MS, undefined, { signal: ended }).catch(() => undefined);
  }
  if (peakKiB === 0) throw new Error(`no process of the host was seen: ${HOSTS[host].process}`);
  return (peakKiB * 1024) / 1e6;
}

async function lifetimes(stack: EngineStack): Promise<{ fromMs: number; toMs: number }[]> {
  const state = await stack.savedState();
  return resourcesOf(state, "JobRun").map(({ outputs }) => ({
    fromMs: Date.parse(String(outputs?.["createTime"])),
    toMs: Date.parse(String(outputs?.["completeTime"])),
  }));
}
