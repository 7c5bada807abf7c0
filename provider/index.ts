import { systemClock } from "./clock";
import { DynamicHost } from "./hosts/dynamic/dynamic-host";
import { processSession } from "./hosts/dynamic/process-sessions";
import { connectEngine, whenGone } from "./hosts/engine-client";
import { engineLogOf } from "./hosts/engine-log";
import { isLiveDisplay, procTable } from "./hosts/live-display";
import { keepHeapSmall } from "./hosts/small-heap";
import { machineSources, stateBackend } from "./hosts/state-backend";
import { openSession } from "./open-session";
import type { ResourceName } from "./resources/registry";

/**
 * The entry that every state refers to: the text in `__provider` calls it by this name, for ever. It returns what
 * `pulumi.dynamic` calls for the resource `name`.
 */
export function host(name: string): DynamicHost {
  // Pulumi's part of this process, loaded before, takes over half of it.
  keepHeapSmall(true);
  const engine = connectEngine(process.argv[2]);
  const engineLog = engineLogOf(engine, (line) => process.stdout.write(`${line}\n`));
  // As if it had been killed too: what it leaves is what the next up expects.
  if (engine) whenGone(engine, () => process.exit(1));
  return new DynamicHost(name as ResourceName, {
    // The stack's row.
    openSession: (readStackConfig) =>
      processSession(readStackConfig, () =>
        openSession(readStackConfig, (text) => engineLog("", "info", text, true)),
      ),
    engineLog,
    clock: systemClock,
    random: Math.random,
    live: isLiveDisplay(process.env, process.ppid, procTable),
    backend: stateBackend(machineSources(process.env, process.cwd())),
  });
}
