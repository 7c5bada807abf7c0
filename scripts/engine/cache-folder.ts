import path from "node:path";
import type { Machine } from "./machine";

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
