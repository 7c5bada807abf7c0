import { EXIT, EXIT_MEANINGS, PROGRAM } from "../../cli/command";
import { COMMAND_LINE } from "../../cli/commands";
import { FILE_KEYS, JOB_KEYS } from "../../provider/job-files/job-file";
import { table } from "./input-tables";

/** The keys of a job file, for its page. */
export function keysTable(): string {
  const file = Object.entries(FILE_KEYS).map(([key, says]) => [`\`${key}\``, "the file", says]);
  const job = Object.entries(JOB_KEYS).map(([key, says]) => [`\`${key}\``, "a job", says]);
  const inputs = [
    "any input of a [JobRun](job-run.md)",
    "a job, `defaults`",
    "With the same names and meaning.",
  ];
  return table(["key", "of", "what it says"], [...file, ...job, inputs]);
}

/** The commands, for their page. */
export function commandsTable(): string {
  const rows = Object.entries(COMMAND_LINE.commands).map(([name, { takes, summary }]) => [
    `\`${[PROGRAM, name, ...(takes === undefined ? [] : [takes.replaceAll("|", " or ")])].join(" ")}\``,
    summary,
  ]);
  return table(["command", "what it does"], rows);
}

/** How a command ends, for the same page. */
export function exitCodesTable(): string {
  const names = Object.keys(EXIT) as (keyof typeof EXIT)[];
  return table(
    ["exit code", "meaning"],
    names.map((name) => [String(EXIT[name]), EXIT_MEANINGS[name]]),
  );
}
