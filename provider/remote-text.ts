import { stripVTControlCharacters } from "node:util";

/*
 * Text from a run (log lines, messages, events) is written by anybody whose code runs there. Before it reaches a
 * terminal or a CI log it must not be able to move the cursor, hide itself, or give orders to a CI runner.
 */

/** C0 and C1 controls, DEL, line and paragraph separators. */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
/** Marks and overrides that change the direction in which a terminal shows what follows. */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** `##[command]`, `##vso[`, `##teamcity[`: CI runners look for them anywhere in a line. */
const HASH_COMMAND = /##(?=[a-z-]*\[)/gi;
/** `::command::` of GitHub's runner, at the beginning of a line. */
const COLON_COMMAND = /^(\s*):(?=:)/;

/**
 * One line that is safe to show.
 *
 * @param maxLength characters kept; what is cut is replaced with an ellipsis
 */
export function safeLine(text: string, maxLength: number): string {
  // Cut before the work, with room for what is taken out: a line may be megabytes long.
  const plain = stripVTControlCharacters(text.slice(0, maxLength * 4).toWellFormed())
    .replace(CONTROLS, " ")
    .replace(BIDI, "")
    .replace(HASH_COMMAND, "# #")
    .replace(COLON_COMMAND, "$1: ")
    .trimEnd();
  return plain.length > maxLength ? `${plain.slice(0, maxLength - 1).toWellFormed()}…` : plain;
}

/** The safe lines of a text of several lines; empty ones are dropped. */
export function safeLines(text: string, maxLength: number): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => safeLine(line, maxLength))
    .filter((line) => line.trim() !== "");
}
