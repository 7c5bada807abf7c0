import { readFileSync } from "node:fs";
import path from "node:path";

const FOLDER = path.resolve(__dirname, "../../certificates");

/** The certificates of tests/certificates, by the names of their files. */
export type CertificateName = "trusted" | "other-host" | "expired" | "not-yet-valid" | "self-signed";

/** The file of the CA that signed them, for NODE_EXTRA_CA_CERTS. */
export const CA_FILE = path.join(FOLDER, "ca.pem");

/** What a TLS server needs. */
export function certificate(name: CertificateName): { key: string; cert: string } {
  return { key: read("TEST-ONLY.key.pem"), cert: read(`${name}.pem`) };
}

/** The CA's certificate. */
export function testCa(): string {
  return read("ca.pem");
}

function read(file: string): string {
  return readFileSync(path.join(FOLDER, file), "utf8");
}
