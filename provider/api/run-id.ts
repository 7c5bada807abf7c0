import { z } from "zod";

/** Real ids have 14 characters; a longer path than this is refused on the way. */
const MAX_RUN_ID_LENGTH = 255;

/**
 * Ids are opaque, but they become one segment of a path, and must stay one whatever a server on the way decodes or
 * normalises: no dots alone, nothing that ends or begins a segment, no escape. What cannot be seen is refused as well
 * (control characters, marks of direction, halves of surrogate pairs), since an id is shown to people.
 */
const RUN_ID = /^(?!\.+$)[^\s\p{C}/\\%?#]+$/u;

const EXPECTED = "is not the id of a run: one word as `runId` gives it, without spaces and / \\ % ? #";

/** The id of a run, whether a user or the API gives it. */
export const runIdText = z.string().max(MAX_RUN_ID_LENGTH, EXPECTED).regex(RUN_ID, EXPECTED);
