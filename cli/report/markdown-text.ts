/*
 * Text of others in Markdown. In code, nothing is a link, a mention, HTML or a table; so the only thing to watch is where the
 * code ends.
 */

/** The text, literally, in a line. */
export function codeSpan(text: string): string {
  if (text.trim() === "") return "";
  const fence = fenceFor(text, 1);
  const room = /^[`\s]|[`\s]$/.test(text) ? " " : "";
  return `${fence}${room}${text}${room}${fence}`;
}

/** The same in a cell of a table, which ends at the sign `|` even in code, and reads a backslash before it in two ways. */
export function tableCode(text: string): string {
  return codeSpan(text.replaceAll("|", "¦"));
}

/** The lines, literally. */
export function codeBlock(lines: readonly string[]): string {
  const fence = fenceFor(lines.join("\n"), 3);
  return [`${fence}text`, ...lines, fence].join("\n");
}

/** Longer than any such run in the text. */
function fenceFor(text: string, atLeast: number): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  return "`".repeat(Math.max(atLeast, longest + 1));
}
