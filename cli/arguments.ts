import { parseArgs } from "node:util";
import { nearest } from "../provider/text/did-you-mean";
import { formatChoice } from "../provider/text/format";
import { type Arguments, type Command, type Option, PROGRAM, UsageError } from "./command";

type Options = Readonly<Record<string, Option>>;

/**
 * The words after a command.
 *
 * @throws UsageError for words that do not fit
 */
export function parseWords(
  name: string,
  command: Command,
  common: Options,
  args: readonly string[],
): Arguments {
  const options: Options = { ...command.options, ...common };
  const { tokens } = parseArgs({ args: [...args], options: parsed(options), strict: false, tokens: true });
  const found = tokens.flatMap((token) =>
    token.kind === "option" ? [[token.name, optionValue(name, token, options)] as const] : [],
  );
  const words = tokens.flatMap((token) => (token.kind === "positional" ? token.value : []));
  const given = { words, options: Object.fromEntries(found) };
  if (given.options["help"] === undefined) checkWords(name, command, words);
  return given;
}

function parsed(options: Options): Record<string, { type: "string" | "boolean" }> {
  return Object.fromEntries(
    Object.entries(options).map(([name, { value }]) => [
      name,
      { type: value === undefined ? "boolean" : "string" },
    ]),
  );
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
}

function optionValue(
  command: string,
  { name, rawName, value }: OptionToken,
  options: Options,
): string | true {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!option)
    throw new UsageError(`${command} has no option ${rawName}${meant(name, Object.keys(options))}`);
  if (option.value === undefined) {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value`);
    return true;
  }
  if (value === undefined || value === "")
    throw new UsageError(`${rawName} needs a value: ${choicesText(option.choices) ?? option.value}`);
  if (option.choices && !option.choices.includes(value))
    throw new UsageError(`${rawName} is ${choicesText(option.choices) ?? ""}, and not ${value}`);
  return value;
}

function checkWords(name: string, { maxWords, choices, takes }: Command, words: readonly string[]): void {
  if (maxWords !== undefined && words.length > maxWords)
    throw new UsageError(
      `${name} takes ${takes ?? "no words"}, and ${words[maxWords] ?? ""} is one too many`,
    );
  if (!choices) return;
  const [word] = words;
  if (word === undefined) throw new UsageError(`${name} needs a word: ${choicesText(choices) ?? ""}`);
  if (!choices.includes(word))
    throw new UsageError(`${name} takes ${choicesText(choices) ?? ""}, and not ${word}`);
}

function choicesText(choices: readonly string[] | undefined): string | undefined {
  return choices && formatChoice(choices);
}

function meant(name: string, known: readonly string[]): string {
  const found = nearest(name, known);
  return found === undefined ? "" : `: did you mean --${found}?`;
}

/** @throws UsageError, with the command that was probably meant */
export function commandNamed<C>(word: string, commands: Readonly<Record<string, C>>): C {
  const command = Object.hasOwn(commands, word) ? commands[word] : undefined;
  if (command) return command;
  const names = Object.keys(commands);
  const found = nearest(word, names);
  const advice =
    found === undefined ? `known are ${names.join(", ")}` : `did you mean \`${PROGRAM} ${found}\`?`;
  throw new UsageError(`there is no command ${word}: ${advice}`);
}
