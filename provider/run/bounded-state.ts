import type { Properties } from "../values";
import { plainJson } from "../values";

/** The engine's limit for an InitFailure: it travels in HTTP/2 trailers (3 MB passed, 14 MB lost the state). */
export const MAX_INIT_FAILURE_BYTES = 3_500_000;

/** A state small enough for an InitFailure: drops the log tail first, then the application's events, then the attempts. */
export function boundedState(state: object): Properties {
  const bounded = plainJson(state);
  for (const field of ["logTail", "kubeApp", "attempts"]) {
    if (byteLength(bounded) <= MAX_INIT_FAILURE_BYTES) return bounded;
    Reflect.deleteProperty(bounded, field);
  }
  return bounded;
}

function byteLength(value: object): number {
  return Buffer.byteLength(JSON.stringify(value));
}
