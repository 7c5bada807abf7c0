import type { World } from "../operation";
import { isSignedFor, OBJECT_PATH_PREFIX } from "../presigned-url";

/** A request to the emulator's stand-in for S3. */
export interface ObjectRequest {
  method: string;
  /** As sent, still encoded. */
  path: string;
  signature: string | undefined;
  headers: Readonly<Record<string, string>>;
  bytes: Uint8Array;
}

/** Headers that a presigned link was not signed for, or that compete with its signature. */
const UNSIGNED_HEADERS = ["content-type", "x-api-key", "authorization", "x-wherobots-client"] as const;

/** Stores or returns an object through a presigned link. */
export function serveObject(world: World, request: ObjectRequest): Response {
  const { method, path, headers } = request;
  const unsigned = UNSIGNED_HEADERS.find((name) => headers[name] !== undefined);
  if (unsigned !== undefined || !isSignedFor(method, path, request.signature)) {
    return s3Error(
      403,
      "SignatureDoesNotMatch",
      `The signature does not fit the request (${unsigned ?? path})`,
    );
  }
  const [bucket = "", ...steps] = path.slice(OBJECT_PATH_PREFIX.length).split("/").map(decodeURIComponent);
  const key = steps.join("/");
  if (method === "PUT") {
    world.objects.put(bucket, key, request.bytes, world.clock.now());
    return new Response(null, { status: 200 });
  }
  const object = world.objects.get(bucket, key);
  if (object === undefined) return s3Error(404, "NoSuchKey", `No object ${key}`);
  return new Response(Buffer.from(object.bytes), { headers: { "content-type": "application/octet-stream" } });
}

function s3Error(status: number, code: string, message: string): Response {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`;
  return new Response(xml, { status, headers: { "content-type": "application/xml" } });
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
