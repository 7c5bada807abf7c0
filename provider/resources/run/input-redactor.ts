import { type Redact, redactor } from "../../redact";
import type { FollowInputs } from "./follow-inputs";

/** Hides the values of the secret inputs, wherever a run may repeat them. */
export function inputRedactor(inputs: Pick<FollowInputs, "__secretPaths">): Redact {
  const values = (inputs.__secretPaths ?? []).flatMap((path) =>
    leafTexts(path.reduce<unknown>(stepInto, inputs)),
  );
  return redactor(values);
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
