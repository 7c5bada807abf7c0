/**
 * Goes through items with at most `limit` of them at once. The next one is taken when a place is free, so what
 * waits costs nothing, and whoever makes the items may end them at any time.
 *
 * @param work must not reject; what it returns says whether its place is free for another item
 */
export async function eachAtOnce<T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<boolean>,
): Promise<void> {
  const waiting = items[Symbol.iterator]();
  const place = async (first: T): Promise<void> => {
    let isFree = await work(first);
    while (isFree) {
      const next = waiting.next();
      if (next.done === true) return;
      isFree = await work(next.value);
    }
  };
  const places: Promise<void>[] = [];
  // No more places than items: the limit may be any number.
  while (places.length < limit) {
    const next = waiting.next();
    if (next.done === true) break;
    places.push(place(next.value));
  }
  await Promise.all(places);
}
