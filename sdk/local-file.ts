import type * as pulumi from "@pulumi/pulumi";

/**
 * A file of the machine that runs the program: its path (a relative one starts at the folder of the program), or a
 * `pulumi.asset.FileAsset` or `StringAsset`.
 */
export type LocalFile = string | pulumi.asset.Asset;

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

function matches(part: string, key: string | number | undefined): boolean {
  return part === "*" || (part === "[]" ? typeof key === "number" : part === key);
}
