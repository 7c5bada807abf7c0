import { isExpected } from "../provider/api/errors";
import { UserError } from "../provider/resource";
import { safeLine } from "../provider/text/safe-line";
import { VERSION } from "../provider/version";
import { commandNamed, parseWords } from "./arguments";
import { EXIT, PROGRAM, type Shell, UsageError } from "./command";
import { COMMAND_LINE } from "./commands";
import { commandHelp, generalHelp } from "./help";
import { styled } from "./style";

const MAX_LINE = 2000;

/**
 * Carries out a command line.
 *
 * @param args the words after the program's name
 * @returns the code to end with, one of `EXIT`
 */
export async function main(args: readonly string[], shell: Shell): Promise<number> {
  try {
    return await carryOut(args, shell);
  } catch (error) {
    if (error instanceof UsageError)
      return ended(`${error.message}\nHelp: ${PROGRAM} --help`, EXIT.usage, shell);
    if (error instanceof UserError || isExpected(error)) return ended(error.message, EXIT.problems, shell);
    throw error;
  }
}

async function carryOut(args: readonly string[], shell: Shell): Promise<number> {
  const [word, ...rest] = args;
  if (word === undefined) return unnamed(shell);
  if (["--help", "-h", "help"].includes(word)) return helpOn(rest[0], shell);
  if (word === "--version") return written(`${VERSION}\n`, shell);
  if (word.startsWith("-")) throw new UsageError(`the first word is a command, and not ${word}`);
  const command = commandNamed(word, COMMAND_LINE.commands);
  const given = parseWords(word, command, COMMAND_LINE.common, rest);
  if (given.options["help"]) return helpOn(word, shell);
  return command.run(given, shell, COMMAND_LINE);
}

/** Who names no command wants to know which there are; a script that names none is wrong. */
function unnamed(shell: Shell): number {
  shell.say(generalHelp(COMMAND_LINE, shell));
  return EXIT.usage;
}

function helpOn(word: string | undefined, shell: Shell): number {
  if (word === undefined) return written(generalHelp(COMMAND_LINE, shell), shell);
  return written(commandHelp(word, commandNamed(word, COMMAND_LINE.commands), COMMAND_LINE, shell), shell);
}

function written(text: string, shell: Shell): number {
  shell.write(text);
  return EXIT.ok;
}

/** Says why it ended. */
function ended(text: string, code: number, shell: Shell): number {
  const lines = text.split("\n").map((line) => safeLine(line, MAX_LINE));
  shell.say(`${styled("red", `${PROGRAM}:`, shell)} ${lines.join("\n")}\n`);
  return code;
}
