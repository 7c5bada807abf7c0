/*
 * How the engine writes special values between plain ones. Its own constants: a test holds them equal to Pulumi's.
 */

/** The key of an object that stands for a special value; what stands there says which. */
export const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
/** `{ value }`: a secret. */
export const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
/** `{ value?, secret?, dependencies? }`: an output; without a value it is not known yet. */
export const OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
/** `{ hash?, path | text | uri }`: an asset, one file. */
export const ASSET_SIGNATURE = "c44067f5952c0a294b673a41bacd8c17";
/** The same for an archive, several files. */
export const ARCHIVE_SIGNATURE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** Stands for a value that is not known yet, in previews. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** The same, for each type that the value will have. */
export const UNKNOWN_SENTINELS: ReadonlySet<string> = new Set([
  UNKNOWN, // text, or any other
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);
