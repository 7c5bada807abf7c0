import { createHash } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Properties } from "../../../provider/values";
import { ARCHIVE_SIGNATURE, ASSET_SIGNATURE, SIGNATURE_KEY } from "../../../wire/pulumi-values";

/** Files of a folder of this machine, as the engine hands them over. */
export class LocalFiles {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), "local-files-"));

  /** Writes a file. */
  write(name: string, content: string): string {
    const at = path.join(this.folder, name);
    mkdirSync(path.dirname(at), { recursive: true });
    writeFileSync(at, content);
    return at;
  }

  /** A file with this content. */
  file(name: string, content: string): Properties {
    return { [SIGNATURE_KEY]: ASSET_SIGNATURE, path: this.write(name, content), hash: sha256(content) };
  }

  /** A file that takes no room, however long it is. */
  sparse(name: string, sizeBytes: number): Properties {
    const at = this.write(name, "");
    truncateSync(at, sizeBytes);
    return { [SIGNATURE_KEY]: ASSET_SIGNATURE, path: at, hash: sha256("") };
  }

  /** A folder, or an archive file, below this one. The engine hashes names and contents. */
  archive(name: string): Properties {
    const at = path.join(this.folder, name);
    const isFolder = statSync(at, { throwIfNoEntry: false })?.isDirectory() === true;
    const names = isFolder ? readdirSync(at, { recursive: true, encoding: "utf8" }).sort() : [];
    const files = names.filter((inner) =>
      statSync(path.join(at, inner), { throwIfNoEntry: false })?.isFile(),
    );
    const hash = sha256(files.map((inner) => inner + contentOf(path.join(at, inner))).join("\n"));
    return { [SIGNATURE_KEY]: ARCHIVE_SIGNATURE, path: at, hash };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function contentOf(file: string): string {
  const { size } = statSync(file);
  return size > 1_000_000 ? String(size) : readFileSync(file, "utf8");
}

/** Text that is to be a file. */
export function text(content: string): Properties {
  return { [SIGNATURE_KEY]: ASSET_SIGNATURE, text: content, hash: sha256(content) };
}

/** Assets and archives by their names in an archive. */
export function assets(byName: Properties): Properties {
  return { [SIGNATURE_KEY]: ARCHIVE_SIGNATURE, assets: byName, hash: sha256(JSON.stringify(byName)) };
}

export function sha256(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}
