import { type Redact, redactor } from "../../redact";
import type { Session } from "../../session";
import type { FollowInputs } from "./follow-inputs";

type WithSecrets = Pick<FollowInputs, "__secretPaths">;

/** Hides the values of secret inputs and the credential, wherever a run may repeat them: a job may print what its environment holds. */
export function runRedactor(inputs: readonly WithSecrets[], session: Session): Redact {
  return redactor([...inputs.flatMap(secretValues), ...session.secrets()]);
}

/** The texts that are secret in inputs. */
export function secretValues(inputs: WithSecrets): string[] {
  return (inputs.__secretPaths ?? []).flatMap((path) => leafTexts(path.reduce<unknown>(stepInto, inputs)));
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
