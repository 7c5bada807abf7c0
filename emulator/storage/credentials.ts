import { createHmac, timingSafeEqual } from "node:crypto";

/** What temporary credentials allow. */
export interface CredentialScope {
  bucket: string;
  /** Of the key; everything that begins with it is allowed. */
  prefix: string;
  canWrite: boolean;
  /** Emulator time in milliseconds since the epoch. */
  expiresMs: number;
}

/** What signs a request to S3. */
export interface StorageCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

const WRITE = "rw";

/**
 * Issues temporary credentials and knows them again. The token itself says what it allows, so that nothing is kept;
 * the key makes one that somebody changed, or that another emulator issued, unknown.
 */
export class CredentialIssuer {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  issue(scope: CredentialScope): StorageCredentials {
    return this.#credentials(Buffer.from(scopeText(scope)).toString("base64url"));
  }

  /** The credentials with this token and what they allow, or undefined where the token is none of this issuer's. */
  find(sessionToken: string): (StorageCredentials & CredentialScope) | undefined {
    const [encoded = ""] = sessionToken.split(".", 1);
    const credentials = this.#credentials(encoded);
    if (!isSame(credentials.sessionToken, sessionToken)) return undefined;
    return { ...credentials, ...readScope(Buffer.from(encoded, "base64url").toString()) };
  }

  #credentials(encoded: string): StorageCredentials {
    return {
      accessKeyId: `ASIA${this.#sign(`id ${encoded}`).toString("hex").slice(0, 16).toUpperCase()}`,
      secretAccessKey: this.#sign(`secret ${encoded}`).toString("base64url"),
      sessionToken: `${encoded}.${this.#sign(`token ${encoded}`).toString("base64url")}`,
    };
  }

  #sign(text: string): Buffer {
    return createHmac("sha256", this.#key).update(text).digest();
  }
}

/** True when both texts are the same; takes as long wherever they differ. */
export function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A bucket holds no slash, so the last part may hold anything. */
function scopeText({ bucket, prefix, canWrite, expiresMs }: CredentialScope): string {
  return `${expiresMs}/${canWrite ? WRITE : "r"}/${bucket}/${prefix}`;
}

/** What {@link scopeText} wrote: the text was signed. */
function readScope(text: string): CredentialScope {
  const [expires, mode, bucket = "", ...prefix] = text.split("/");
  return { bucket, prefix: prefix.join("/"), canWrite: mode === WRITE, expiresMs: Number(expires) };
}
