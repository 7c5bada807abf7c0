import { stripVTControlCharacters } from "node:util";
import type { Redact } from "./redact";

/*
 * Text from a run (log lines, messages, events) is written by anybody whose code runs there. Before it reaches a
 * terminal or a CI log it must not be able to move the cursor, hide itself, or give orders to a CI runner.
 * It is made safe where it is recorded (observe.ts, log-tail.ts, run-status.ts, the client's errors), and once more
 * where anything leaves for the engine or a terminal (safeText), whatever it was made of.
 */

/** Longer than any message of ours; what is remote in one was cut before. */
const MAX_LINE_LENGTH = 10_000;
/** C0 and C1 controls, DEL, line and paragraph separators. */
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;
/**
 * What is not seen: zero-width characters, fillers, tags, variation selectors, marks of direction, interlinear
 * notes. It hides one text from the eye and another from a search, and nothing is lost but the shape of some signs.
 */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]+/gu;
/** No script stacks as many marks on one letter; a flood of them runs over the lines above and below. */
const MARK_FLOOD = /(\p{M}{8})\p{M}+/gu;
/** `##[command]`, `##vso[`, `##teamcity[`: CI runners look for them anywhere in a line. */
const HASH_COMMAND = /##(?=[a-z-]*\[)/gi;
/** `::command::` of GitHub's runner, at the beginning of a line. */
const COLON_COMMAND = /^(\s*):(?=:)/;
/** Begins a colour in the engine's own texts. It ends in a panic if it does not know the colour. */
const ENGINE_COLOUR = /<\{(?=%)/g;

/**
 * One line that is safe to show.
 *
 * @param maxLength characters kept; what is cut is replaced with an ellipsis
 * @param redact hides secrets
 */
export function safeLine(text: string, maxLength: number, redact: Redact = (same) => same): string {
  // Hidden before the cut, since half a secret is not recognised, and again after: what is taken out may part one.
  // Cut before the work, with room for what is taken out: a line may be megabytes long.
  const beginning = redact(text).slice(0, maxLength * 4);
  const plain = disarm(redact(visible(beginning))).trimEnd();
  return plain.length > maxLength ? `${plain.slice(0, maxLength - 1).toWellFormed()}…` : plain;
}

/** One text that is safe to show. Each line stays one line: only our own code makes lines. */
export function safeText(lines: readonly string[], redact: Redact): string {
  return lines.map((line) => safeLine(line, MAX_LINE_LENGTH, redact)).join("\n");
}

function visible(text: string): string {
  return stripVTControlCharacters(text.toWellFormed())
    .replace(CONTROLS, " ")
    .replace(INVISIBLE, "")
    .replace(MARK_FLOOD, "$1");
}

function disarm(line: string): string {
  return line.replace(HASH_COMMAND, "# #").replace(COLON_COMMAND, "$1: ").replace(ENGINE_COLOUR, "<{ ");
}
