import type { Emulator } from "../../emulator";
import { DynamicHost } from "../../provider/hosts/dynamic/dynamic-host";
import type { ResourceName } from "../../provider/resources/registry";
import { type RunningContext, runningContext } from "../unit/running-context";

/** A host as states find it, in a process that has done nothing yet, on the emulator's clock. */
export interface EmulatorHost {
  of: (noun: ResourceName) => DynamicHost;
  close: RunningContext["close"];
}

/** @param emulator one with a manual clock that nobody else moves */
export function hostAgainstEmulator(emulator: Emulator): EmulatorHost {
  const { session, clock, random, close } = runningContext(emulator);
  const parts = {
    openSession: () => session,
    engineLog: () => undefined,
    clock,
    random,
    live: false,
    backend: "",
  };
  return { of: (noun) => new DynamicHost(noun, parts), close };
}
