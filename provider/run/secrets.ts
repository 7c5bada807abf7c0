import type { Session } from "../account/session";
import { type Redact, redactor } from "../text/redact";
import type { FollowInputs } from "./fields";

type WithSecrets = Pick<FollowInputs, "__secretPaths">;

/** Redacts the values of secret inputs and the credential: a run may repeat them, and a job may print its environment. */
export function runRedactor(inputs: readonly WithSecrets[], session: Session): Redact {
  return redactor([...inputs.flatMap(secretValues), ...session.secrets()]);
}

/** Inputs that are ids of runs. Outputs, requests and the engine's own id repeat them, even if they are marked as secret. */
const IDS: ReadonlySet<unknown> = new Set(["runId", "takeOverRunId"]);

/** The secret texts of inputs, without the ids of runs. */
export function secretValues(inputs: WithSecrets): string[] {
  return (inputs.__secretPaths ?? [])
    .filter(([top]) => !IDS.has(top))
    .flatMap((path) => leafTexts(path.reduce<unknown>(stepInto, inputs)));
}

function stepInto(value: unknown, key: string | number): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<string | number, unknown>)[key]
    : undefined;
}

function leafTexts(value: unknown): string[] {
  if (typeof value === "string" || typeof value === "number") return [String(value)];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leafTexts) : [];
}
