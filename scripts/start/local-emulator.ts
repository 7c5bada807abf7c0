import { createEmulator, DEFAULT_ACCOUNT, type RunPlan } from "../../emulator";
import type { Account } from "./quickstart";

/** The same in each run where it is free, for a state remembers which address its run is at. */
const PREFERRED_PORT = 18_327;

/** Long enough to be watched, short enough to be waited for. */
const PLAN: RunPlan = {
  pendingMs: 1_000,
  runningMs: 3_000,
  outcome: "COMPLETED",
  logs: [
    { atMs: 100, text: "Starting the Sedona context" },
    { atMs: 900, text: "Reading 3 partitions of places" },
    { atMs: 1_700, text: "Joined 12,345 places to 678 regions" },
    { atMs: 2_500, text: "Wrote 678 rows" },
  ],
};

export interface LocalEmulator extends Account {
  stop(): Promise<void>;
}

export async function startLocalEmulator(): Promise<LocalEmulator> {
  const emulator = await start(PREFERRED_PORT).catch((error: unknown) => {
    if (isPortTaken(error)) return start(0);
    throw error;
  });
  return { url: emulator.url, apiKey: DEFAULT_ACCOUNT.apiKey, stop: () => emulator.stop() };
}

function start(port: number): ReturnType<typeof createEmulator> {
  return createEmulator({ port, plans: [{ plan: PLAN }] });
}

function isPortTaken(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && (error.code === "EADDRINUSE" || error.code === "EACCES")
  );
}
