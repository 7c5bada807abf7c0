import { setMaxListeners } from "node:events";
import type { Identity } from "../../wire/identity";
import type { ReadStackConfig } from "../account/config";
import type { Session } from "../account/session";
import { type Clock, type Random, sleepUntilWoken, WOKEN } from "../clock";
import type { LifecycleContext, StackState } from "../resource";
import type { Redact } from "../text/redact";
import { safeText } from "../text/safe-line";
import type { EngineLog } from "./engine";
import type { StackStates } from "./state-backend";

/** What a host takes from its process. */
export interface HostParts {
  /** Makes the session once the settings are known: the stack's, or those of the explicit provider of this name. */
  openSession: (readStackConfig: ReadStackConfig, provider?: string) => Session;
  engineLog: EngineLog;
  clock: Clock;
  random: Random;
  live: boolean;
  stackStateOf: StackStates;
}

/** Who asks for an operation, and until when. */
export interface Caller {
  session: Session;
  identity: Identity;
  stackState: StackState;
  /** The secret texts of its inputs and state. */
  secrets: readonly string[];
  signal: AbortSignal;
  deadlineMs: number | undefined;
}

/** What one operation of a host works with. */
export interface Operation {
  context: LifecycleContext;
  /** Hides the secrets of the inputs, and the key, in whatever leaves. */
  redact: Redact;
  /** Resolves when the engine has taken every line: one that comes after the answer is shown late, or not at all. */
  logged: () => Promise<void>;
}

/** An engine that does not take its lines, because its terminal is stopped, still gets the answer. */
const LOGGED_WITHIN_MS = 1_000;

/** From here on these secrets are hidden in everything that this process says. */
export function beginOperation(parts: HostParts, caller: Caller): Operation {
  const { session, identity, stackState, secrets, signal, deadlineMs } = caller;
  // Hundreds of waits listen to one signal: no leak, of which Node would warn.
  setMaxListeners(0, signal);
  session.addSecrets(secrets);
  const redact = session.redactorOf(secrets);
  const { engineLog, clock, random, live } = parts;
  let lastLine: Promise<void> | undefined;
  const context: LifecycleContext = {
    ...{ session, clock, random, live, identity, stackState, signal, deadlineMs },
    log: (level, message, options) => {
      const text = safeText([message, ...(options?.below ?? [])], redact);
      lastLine = engineLog(identity.urn, level, text, options?.ephemeral ?? false);
    },
  };
  return { context, redact, logged: () => within(LOGGED_WITHIN_MS, lastLine, clock) };
}

/** Waits for it, but not for longer. */
async function within(ms: number, work: Promise<void> | undefined, clock: Clock): Promise<void> {
  if (!work) return;
  const done = new AbortController();
  await Promise.race([work, sleepUntilWoken(clock, ms, done.signal)]);
  done.abort(WOKEN);
}
