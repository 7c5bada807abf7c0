import { type Platform, platformOf } from "./platform-of";

export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [other: string]: unknown;
}

export interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
  readonly [other: string]: unknown;
}

const EXACT = /^\d+\.\d+\.\d+$/;

/**
 * Entries that the lock file needs and lacks: `npm install` leaves out packages for other platforms that the
 * registry in use does not have, and `npm ci` then refuses the lock file, on every platform.
 */
export function missingPlatforms(lock: LockFile): Record<string, LockedPackage> {
  const missing: Record<string, LockedPackage> = {};
  for (const owner of Object.values(lock.packages)) {
    for (const [name, version] of Object.entries(owner.optionalDependencies ?? {})) {
      const place = `node_modules/${name}`;
      if (place in lock.packages || !EXACT.test(version)) continue;
      missing[place] = entry(version, owner, platformOf(name));
    }
  }
  return missing;
}

function entry(version: string, owner: LockedPackage, platform: Platform): LockedPackage {
  return { version, ...(owner.dev ? { dev: true } : {}), optional: true, ...platform };
}
