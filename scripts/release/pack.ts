import { chmodSync, statSync } from "node:fs";
import path from "node:path";
import { npm } from "./run-npm";

/** As `npm publish` would pack it, the same bytes for the same files. `dist/` must have been built. */
export function packPackage(repository: string, folder: string): string {
  // A build would only be repeated.
  const pack = ["pack", "--json", "--ignore-scripts"] as const;
  const { files } = packedIn(npm(repository, ...pack, "--dry-run"));
  // npm sets the times and owners in its tarball, but takes the modes that the umask of a clone left.
  for (const name of files) {
    const file = path.join(repository, name);
    chmodSync(file, (statSync(file).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
  const { filename } = packedIn(npm(repository, ...pack, "--pack-destination", folder));
  return path.join(folder, filename);
}

interface Packed {
  readonly filename: string;
  readonly files: readonly string[];
}

/** What `npm pack --json` says. npm answers with a list, newer ones with an object by package name. */
export function packedIn(json: string): Packed {
  const answer: unknown = JSON.parse(json);
  const [packed] = Object.values(answer ?? {}) as { filename: string; files: { path: string }[] }[];
  if (packed === undefined) throw new Error(`npm pack answered ${json}`);
  return { filename: packed.filename, files: packed.files.map((file) => file.path) };
}
