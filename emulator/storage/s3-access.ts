import type { Clock } from "../clock";
import { readAwsChunks } from "./aws-chunked";
import { AwsSigner, authorizationOf, PAYLOAD_HASH_HEADER, type SignedRequest, sha256 } from "./aws-signature";
import { type CredentialIssuer, type CredentialScope, isSame, type StorageCredentials } from "./credentials";
import { checkLink, OBJECT_PATH_PREFIX } from "./presigned-url";

/** What a request to the stand-in for S3 was signed for. */
export interface S3Access {
  bucket: string;
  key: string;
  canWrite: boolean;
  /** What the body stands for. @throws S3Problem for a body that was not signed so. */
  payloadOf(body: Buffer): Uint8Array;
}

/** What a signature is checked against. */
export interface S3Server {
  readonly credentials: CredentialIssuer;
  readonly clock: Clock;
  /** Address of the emulator as clients see it. */
  readonly url: string;
}

/** An error answer of S3. */
export class S3Problem extends Error {
  override readonly name = "S3Problem";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Headers that compete with the signature of a link, or that a link to upload was not signed for. */
const UNSIGNED_HEADERS = ["content-type", "x-api-key", "authorization", "x-wherobots-client"] as const;
const UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";
const SIGNED_CHUNKS = /^STREAMING-AWS4-HMAC-SHA256-PAYLOAD/;

/** True for a request to S3: it follows a presigned link, or its headers are signed as AWS clients do. */
export function isS3Request({ path, headers }: SignedRequest): boolean {
  return path.startsWith(OBJECT_PATH_PREFIX) || /^AWS4-/.test(headers["authorization"] ?? "");
}

/** What the request may do, by its head alone. @throws S3Problem for one that is not signed. */
export function s3Access(server: S3Server, request: SignedRequest): S3Access {
  return /^AWS4-/.test(request.headers["authorization"] ?? "")
    ? signedAccess(server, request)
    : presignedAccess(server, request);
}

function presignedAccess({ clock }: S3Server, { method, path, query, headers }: SignedRequest): S3Access {
  // Clients that follow the redirect of a download send what they sent before; S3 does not mind.
  const unsigned =
    method === "PUT" ? UNSIGNED_HEADERS.find((name) => headers[name] !== undefined) : undefined;
  const linkMethod = method === "HEAD" ? "GET" : method;
  const link = checkLink({ method: linkMethod, path, query }, clock.now());
  if (unsigned !== undefined || link === "forged") throw mismatch(unsigned ?? path);
  if (link === "expired") throw new S3Problem(403, "AccessDenied", "Request has expired");
  return { ...pathTarget(path), canWrite: method === "PUT", payloadOf: (body) => body };
}

function signedAccess(server: S3Server, request: SignedRequest): S3Access {
  const { headers, path } = request;
  const authorization = authorizationOf(headers);
  if (authorization === undefined) {
    throw new S3Problem(400, "AuthorizationHeaderMalformed", "The Authorization header cannot be read");
  }
  const credentials = server.credentials.find(headers["x-amz-security-token"] ?? "");
  if (credentials?.accessKeyId !== authorization.accessKeyId) {
    throw new S3Problem(403, "InvalidAccessKeyId", "These credentials are not of POST /storage/credentials");
  }
  if (credentials.expiresMs <= server.clock.now()) {
    throw new S3Problem(400, "ExpiredToken", "The credentials have expired");
  }
  const target = targetOf(request, credentials);
  const signer = new AwsSigner(credentials.secretAccessKey, authorization.scope, headers["x-amz-date"] ?? "");
  const isSigned = hostsOf(server, headers).some((host) =>
    isSame(
      signer.ofRequest({ ...request, headers: { ...headers, host } }, authorization.signedHeaders),
      authorization.signature,
    ),
  );
  if (!isSigned || !authorization.signedHeaders.includes("host")) throw mismatch(path);
  const payloadOf = (body: Buffer): Uint8Array =>
    signedPayload(body, { headers, signer, signature: authorization.signature });
  return { ...target, canWrite: credentials.canWrite, payloadOf };
}

/** A proxy in front may have sent another host on than the one that the client signed. */
function hostsOf({ url }: S3Server, headers: SignedRequest["headers"]): string[] {
  const signed = [headers["host"], headers["x-forwarded-host"], new URL(url).host];
  return signed.filter((host) => host !== undefined);
}

/** The bucket stands in the path or before the host. */
function targetOf(
  { path, headers }: SignedRequest,
  scope: CredentialScope & StorageCredentials,
): { bucket: string; key: string } {
  const target = headers["host"]?.startsWith(`${scope.bucket}.`)
    ? { bucket: scope.bucket, key: decoded(path.slice(1)) }
    : pathTarget(path);
  if (target.bucket === scope.bucket && isBelow(target.key, scope.prefix)) return target;
  throw new S3Problem(403, "AccessDenied", `The credentials are for s3://${scope.bucket}/${scope.prefix}`);
}

/** True for the object of that name, and for all in the folder of that name. */
function isBelow(key: string, prefix: string): boolean {
  const folder = prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
  return key === prefix || key.startsWith(folder);
}

/** `/s3/<bucket>/<key>`, or the same without its first step. */
function pathTarget(path: string): { bucket: string; key: string } {
  const start = path.startsWith(OBJECT_PATH_PREFIX) ? OBJECT_PATH_PREFIX.length : 1;
  const [bucket = "", ...steps] = path.slice(start).split("/").map(decoded);
  return { bucket, key: steps.join("/") };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Problem(400, "InvalidURI", `The path cannot be decoded: ${text}`);
  }
}

interface BodySignature {
  headers: SignedRequest["headers"];
  signer: AwsSigner;
  /** Of the request. */
  signature: string;
}

function signedPayload(body: Buffer, signed: BodySignature): Uint8Array {
  const form = signed.headers[PAYLOAD_HASH_HEADER] ?? "";
  if (form.startsWith("STREAMING-")) return streamedPayload(body, signed, SIGNED_CHUNKS.test(form));
  if (form === UNSIGNED_PAYLOAD || form === sha256(body)) return body;
  throw new S3Problem(400, "XAmzContentSHA256Mismatch", `The body does not fit ${PAYLOAD_HASH_HEADER}`);
}

function streamedPayload(
  body: Buffer,
  { headers, signer, signature }: BodySignature,
  areSigned: boolean,
): Uint8Array {
  const chunks = readAwsChunks(body);
  const payload = Buffer.concat((chunks ?? []).map(({ bytes }) => bytes));
  if (chunks === undefined || String(payload.length) !== headers["x-amz-decoded-content-length"]) {
    throw new S3Problem(400, "IncompleteBody", "The chunks are not of the announced length");
  }
  let previous = signature;
  for (const chunk of areSigned ? chunks : []) {
    previous = signer.ofChunk(previous, chunk.bytes);
    if (!isSame(previous, chunk.signature ?? "")) throw mismatch("chunk");
  }
  return payload;
}

function mismatch(what: string): S3Problem {
  return new S3Problem(403, "SignatureDoesNotMatch", `The signature does not fit the request (${what})`);
}
