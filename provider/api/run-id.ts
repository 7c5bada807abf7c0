import { z } from "zod";

/** Real ids have 14 characters; a longer path than this is refused on the way. */
const MAX_ID_LENGTH = 255;

/**
 * Ids are opaque, but they become one segment of a path, and must stay one whatever a server on the way decodes or
 * normalises: no dots alone, nothing that ends or begins a segment, no escape. What cannot be seen is refused as well
 * (control characters, marks of direction, halves of surrogate pairs), since an id is shown to people.
 */
const ONE_SEGMENT = /^(?!\.+$)[^\s\p{C}/\\%?#]+$/u;

const EXPECTED = "is not the id of a run: one word as `runId` gives it, without spaces and / \\ % ? #";

/** The id of a run, whether a user or the API gives it. */
export const runIdText = idText(EXPECTED);

/** The id of a storage, whether a user or the API gives it. */
export const storageIdText = idText(
  "is not the id of a storage: one word as `storageId` gives it, without spaces and / \\ % ? #",
);

function idText(expected: string): z.ZodString {
  return z.string().max(MAX_ID_LENGTH, expected).regex(ONE_SEGMENT, expected);
}
