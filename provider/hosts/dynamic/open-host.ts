import { type ReadStackConfig, SETTINGS } from "../../account/config";
import { openSession } from "../../account/open-session";
import type { Session } from "../../account/session";
import { systemClock } from "../../clock";
import type { ResourceName } from "../../resources/registry";
import { VERSION } from "../../version";
import { connectEngine, engineLogOf, processLog, whenGone } from "../engine";
import { isLiveDisplay, procTable } from "../live-display";
import { keepHeapSmall } from "../small-heap";
import { machineSources, stackStates } from "../state-backend";
import { DynamicHost } from "./dynamic-host";

/** The host of the resource `name` in Pulumi's process for dynamic providers. */
export function openHost(name: ResourceName): DynamicHost {
  // Pulumi's part of this process, loaded before, takes over half of it.
  keepHeapSmall(true);
  const engine = connectEngine(process.argv[2]);
  const engineLog = engineLogOf(engine, (line) => process.stdout.write(`${line}\n`));
  // As if it had been killed too: what it leaves is what the next up expects.
  if (engine) whenGone(engine, () => process.exit(1));
  return new DynamicHost(name, {
    openSession: (readStackConfig) =>
      processSession(readStackConfig, () =>
        openSession({ readStackConfig, env: process.env, log: processLog(engineLog) }),
      ),
    engineLog,
    clock: systemClock,
    random: Math.random,
    live: isLiveDisplay(process.env, process.ppid, procTable),
    stackStateOf: stackStates(machineSources(process.env, process.cwd())),
  });
}

/** Where the sessions are kept: with the process, which is theirs. */
const PLACE = Symbol.for(`pulumi-wherobots ${VERSION} sessions`);

/**
 * The session for these settings, which all hosts of the process share. The engine makes a host of each resource's text,
 * several in one process, and two rates or two watchers would be twice what the account is promised.
 *
 * @param open makes it, for the first who asks
 */
export function processSession(readStackConfig: ReadStackConfig, open: () => Session): Session {
  const settings = JSON.stringify(
    (Object.keys(SETTINGS) as (keyof typeof SETTINGS)[]).map((name) => readStackConfig(name) ?? null),
  );
  const sessions = (Reflect.get(globalThis, PLACE) ?? new Map()) as Map<string, Session>;
  Reflect.set(globalThis, PLACE, sessions);
  const session = sessions.get(settings) ?? open();
  sessions.set(settings, session);
  return session;
}
