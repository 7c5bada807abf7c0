import { type ReadStackConfig, SETTINGS } from "../../provider/account/config";
import type { LifecycleContext } from "../../provider/resource";
import { NOBODY, STATE_UNREAD, UserError } from "../../provider/resource";
import { safeText } from "../../provider/text/safe-line";
import { fieldOf } from "../../provider/values";
import type { Arguments, Shell } from "../command";
import { parsedJson } from "../report/stack-export";
import { runPulumi, stackWords } from "../run-pulumi";

/**
 * What a command works with that speaks with Wherobots: the settings are those of the stack, as in `pulumi up`, and those
 * of the environment where the stack has none.
 *
 * @param signal ends every request and wait
 * @throws UserError if the stack's settings cannot be read and the environment has no credential
 */
export async function accessFor(
  options: Arguments["options"],
  { env, say, access }: Shell,
  signal: AbortSignal,
): Promise<LifecycleContext> {
  const log: LifecycleContext["log"] = (level, text, given) => {
    if (level !== "debug" && !given?.ephemeral) say(`${safeText([text], (line) => session.redact(line))}\n`);
  };
  const session = access.openSession({ readStackConfig: await settingsOf(options, env), env, log });
  const { clock, random } = access;
  const nobody = { identity: NOBODY, stackState: STATE_UNREAD };
  return { ...nobody, session, clock, random, log, live: false, signal, deadlineMs: undefined };
}

/** A file of a stack has no settings. */
async function settingsOf(options: Arguments["options"], env: Shell["env"]): Promise<ReadStackConfig> {
  if (options["stack-file"] !== undefined) return () => undefined;
  try {
    return await settingsOfStack(options["stack"], env);
  } catch (error) {
    const isEnough = [SETTINGS.apiKey.env, SETTINGS.accessToken.env].some((name) => env[name]);
    // Whoever names a stack means its settings.
    if (!(error instanceof UserError) || options["stack"] !== undefined || !isEnough) throw error;
    return () => undefined;
  }
}

async function settingsOfStack(
  stack: string | true | undefined,
  env: Shell["env"],
): Promise<ReadStackConfig> {
  const words = ["config", "--json", "--show-secrets", "--non-interactive", ...stackWords(stack)];
  const { stdout, problem } = await runPulumi(words, env, `the key with ${SETTINGS.apiKey.env}`);
  if (problem) throw problem;
  const settings = parsedJson(stdout, "the settings of the stack", "`pulumi config --json`");
  return (name) => fieldOf(fieldOf(settings, `wherobots:${name}`), "value");
}
