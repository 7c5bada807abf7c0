import type { Properties } from "./lifecycle";

/** The engine's limit for an InitFailure: it travels in HTTP/2 trailers (3 MB passed, 14 MB lost the state). */
export const MAX_INIT_FAILURE_BYTES = 3_500_000;

/**
 * A copy that every host can hand over: plain JSON values without undefined, functions, holes or numbers that
 * JSON cannot carry. Anything else would be refused after the run was started, and its id be lost.
 */
export function plainJson(value: object): Properties {
  return (toPlain(value) ?? {}) as Properties;
}

/** The same, small enough for an InitFailure: the log tail goes first, then the application's events and the attempts. */
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

function toPlain(value: unknown): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : undefined;
    case "bigint":
      return value.toString();
    case "object":
      return value === null ? undefined : objectToPlain(value);
    default:
      return undefined;
  }
}

function objectToPlain(value: object): unknown {
  if (Array.isArray(value)) return Array.from(value, (item: unknown) => toPlain(item) ?? null);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  const entries = Object.entries(value).map(([key, item]) => [key, toPlain(item)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}
