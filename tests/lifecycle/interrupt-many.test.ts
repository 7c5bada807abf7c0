import { setMaxListeners } from "node:events";
import { GRACE_MS } from "../../provider/run/interrupt";
import type { Properties } from "../../provider/values";
import type { ClientSettings } from "../support/context/running-context";
import { batch, manyKeys, results } from "../support/lifecycle/batch-scene";
import { MiniEngine } from "../support/lifecycle/mini-engine";

jest.setTimeout(120_000);

/** More than there is time to cancel at this latency. */
const RUNS = 400;
const LATENCY_MS = 400;
const KEYS = manyKeys(RUNS);
/** As many requests at once as there are connections, one answer after the other within the grace. */
const MAX_CANCELS = 64 * (GRACE_MS / LATENCY_MS + 1);

interface Interrupted {
  engine: MiniEngine;
  error: string;
  tookMs: number;
  /** Requests that left after the interrupt, as METHOD path. */
  sent: string[];
}

const isCancel = (request: string): boolean => request.endsWith("/cancel");

/** A batch of endless runs, all active at once, in a process that is interrupted while it waits. */
async function interrupted(more: Properties = {}, settings: ClientSettings = {}): Promise<Interrupted> {
  const sent: string[] = [];
  const interrupt = new AbortController();
  const own: ClientSettings = {
    ...settings,
    onSend: ({ method, url }) => {
      if (interrupt.signal.aborted) sent.push(`${method} ${new URL(url).pathname}`);
    },
  };
  const engine = await MiniEngine.start("JobRunBatch", { defaultPlan: { neverEnds: true } }, own);
  const { clock } = engine.context;
  // As the hosts do.
  setMaxListeners(0, interrupt.signal);
  engine.context.signal = interrupt.signal;
  let abortedAtMs = 0;
  void clock.sleep(120_000).then(() => {
    abortedAtMs = clock.now();
    own.latencyMs = settings.latencyMs ?? 0;
    interrupt.abort();
  });
  own.latencyMs = 0;
  const inputs = batch(KEYS, { maxConcurrency: RUNS, onInterrupt: "cancel", ...more });
  const { error = "" } = await engine.up(inputs);
  own.latencyMs = 0;
  return { engine, error, tookMs: clock.now() - abortedAtMs, sent };
}

function statusCounts({ emulator }: MiniEngine): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of emulator.runs()) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

// rule: interrupt-many
describe("an interrupt with onInterrupt cancel, of many runs", () => {
  let engine: MiniEngine | undefined;
  afterEach(() => engine?.stop());

  it("names those that a slow server left no time for, and the next destroy ends them", async () => {
    const found = await interrupted({}, { maxRequestsPerSecond: 20, latencyMs: LATENCY_MS });
    engine = found.engine;
    const { CANCELLED = 0 } = statusCounts(engine);
    expect(found.tookMs).toBeLessThanOrEqual(GRACE_MS);
    expect(found.sent.every(isCancel)).toBe(true);
    expect(found.sent.length).toBeGreaterThan(RUNS / 3);
    expect(found.sent.length).toBeLessThanOrEqual(MAX_CANCELS);
    const unasked = RUNS - found.sent.length;
    expect(found.error).toContain(
      `${unasked} of ${RUNS.toLocaleString("en")} runs go on, since the interrupt left no time to ask for their end: t`,
    );
    expect(found.error).toContain(`The next \`pulumi up\` cancels the ${unasked} that go on, and runs `);
    // The first 200 are named, and all are marked in state.
    const left = Object.entries(results(engine)).filter(([, { status }]) => status !== "CANCELLED");
    expect(left.length).toBe(RUNS - CANCELLED);
    expect(left.every(([, { cancelledByProvider }]) => cancelledByProvider === true)).toBe(true);
    expect(await engine.destroy()).toBeUndefined();
    expect(statusCounts(engine)).toEqual({ CANCELLED: RUNS });
  });
});
