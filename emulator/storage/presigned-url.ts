import { createHmac } from "node:crypto";
import { type Clock, isoTime, parseTime } from "../clock";
import { isSame } from "./credentials";

/** Where presigned links of the emulator point. */
export const OBJECT_PATH_PREFIX = "/s3/";

/** Not a secret: it only makes a link that somebody edited fail as it would on S3. */
const SIGNING_KEY = "emulator";
const EXPIRES_SECONDS = 3600;

/** A request that follows a link, with the method that the link is for. */
export interface LinkRequest {
  method: string;
  /** As it was sent. */
  path: string;
  query: URLSearchParams;
}

/** A link that allows one method on one object for an hour. */
export function presign(
  { url, clock }: { url: string; clock: Clock },
  method: "GET" | "PUT",
  { bucket, key }: { bucket: string; key: string },
): string {
  const path = OBJECT_PATH_PREFIX + [bucket, ...key.split("/")].map(encodeURIComponent).join("/");
  const query = new URLSearchParams({
    "X-Amz-Date": isoTime(clock.now()).replace(/[-:]|\.\d+/g, ""),
    "X-Amz-Expires": String(EXPIRES_SECONDS),
  });
  query.set("X-Amz-Signature", signature({ method, path, query }));
  return `${url}${path}?${query.toString()}`;
}

/** Whether a link was made for this request, and still holds. */
export function checkLink(request: LinkRequest, nowMs: number): "valid" | "expired" | "forged" {
  const { query } = request;
  if (!isSame(signature(request), query.get("X-Amz-Signature") ?? "")) return "forged";
  const date = query.get("X-Amz-Date") ?? "";
  const [, day = "", time = ""] = /^(\d{8})T(\d{6})Z$/.exec(date) ?? [];
  const iso = `${day.replace(/(..)(..)$/, "-$1-$2")}T${time.replace(/(..)(..)(..)/, "$1:$2:$3")}Z`;
  const endMs = (parseTime(iso) ?? 0) + Number(query.get("X-Amz-Expires")) * 1000;
  return nowMs > endMs ? "expired" : "valid";
}

function signature({ method, path, query }: LinkRequest): string {
  const life = `${query.get("X-Amz-Date") ?? ""} ${query.get("X-Amz-Expires") ?? ""}`;
  return createHmac("sha256", SIGNING_KEY).update(`${method} ${path} ${life}`).digest("hex");
}
