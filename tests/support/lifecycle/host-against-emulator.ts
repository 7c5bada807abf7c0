import type { Emulator } from "../../../emulator/index";
import { DynamicHost } from "../../../provider/hosts/dynamic/dynamic-host";
import type { ResourceName } from "../../../provider/resources/registry";
import { STACK_STATE } from "../context/lifecycle-context";
import { type RunningContext, runningContext } from "../context/running-context";

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
    engineLog: () => Promise.resolve(),
    clock,
    random,
    live: false,
    stackStateOf: () => STACK_STATE,
  };
  return { of: (noun) => new DynamicHost(noun, parts), close };
}
