import { type ReadStackConfig, SETTINGS } from "../../config";
import type { Session } from "../../session";
import { VERSION } from "../../version";

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
