import type { LockedPackage, LockFile } from "../lock-file/platforms";

/**
 * The places in `node_modules` of all packages that npm installs with ours, peers aside: those a project has anyway,
 * in a version of its own. Sorted.
 */
export function runtimePackages(lock: LockFile): string[] {
  const found = new Set<string>();
  const visit = (place: string): void => {
    for (const next of dependenciesOf(lock, place)) {
      if (found.has(next)) continue;
      found.add(next);
      visit(next);
    }
  };
  visit("");
  return [...found].sort();
}

/** The places of what the package at this place depends on. @throws if the lock file lacks one */
export function dependenciesOf(lock: LockFile, place: string): string[] {
  const names = Object.keys(packageAt(lock, place)["dependencies"] ?? {});
  return names.map((name) => {
    const found = placesOf(name, place).find((candidate) => candidate in lock.packages);
    if (found === undefined) throw new Error(`package-lock.json lacks ${name}, which ${place} needs`);
    return found;
  });
}

export function packageAt(lock: LockFile, place: string): LockedPackage {
  const found = lock.packages[place];
  if (found === undefined) throw new Error(`package-lock.json has nothing at ${place}`);
  return found;
}

/** Where Node looks for a package, nearest first. */
function placesOf(name: string, from: string): string[] {
  const folders = from.split("/node_modules/");
  const nested = folders.map((_, index) => folders.slice(0, folders.length - index).join("/node_modules/"));
  return [...nested.filter((folder) => folder !== ""), ""].map((folder) =>
    folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`,
  );
}
