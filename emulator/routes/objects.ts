import { createHash } from "node:crypto";
import { type S3Access, S3Problem } from "../storage/s3-access";
import type { World } from "../world";

/** A request to the emulator's stand-in for S3, which was signed. */
export interface ObjectRequest {
  method: string;
  query: URLSearchParams;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  access: S3Access;
}

/** Serves one operation on an object. */
type ObjectOperation = (world: World, request: ObjectRequest) => Response;

/** By method, and by what the query asks for beside the object itself. */
const OPERATIONS: Readonly<Record<string, ObjectOperation>> = {
  GET: getObject,
  HEAD: getObject,
  PUT: putObject,
  DELETE: deleteObject,
  "POST uploads": beginUpload,
  "PUT uploadId": putPart,
  "POST uploadId": completeUpload,
  "DELETE uploadId": abortUpload,
};
/** Parameters that make another operation of a request. Not all of S3: the rest is refused by its name. */
const SUBRESOURCES = ["uploads", "uploadId", "tagging", "acl", "versions", "delete", "list-type", "location"];
const READING: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/** Stores, returns or removes an object. @throws S3Problem */
export function serveObject(world: World, request: ObjectRequest): Response {
  const { method, query, headers, access } = request;
  const name = [method, ...SUBRESOURCES.filter((parameter) => query.has(parameter))].join(" ");
  const operation = OPERATIONS[name];
  if (operation === undefined || access.key === "" || headers["x-amz-copy-source"] !== undefined) {
    throw new S3Problem(501, "NotImplemented", `The emulator has no such operation on objects: ${name}`);
  }
  if (!access.canWrite && !READING.has(method)) {
    throw new S3Problem(403, "AccessDenied", "The signature allows no more than to read");
  }
  return operation(world, request);
}

/** The error answer for anything thrown on the way. */
export function s3ProblemResponse(problem: S3Problem): Response {
  return xmlResponse(
    `<Error>${element("Code", problem.code)}${element("Message", problem.message)}</Error>`,
    problem.status,
  );
}

function getObject({ objects }: World, { access: { bucket, key }, headers }: ObjectRequest): Response {
  const object = objects.get(bucket, key);
  if (object === undefined) throw new S3Problem(404, "NoSuchKey", `No object ${key}`);
  const { bytes, modifiedMs } = object;
  const [from, until] = rangeOf(headers["range"], bytes.length);
  const isPart = until - from < bytes.length;
  return new Response(Buffer.from(bytes.subarray(from, until)), {
    status: isPart ? 206 : 200,
    headers: {
      "content-type": "application/octet-stream",
      // For HEAD, whose answer has no body to be counted.
      "content-length": String(until - from),
      "accept-ranges": "bytes",
      "last-modified": new Date(modifiedMs).toUTCString(),
      etag: etagOf(bytes),
      ...(isPart ? { "content-range": `bytes ${from}-${until - 1}/${bytes.length}` } : {}),
    },
  });
}

/** Clients that read in parts ask for one range at a time; anything else gets the whole. */
function rangeOf(range: string | undefined, length: number): [from: number, until: number] {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? "") ?? [];
  if (first === undefined) return [0, length];
  if (Number(first) >= length) throw new S3Problem(416, "InvalidRange", `The object has ${length} bytes`);
  return [Number(first), last === "" ? length : Math.min(length, Number(last) + 1)];
}

function putObject({ objects, clock }: World, { access, body }: ObjectRequest): Response {
  const bytes = access.payloadOf(body);
  objects.put(access.bucket, access.key, bytes, clock.now());
  return new Response(null, { headers: { etag: etagOf(bytes) } });
}

function deleteObject({ objects }: World, { access: { bucket, key } }: ObjectRequest): Response {
  objects.delete(bucket, key);
  return new Response(null, { status: 204 });
}

function beginUpload({ objects }: World, request: ObjectRequest): Response {
  const id = objects.uploads.begin(pathOf(request));
  return xmlResponse(
    `<InitiateMultipartUploadResult>${location(request)}${element("UploadId", id)}</InitiateMultipartUploadResult>`,
  );
}

function putPart({ objects }: World, request: ObjectRequest): Response {
  const { access, body, query } = request;
  const bytes = access.payloadOf(body);
  const number = Number(query.get("partNumber"));
  if (!objects.uploads.addPart({ id: uploadId(request), path: pathOf(request) }, number, bytes))
    throw noSuchUpload();
  return new Response(null, { headers: { etag: etagOf(bytes) } });
}

function completeUpload({ objects, clock }: World, request: ObjectRequest): Response {
  const { access, body } = request;
  const text = Buffer.from(access.payloadOf(body)).toString();
  const numbers = [...text.matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(([, number]) => Number(number));
  const bytes = objects.uploads.complete(uploadId(request), pathOf(request), numbers);
  if (bytes === undefined)
    throw new S3Problem(400, "InvalidPart", "The upload or one of its parts is missing");
  objects.put(access.bucket, access.key, bytes, clock.now());
  const result = `${location(request)}${element("ETag", etagOf(bytes))}`;
  return xmlResponse(`<CompleteMultipartUploadResult>${result}</CompleteMultipartUploadResult>`);
}

function abortUpload({ objects }: World, request: ObjectRequest): Response {
  if (!objects.uploads.abort(uploadId(request), pathOf(request))) throw noSuchUpload();
  return new Response(null, { status: 204 });
}

function noSuchUpload(): S3Problem {
  return new S3Problem(404, "NoSuchUpload", "There is no such upload of that object");
}

function uploadId({ query }: ObjectRequest): string {
  return query.get("uploadId") ?? "";
}

function pathOf({ access: { bucket, key } }: ObjectRequest): string {
  return `${bucket}/${key}`;
}

function etagOf(bytes: Uint8Array): string {
  return `"${createHash("md5").update(bytes).digest("hex")}"`;
}

function location({ access: { bucket, key } }: ObjectRequest): string {
  return element("Bucket", bucket) + element("Key", key);
}

function xmlResponse(xml: string, status = 200): Response {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`;
  return new Response(text, { status, headers: { "content-type": "application/xml" } });
}

function element(name: string, text: string): string {
  return `<${name}>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")}</${name}>`;
}
