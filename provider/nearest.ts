import { closest, distance } from "fastest-levenshtein";

/** The known word that was probably meant: equal but for case, a prefix of the word, or at most a third of it away. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const folded = word.toLowerCase();
  const byCase = known.find((candidate) => candidate.toLowerCase() === folded);
  if (byCase !== undefined) return byCase;
  const candidate = closest(folded, known as string[]);
  if (distance(folded, candidate.toLowerCase()) <= Math.max(1, Math.floor(word.length / 3))) return candidate;
  return known.find((prefix) => prefix.length > 2 && folded.startsWith(prefix.toLowerCase()));
}
