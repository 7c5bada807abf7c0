import { setMaxListeners } from "node:events";
import { shownText } from "../boundary";
import type { Clock, Random } from "../clock";
import type { ReadStackConfig } from "../config";
import type { Identity, LifecycleContext, Properties } from "../lifecycle";
import { type Redact, redactor } from "../redact";
import { secretValues } from "../resources/run/input-redactor";
import type { Session } from "../session";
import type { EngineLog } from "./engine-log";

/** What a host takes from its process. */
export interface HostParts {
  /** Makes the session once the settings are known. */
  openSession: (readStackConfig: ReadStackConfig) => Session;
  engineLog: EngineLog;
  clock: Clock;
  random: Random;
  live: boolean;
  /** See `Identity.backend`. */
  backend: string;
}

/** Who asks for an operation, and until when. */
export interface Caller {
  session: Session;
  identity: Identity;
  /** Inputs and state with the paths of their secrets. */
  values: readonly Properties[];
  signal: AbortSignal;
  deadlineMs: number | undefined;
}

/** What one operation of a host works with. */
export interface Operation {
  context: LifecycleContext;
  /** Hides the secrets of the inputs, and the key, in whatever leaves. */
  redact: Redact;
}

/** From here on the secrets of these values are hidden in everything that this process says. */
export function beginOperation(parts: HostParts, caller: Caller): Operation {
  const { session, identity, values, signal, deadlineMs } = caller;
  // Hundreds of waits listen to one signal: no leak, of which Node would warn.
  setMaxListeners(0, signal);
  const secrets = values.flatMap(secretValues);
  session.hide(secrets);
  const redact = redactor([...secrets, ...session.secrets()]);
  const { engineLog, clock, random, live } = parts;
  const context: LifecycleContext = {
    ...{ session, clock, random, live, identity, signal, deadlineMs },
    log: (level, message, options) =>
      engineLog(
        identity.urn,
        level,
        shownText([message, ...(options?.below ?? [])], redact),
        options?.ephemeral ?? false,
      ),
  };
  return { context, redact };
}
