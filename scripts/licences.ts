import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** What a package must have, and what its licence may ask to be passed on with it. */
const LICENCE = /^licen[cs]e|^copying/i;
const NOTICE = /^notice/i;

/**
 * The licences of all packages from which a bundle has a file.
 *
 * @param root the folder that the paths begin in
 * @param files the inputs of the bundle, as esbuild's metafile names them
 * @throws if one of them has no licence to go with it
 */
export function licencesOf(root: string, files: readonly string[]): string {
  const folders = files.flatMap((file) => folderOf(file) ?? []);
  const byName = new Map(folders.map((folder) => [packageName(folder), path.resolve(root, folder)]));
  const texts = [...byName]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, folder]) => licenceIn(folder, name));
  return joinLicences(texts);
}

export function joinLicences(texts: readonly string[]): string {
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

/**
 * The places in `node_modules` of these packages, as the lock file names them. Sorted.
 *
 * @param files as for `licencesOf`; `node_modules` may be a link to a folder elsewhere
 */
export function packagesOf(files: readonly string[]): string[] {
  const places = files.flatMap((file) => folderOf(file)?.replace(/^.*?(?=node_modules\/)/, "") ?? []);
  return [...new Set(places)].sort();
}

function folderOf(file: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

function packageName(folder: string): string {
  return folder.replace(/^.*node_modules\//, "");
}

function licenceIn(folder: string, name: string): string {
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  const licence = files.find((file) => LICENCE.test(file));
  if (licence === undefined) throw new Error(`${name} is part of a bundle, and has no licence to go with it`);
  const notices = files.filter((file) => NOTICE.test(file));
  const texts = [licence, ...notices].map((file) => readFileSync(path.join(folder, file), "utf8"));
  return `${name}\n\n${texts.join("\n")}`;
}
