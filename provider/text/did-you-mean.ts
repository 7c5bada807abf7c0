import { closest, distance } from "fastest-levenshtein";

/** The known word that was probably meant: equal but for case, at most a third of its letters away, or one begins with the other. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const folded = word.toLowerCase();
  const byCase = known.find((candidate) => candidate.toLowerCase() === folded);
  if (byCase !== undefined) return byCase;
  const candidate = closest(folded, known);
  if (distance(folded, candidate.toLowerCase()) <= Math.max(1, Math.floor(word.length / 3))) return candidate;
  return known.find(
    (other) => isBeginning(other.toLowerCase(), folded) || isBeginning(folded, other.toLowerCase()),
  );
}

function isBeginning(beginning: string, word: string): boolean {
  return beginning.length > 2 && word.startsWith(beginning);
}
