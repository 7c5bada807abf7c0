import { type Command, EXIT, type Option, PROGRAM, type Program } from "./command";

const SHELLS = ["bash", "zsh"];

/** Writes what a shell needs to complete the words of this program. */
export const COMPLETION: Command = {
  summary: "write what bash or zsh needs to complete commands, options and paths",
  about: "Writes a script for your shell, which completes commands, options, their values, and paths.",
  takes: SHELLS.join("|"),
  maxWords: 1,
  choices: SHELLS,
  options: {},
  examples: [
    [`eval "$(${PROGRAM} completion bash)"`, "in ~/.bashrc"],
    [`eval "$(${PROGRAM} completion zsh)"`, "in ~/.zshrc, after compinit"],
  ],
  run: ({ words: [shell] }, { write }, program) => {
    write(completionScript(program, shell === "zsh"));
    return EXIT.ok;
  },
};

type Options = Readonly<Record<string, Option>>;

/** zsh runs bash's function, with what it has for that. */
function completionScript({ commands, common }: Program, isZsh: boolean): string {
  const names = Object.keys(commands);
  const cases = Object.entries(commands).flatMap(([name, command]) => casesOf(name, command, common));
  return `${isZsh ? "autoload -U +X bashcompinit && bashcompinit\n" : ""}_pulumi_wherobots() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" words=""
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${[...names, "--help", "--version"].join(" ")}"
  else
    case "$command:$previous:$current" in
${cases.map((line) => `      ${line}`).join("\n")}
    esac
  fi
  if [ "$words" = "<paths>" ]; then
    COMPREPLY=($(compgen -f -- "$current"))
  else
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  fi
}
complete -o filenames -F _pulumi_wherobots ${PROGRAM}
`;
}

function casesOf(name: string, { options, choices, takes }: Command, common: Options): string[] {
  const all = Object.entries({ ...options, ...common });
  const values = all.flatMap(([option, it]) =>
    it.value === undefined ? [] : `${name}:--${option}:*) words="${it.choices?.join(" ") ?? "<paths>"}" ;;`,
  );
  const words = choices?.join(" ") ?? (takes === undefined ? "" : "<paths>");
  return [
    ...values,
    `${name}:*:-*) words="${all.map(([option]) => `--${option}`).join(" ")}" ;;`,
    `${name}:*) words="${words}" ;;`,
  ];
}
