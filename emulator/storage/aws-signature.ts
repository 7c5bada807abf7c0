import { createHash, createHmac } from "node:crypto";

/** A request whose headers are signed with AWS Signature Version 4. */
export interface SignedRequest {
  method: string;
  /** As sent, still encoded. */
  path: string;
  query: URLSearchParams;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
}

/** What the Authorization header says. */
export interface Authorization {
  accessKeyId: string;
  /** `<date>/<region>/<service>/aws4_request`. */
  scope: string;
  signedHeaders: readonly string[];
  signature: string;
}

const ALGORITHM = "AWS4-HMAC-SHA256";
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 +Credential=([^/,]+)\/([^/,]+\/[^/,]+\/[^/,]+\/aws4_request), *SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})$/;

/** Header that holds the hash of the body, or says how the body is signed instead. */
export const PAYLOAD_HASH_HEADER = "x-amz-content-sha256";

/** What the header of a signed request says, or undefined where it has no such header. */
export function authorizationOf(headers: SignedRequest["headers"]): Authorization | undefined {
  const [, accessKeyId, scope, signedHeaders, signature] =
    AUTHORIZATION.exec(headers["authorization"] ?? "") ?? [];
  if (accessKeyId === undefined || scope === undefined || signature === undefined) return undefined;
  return { accessKeyId, scope, signature, signedHeaders: (signedHeaders ?? "").split(";") };
}

/** Signs as the holder of one secret does on one day, in one region. */
export class AwsSigner {
  readonly #key: Buffer;
  readonly #scope: string;
  readonly #time: string;

  /** @param scope of the {@link Authorization} @param time of the header `x-amz-date` */
  constructor(secretAccessKey: string, scope: string, time: string) {
    const parts = scope.split("/");
    this.#key = parts.reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${secretAccessKey}`));
    this.#scope = scope;
    this.#time = time;
  }

  /** The signature of a request. */
  ofRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
    return this.#sign(ALGORITHM, [sha256(canonicalRequest(request, signedHeaders))]);
  }

  /** The signature of a part of the body, which goes on from the signature before it. */
  ofChunk(previous: string, bytes: Uint8Array): string {
    return this.#sign(`${ALGORITHM}-PAYLOAD`, [previous, sha256(""), sha256(bytes)]);
  }

  #sign(algorithm: string, parts: readonly string[]): string {
    return hmac(this.#key, [algorithm, this.#time, this.#scope, ...parts].join("\n")).toString("hex");
  }
}

/** In hexadecimal digits. */
export function sha256(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function canonicalRequest(
  { method, path, query, headers }: SignedRequest,
  signedHeaders: readonly string[],
): string {
  const signed = signedHeaders.map((name) => `${name}:${(headers[name] ?? "").trim().replace(/ +/g, " ")}\n`);
  return [
    method,
    path.split("/").map(canonicalText).join("/"),
    canonicalQuery(query),
    signed.join(""),
    signedHeaders.join(";"),
    headers[PAYLOAD_HASH_HEADER] ?? "",
  ].join("\n");
}

/** Sorted by name and then by value, hence a separator that sorts before all that a name may hold. */
function canonicalQuery(query: URLSearchParams): string {
  const pairs = [...query].map(([name, value]) => `${encode(name)}\0${encode(value)}`);
  return pairs.sort().join("&").replaceAll("\0", "=");
}

/** Clients differ in what they encode; the signature is over one form. */
function canonicalText(encoded: string): string {
  return encode(decodeURIComponent(encoded));
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
