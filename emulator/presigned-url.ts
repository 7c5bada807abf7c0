import { createHmac, timingSafeEqual } from "node:crypto";

/** Where presigned links of the emulator point. */
export const OBJECT_PATH_PREFIX = "/s3/";

/** Not a secret: it only makes a link that somebody edited fail as it would on S3. */
const SIGNING_KEY = "emulator";
const EXPIRES_SECONDS = "3600";

/** A link that allows one method on one object. */
export function presign(baseUrl: string, method: "GET" | "PUT", bucket: string, key: string): string {
  const path = OBJECT_PATH_PREFIX + [bucket, ...key.split("/")].map(encodeURIComponent).join("/");
  const query = new URLSearchParams({
    "X-Amz-Expires": EXPIRES_SECONDS,
    "X-Amz-Signature": signature(method, path),
  });
  return `${baseUrl}${path}?${query.toString()}`;
}

/** True when the link was made for this method and path. */
export function isSignedFor(method: string, path: string, given: string | undefined): boolean {
  const expected = Buffer.from(signature(method, path));
  const actual = Buffer.from(given ?? "");
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function signature(method: string, path: string): string {
  return createHmac("sha256", SIGNING_KEY).update(`${method} ${path}`).digest("hex");
}
