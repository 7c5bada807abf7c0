/*
 * Properties of ours in inputs and state. They stand in states of every release: none may change its name or its form.
 */

/** The text from which the engine makes the dynamic provider. */
export const PROVIDER_TEXT = "__provider";
/** Who the resource is (`identity.ts`). */
export const IDENTITY = "__identity";
/** Where secret inputs stand, as the dynamic provider is told it; in the plugin the engine marks them itself. */
export const SECRET_PATHS = "__secretPaths";
/** Definitions of runs that a batch has not replaced yet, by key. */
export const SUPERSEDED = "__superseded";
/** What the sdk saw of the arguments (`seen-digest.ts`): told to check, never recorded. */
export const SEEN = "__seen";
