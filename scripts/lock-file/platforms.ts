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

/** Where a package of compiled code runs, in the words of package.json. */
export interface Platform {
  readonly os?: string[];
  readonly cpu?: string[];
  readonly libc?: string[];
}

const SYSTEMS = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const PROCESSORS = ["arm", "arm64", "ia32", "loong64", "ppc64", "riscv64", "s390x", "x64"];

/**
 * Read from a name such as `@swc/core-linux-x64-musl`. All packages of this kind are named so; without it npm
 * would install every one of them everywhere.
 */
export function platformOf(name: string): Platform {
  const words = name.split(/[-/]/);
  const os = words.filter((word) => SYSTEMS.includes(word));
  const cpu = words.filter((word) => PROCESSORS.includes(word));
  if (os.length === 0 || cpu.length === 0) return {};
  const libc = os.includes("linux") ? libcOf(name) : undefined;
  return { os, cpu, ...(libc && { libc: [libc] }) };
}

function libcOf(name: string): string | undefined {
  if (/-musl(eabihf)?$/.test(name)) return "musl";
  return /-gnu(eabihf)?$/.test(name) ? "glibc" : undefined;
}
