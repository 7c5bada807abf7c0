/** Names in one list; more are counted. */
const MAX_LISTED = 10;

/** `1,000`, or `1,000 runs`. */
export function formatCount(number: number, noun?: string): string {
  const text = number.toLocaleString("en");
  return noun === undefined ? text : `${text} ${noun}${number === 1 ? "" : "s"}`;
}

/** `a, b or c`. */
export function formatChoice(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;
}

/** `a, b, c`, and how many more there are of a longer list. */
export function formatList(names: readonly string[], max = MAX_LISTED): string {
  const more = names.length - max;
  return names.slice(0, max).join(", ") + (more > 0 ? ` and ${formatCount(more)} more` : "");
}
