import type { Engine } from "../index";
import { type Machine, thisMachine } from "../machine";
import { findLanguageHost } from "./language-host";
import { findVirtualEnvironment } from "./virtual-environment";

/** What programs in Python need besides an engine: folders for PATH, or why they cannot be run here. */
export type Python = { readonly folders: readonly string[] } | { readonly why: string };

/** Only tests run such programs, so that whatever fails here is a reason to leave them out and never a fault. */
export async function findPython(engine: Engine, machine: Machine = thisMachine()): Promise<Python> {
  if (machine.platform === "win32") return { why: "programs in Python are not tried on Windows" };
  try {
    return await findParts(machine, engine);
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

async function findParts(machine: Machine, engine: Engine): Promise<Python> {
  const environment = await findVirtualEnvironment(machine);
  if ("why" in environment) return environment;
  const host = await findLanguageHost(machine, engine);
  if ("why" in host) return host;
  return { folders: [...environment.folders, ...host.folders] };
}
