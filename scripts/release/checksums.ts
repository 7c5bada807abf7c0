import { createHash } from "node:crypto";

/** The name that everybody looks for. */
export const CHECKSUMS = "SHA256SUMS";

/** What `sha256sum --check` reads. */
export function checksums(files: readonly (readonly [name: string, content: Buffer])[]): string {
  const lines = files.map(
    ([name, content]) => `${createHash("sha256").update(content).digest("hex")}  ${name}\n`,
  );
  return lines.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)).join("");
}

function nameOf(line: string): string {
  return line.slice(line.indexOf("  "));
}
