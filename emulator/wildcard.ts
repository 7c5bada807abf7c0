/** What a rule compares a text with: `*` stands for any characters, or a regular expression. */
export type Pattern = string | RegExp;

/** True when the whole text fits a string pattern, or when the regular expression finds a match. */
export function matches(pattern: Pattern, text: string): boolean {
  if (typeof pattern !== "string") {
    // A global or sticky expression remembers its last position, which would make rules forgetful.
    pattern.lastIndex = 0;
    return pattern.test(text);
  }
  return fits(pattern.split("*"), text);
}

/** Plain string search, so that many wildcards cannot blow up as a regular expression may. */
function fits(parts: readonly string[], text: string): boolean {
  const [first = "", ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false;
  const end = text.length - last.length;
  let position = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, position);
    if (found < 0 || found + part.length > end) return false;
    position = found + part.length;
  }
  return true;
}
