/** Where a page of a newest-first list begins: below (`older`) or above (`newer`) a sequence number. */
export interface PageCursor {
  direction: "older" | "newer";
  seq: number;
}

/** An opaque token for the cursor. */
export function encodePageCursor({ direction, seq }: PageCursor): string {
  return Buffer.from(`${direction}:${seq}`).toString("base64url");
}

/** The cursor of a token that this emulator made, else undefined. */
export function decodePageCursor(token: string): PageCursor | undefined {
  const text = Buffer.from(token, "base64url").toString();
  const [, direction, seq] = /^(older|newer):(\d+)$/.exec(text) ?? [];
  if (direction !== "older" && direction !== "newer") return undefined;
  return { direction, seq: Number(seq) };
}

/** One page of entries that are sorted newest first. */
export interface Page<T> {
  items: T[];
  previousPage: string | null;
  nextPage: string | null;
}

/** Cuts the page that the cursor names, the first one without a cursor. */
export function cutPage<T extends { seq: number }>(
  newestFirst: readonly T[],
  size: number,
  cursor: PageCursor | undefined,
): Page<T> {
  const from = startIndex(newestFirst, size, cursor);
  const items = newestFirst.slice(from, from + size);
  const [first, last] = [items[0], items.at(-1)];
  const hasMore = last !== undefined && from + size < newestFirst.length;
  return {
    items,
    previousPage:
      first !== undefined && from > 0 ? encodePageCursor({ direction: "newer", seq: first.seq }) : null,
    nextPage: hasMore ? encodePageCursor({ direction: "older", seq: last.seq }) : null,
  };
}

function startIndex(
  newestFirst: readonly { seq: number }[],
  size: number,
  cursor: PageCursor | undefined,
): number {
  if (cursor === undefined) return 0;
  const { direction, seq } = cursor;
  const index = newestFirst.findIndex((entry) =>
    direction === "older" ? entry.seq < seq : entry.seq <= seq,
  );
  const boundary = index < 0 ? newestFirst.length : index;
  return direction === "older" ? boundary : Math.max(0, boundary - size);
}
