import { type Command, EXIT, EXIT_MEANINGS, type Option, PROGRAM, type Program, type Shell } from "./command";
import { styled } from "./style";

type Title = (text: string) => string;

/** What `--help` alone says. */
export function generalHelp({ commands }: Program, shell: Shell): string {
  const title = titles(shell);
  const rows = Object.entries(commands).map(([name, { summary }]) => [name, summary] as const);
  return [
    `${title("usage:")} ${PROGRAM} COMMAND [options]`,
    "Wherobots jobs in files that are reviewed, checked and deployed by a pipeline.",
    section(title("Commands:"), rows),
    `${title("To begin:")}\n\n  mkdir nightly && cd nightly\n  ${PROGRAM} init --pipeline github\n  ${PROGRAM} validate`,
    exitCodes(title),
    `\`${PROGRAM} COMMAND --help\` has the options and examples of a command.\n`,
  ].join("\n\n");
}

/** What `COMMAND --help` says. */
export function commandHelp(name: string, command: Command, { common }: Program, shell: Shell): string {
  const title = titles(shell);
  const { takes, about, options, examples } = command;
  const rows = Object.entries({ ...options, ...common }).map(
    ([option, it]) => [optionText(option, it), helpText(it)] as const,
  );
  const lines = examples.map(([line, does]) => `  # ${does}\n  ${line}`);
  return [
    `${title("usage:")} ${PROGRAM} ${name}${takes === undefined ? "" : ` ${takes}`} [options]`,
    about,
    `${title("Examples:")}\n\n${lines.join("\n\n")}`,
    section(title("Options:"), rows),
    exitCodes(title),
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/, "\n");
}

function titles(shell: Shell): Title {
  return (text) => styled("bold", text, shell);
}

function exitCodes(title: Title): string {
  const rows = Object.entries(EXIT).map(
    ([name, code]) => [String(code), EXIT_MEANINGS[name as keyof typeof EXIT]] as const,
  );
  return section(title("It ends with:"), rows);
}

function optionText(name: string, { value }: Option): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

function helpText({ help, choices }: Option): string {
  return choices ? `${help}: ${choices.join(", ")}` : help;
}

function section(title: string, rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return [title, "", ...rows.map(([name, help]) => `  ${name.padEnd(width)}  ${help}`)].join("\n");
}
