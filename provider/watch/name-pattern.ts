/**
 * The narrowest pattern of the API's list that fits all names: what they begin with, one `*`, and what they end with.
 * Automatic names of a stack have their end in common, names that people choose often their beginning.
 *
 * @param names at least one
 */
export function commonPattern(names: readonly string[]): string {
  const [first = "", ...others] = names;
  let begin = first.length;
  let end = first.length;
  for (const name of others) {
    begin = commonLength(first, name, begin, (text, index) => text[index]);
    end = commonLength(first, name, end, (text, index) => text[text.length - 1 - index]);
  }
  if (begin === first.length && others.every((name) => name === first)) return first;
  // In "aa" and "aaa" the same letters would count for both sides.
  const shortest = Math.min(...names.map(({ length }) => length));
  end = Math.min(end, shortest - Math.min(begin, shortest));
  return `${first.slice(0, begin)}*${end > 0 ? first.slice(-end) : ""}`;
}

function commonLength(
  a: string,
  b: string,
  most: number,
  letter: (text: string, index: number) => string | undefined,
): number {
  let length = 0;
  while (length < most && letter(a, length) === letter(b, length)) length++;
  return length;
}
