import { STACK_SETTINGS } from "./quickstart-folders";

/** Commands that ask before they act. */
const ASKING = ["up", "update", "refresh", "destroy"];

/** Commands that read or write a stack's settings, which are kept apart from the example's folder. */
const WITH_SETTINGS = [...ASKING, "preview", "config", "watch", "import"];

/**
 * What the engine is started with for `npm start -- …`. Without flags of the user's own there is nothing to ask:
 * the account is made up. With flags the command is theirs, questions included.
 */
export function engineArguments(words: readonly string[]): string[] {
  const [command = "up", ...rest] = words;
  const flags = rest.some((word) => word.startsWith("-"));
  const yes = ASKING.includes(command) && !flags ? ["--yes"] : [];
  const settings = WITH_SETTINGS.includes(command) ? ["--config-file", STACK_SETTINGS] : [];
  return [command, ...rest, ...yes, ...settings];
}
