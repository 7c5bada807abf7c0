import type { ReadStackConfig } from "../../account/config";
import { openSession } from "../../account/open-session";
import { systemClock } from "../../clock";
import { FUNCTIONS } from "../../functions/index";
import { NOBODY, STATE_UNREAD, UserError } from "../../resource";
import { type Properties, plainJson } from "../../values";
import { type EngineLog, processLog } from "../engine";
import { failureText, toEngineError } from "../engine-errors";
import { beginOperation } from "../operation";
import { processSession } from "./open-host";

/** What a program asks, and how its process is set up. */
export interface LookUp {
  /** Name of the function, for example `getRun`. */
  readonly name: string;
  readonly args: Properties;
  readonly readStackConfig: ReadStackConfig;
  readonly log: EngineLog;
}

/**
 * Answers a function in the program's own process: the dynamic provider has no functions that the engine could call.
 *
 * @throws Error whose message is for the user
 */
export async function lookUp({ name, args, readStackConfig, log }: LookUp): Promise<Properties> {
  const session = processSession(readStackConfig, () =>
    openSession({ readStackConfig, env: process.env, log: processLog(log) }),
  );
  const { context, redact, logged } = beginOperation(
    {
      openSession: () => session,
      engineLog: log,
      clock: systemClock,
      random: Math.random,
      live: false,
      stackStateOf: () => STATE_UNREAD,
    },
    {
      session,
      identity: NOBODY,
      stackState: STATE_UNREAD,
      secrets: [],
      signal: new AbortController().signal,
      deadlineMs: undefined,
    },
  );
  try {
    const called = FUNCTIONS[name];
    if (!called) throw new TypeError(`there is no function ${name}`);
    const failures = called.check(args).map((failure) => failureText(failure, redact));
    if (failures.length > 0) throw new UserError(failures.join("; "));
    return plainJson(await called.call(args, context));
  } catch (error) {
    throw toEngineError(error, redact);
  } finally {
    await logged();
  }
}
