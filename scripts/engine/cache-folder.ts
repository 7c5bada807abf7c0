import path from "node:path";
import type { Machine } from "./machine";
import { ENGINE_VERSION } from "./parts";

type Place = Pick<Machine, "env" | "platform" | "arch" | "home">;

/** Where installed engines are kept, one folder for each version and platform. */
export function engineCacheFolder(place: Place): string {
  return path.join(userCacheFolder(place), "pulumi-wherobots", "engine");
}

export function installedFolder(place: Place): string {
  return path.join(engineCacheFolder(place), `${ENGINE_VERSION}-${place.platform}-${place.arch}`);
}

function userCacheFolder({ env, platform, home }: Place): string {
  const chosen = env["XDG_CACHE_HOME"];
  if (chosen !== undefined && path.isAbsolute(chosen)) return chosen;
  if (platform === "darwin") return path.join(home, "Library", "Caches");
  if (platform === "win32") return env["LOCALAPPDATA"] ?? path.join(home, "AppData", "Local");
  return path.join(home, ".cache");
}
