import { statSync } from "node:fs";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";

/**
 * A file of the machine that runs the program: its path (a relative one starts at the folder of the program), or a
 * `pulumi.asset.FileAsset` or `StringAsset`.
 */
export type LocalFile = string | pulumi.asset.Asset;

/** A `LocalFile`, or several files in one: the path of a folder, or a `pulumi.asset.FileArchive` or `AssetArchive`. */
export type LocalFiles = LocalFile | pulumi.asset.Archive;

/**
 * Whether an argument is a file.
 *
 * @param path where the argument stands
 * @param patterns where files stand: `[]` stands for any index, `*` for any key
 * @returns true if one of the patterns matches
 */
export function isFileInput(path: readonly (string | number)[], patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split(".");
    return parts.length === path.length && parts.every((part, at) => matches(part, path[at]));
  });
}

/**
 * The file or folder at a path. The engine would say less of one that is not there.
 *
 * @param file path of the file
 * @param path where the argument stands, for the message
 * @returns what the engine is sent
 * @throws pulumi.RunError if there is no such file
 */
export function fileAt(
  file: string,
  path: readonly (string | number)[],
): pulumi.asset.FileAsset | pulumi.asset.FileArchive {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found)
    return found.isDirectory() ? new pulumi.asset.FileArchive(file) : new pulumi.asset.FileAsset(file);
  throw new pulumi.RunError(
    `${path.join(".")}: there is no file ${resolve(file)}; a relative path starts at the folder of the program. ` +
      "For text, write new pulumi.asset.StringAsset(text)",
  );
}

function matches(part: string, key: string | number | undefined): boolean {
  return part === "*" || (part === "[]" ? typeof key === "number" : part === key);
}
