import { createHash } from "node:crypto";

/** By what the sdk tells the dynamic provider which texts the program itself has given. */
export function seenDigest(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 12);
}
