import { STACK_SETTINGS } from "./quickstart-folders";

/** Commands that ask before they act. */
const ASKING = ["up", "update", "refresh", "destroy"];

/** Commands that read or write a stack's settings, which are kept apart from the example's folder. */
const WITH_SETTINGS = [...ASKING, "preview", "config", "watch", "import"];

const SETTINGS = ["--config-file", STACK_SETTINGS];

/**
 * What the engine is started with for `npm start -- …`. Without flags of the user's own there is nothing to ask:
 * the account is made up. With flags the command is theirs, questions included. The bare
 * form leaves the preview out as well, which would take as long again as all but the job itself.
 */
export function engineArguments(words: readonly string[]): string[] {
  if (words.length === 0) return ["up", "--yes", "--skip-preview", ...SETTINGS];
  const [command = "", ...rest] = words;
  const flags = rest.some((word) => word.startsWith("-"));
  const yes = ASKING.includes(command) && !flags ? ["--yes"] : [];
  const settings = WITH_SETTINGS.includes(command) ? SETTINGS : [];
  return [command, ...rest, ...yes, ...settings];
}
