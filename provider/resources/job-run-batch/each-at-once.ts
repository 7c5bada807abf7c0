/**
 * Goes through items with at most `limit` of them at once. The next one is taken when a place is free, so what
 * waits costs nothing, and whoever makes the items may end them at any time.
 *
 * @param work must not reject
 */
export async function eachAtOnce<T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items[Symbol.iterator]();
  const place = async (): Promise<void> => {
    for (let next = waiting.next(); next.done !== true; next = waiting.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: limit }, place));
}
