import { randomBytes } from "node:crypto";
import path from "node:path";
import type { Machine } from "./machine";
import { ENGINE_VERSION, missingParts } from "./parts";

/** Longer than any build takes: a folder that old was left behind by an install that was ended. */
const ABANDONED_MS = 24 * 3_600_000;

/** A folder in the cache that is either whole or not there. */
export interface Installation {
  readonly folder: string;
  /** What `folder` lacks to be whole; none means that it can be used. */
  missing(folder: string): Promise<readonly string[]>;
}

/** Whether it can be used as it is. */
export async function isWhole(installation: Installation): Promise<boolean> {
  return (await installation.missing(installation.folder)).length === 0;
}

/**
 * Fills a folder of its own with `fill` and moves it to its place at once. So an install that is ended half-way
 * is never taken for a whole one, and two installs at the same time cannot mix: the second finds the first's.
 * `fill` answers with a reason when it could not; the outcome is that reason, or nothing.
 */
export async function installAtomically(
  machine: Machine,
  installation: Installation,
  fill: (folder: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  const cache = path.dirname(installation.folder);
  await removeAbandoned(machine, cache);
  const folder = path.join(cache, `.installing-${randomBytes(6).toString("hex")}`);
  await machine.files.makeFolder(folder);
  try {
    const why = (await fill(folder)) ?? (await whatIsMissing(installation, folder));
    if (why === undefined) await moveToPlace(machine, installation, folder);
    return why;
  } finally {
    await machine.files.remove(folder);
  }
}

async function moveToPlace(machine: Machine, installation: Installation, folder: string): Promise<void> {
  if (await tryMove(machine, installation, folder)) return;
  // Something incomplete is in the way, left by a person or a disk clean-up. Moved aside and not removed first:
  // removing is slow, and another install may be at this very point.
  const place = installation.folder;
  const aside = `${folder}-aside`;
  await machine.files.rename(place, aside).catch(() => undefined);
  const moved = await tryMove(machine, installation, folder);
  await machine.files.remove(aside);
  if (!moved) throw new Error(`${place} is in the way and cannot be replaced: remove it`);
}

/** True when a whole one is in its place afterwards, ours or that of another install at the same time. */
async function tryMove(machine: Machine, installation: Installation, folder: string): Promise<boolean> {
  await machine.files.rename(folder, installation.folder).catch(() => undefined);
  return isWhole(installation);
}

async function whatIsMissing(installation: Installation, folder: string): Promise<string | undefined> {
  const missing = await installation.missing(folder);
  return missing.length === 0 ? undefined : `it came without ${missing.join(", ")}`;
}

async function removeAbandoned(machine: Machine, cache: string): Promise<void> {
  const unfinished = (await machine.files.list(cache)).filter((name) => name.startsWith(".installing-"));
  for (const name of unfinished) {
    const folder = path.join(cache, name);
    const ageMs = await machine.files.ageMs(folder).catch(() => 0);
    if (ageMs > ABANDONED_MS) await machine.files.remove(folder);
  }
}

type Place = Pick<Machine, "env" | "platform" | "arch" | "home">;

/** Where installed things of one kind are kept for all checkouts, one folder for each version. */
export function cacheFolder(place: Place, kind: "engine" | "language-python" | "python"): string {
  return path.join(userCacheFolder(place), "pulumi-wherobots", kind);
}

function userCacheFolder({ env, platform, home }: Place): string {
  const chosen = env["XDG_CACHE_HOME"];
  if (chosen !== undefined && path.isAbsolute(chosen)) return chosen;
  if (platform === "darwin") return path.join(home, "Library", "Caches");
  if (platform === "win32") return env["LOCALAPPDATA"] ?? path.join(home, "AppData", "Local");
  return path.join(home, ".cache");
}

/** An engine that can be run. `source` says in words where it is from. */
export interface Engine {
  readonly binFolder: string;
  readonly version: string;
  readonly source: string;
}

/** What one place to look in has to say: an engine, or why there is none and, if known, the way to get one. */
export type Found = { readonly engine: Engine } | { readonly why: string; readonly remedy?: string };

/** The engine in the cache, of the version and platform that this checkout needs. */
export function installedEngine(machine: Machine): Installation {
  const version = `${ENGINE_VERSION}-${machine.platform}-${machine.arch}`;
  return {
    folder: path.join(cacheFolder(machine, "engine"), version),
    missing: (folder) => missingParts(machine, folder),
  };
}
