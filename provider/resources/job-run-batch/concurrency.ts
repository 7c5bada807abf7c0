/**
 * Works on items, at most `limit` of them at once. The next item is taken when a slot is free. So items that wait cost
 * nothing, and their iterator may end at any time.
 *
 * @param work must not reject; returns whether its slot is free for another item
 */
export async function eachAtOnce<T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<boolean>,
): Promise<void> {
  const waiting = items[Symbol.iterator]();
  const slot = async (first: T): Promise<void> => {
    let isFree = await work(first);
    while (isFree) {
      const next = waiting.next();
      if (next.done === true) return;
      isFree = await work(next.value);
    }
  };
  const slots: Promise<void>[] = [];
  // No more slots than items: the limit may be any number.
  while (slots.length < limit) {
    const next = waiting.next();
    if (next.done === true) break;
    slots.push(slot(next.value));
  }
  await Promise.all(slots);
}
