import { redactor, secretValues, stepInto } from "../text/redact";
import type { Properties } from "../values";

/**
 * Outputs that later operations look runs up by or compare with inputs. "[secret]" in their place would find no run,
 * and would look like a change, so they are kept whole.
 */
const KEPT_WHOLE: readonly ValuePath[] = [
  ["runName"],
  ["effective", "region"],
  ["effective", "runtime"],
  ["effective", "version"],
];

/**
 * Where a state repeats secret inputs in outputs that are kept whole: there the engine is told that they are secret.
 *
 * @param secretPaths of its inputs
 */
export function secretOutputs(state: Properties, secretPaths: readonly ValuePath[]): ValuePath[] {
  if (secretPaths.length === 0) return [];
  const paths = secretPaths.map((path) => [...path]);
  const redact = redactor(secretValues({ ...state, __secretPaths: paths }));
  return [[], ...runsOfBatch(state)]
    .flatMap((at) => KEPT_WHOLE.map((path) => [...at, ...path]))
    .filter((path) => {
      const value = path.reduce<unknown>(stepInto, state);
      return typeof value === "string" && redact(value) !== value;
    });
}

function runsOfBatch({ results }: Properties): ValuePath[] {
  return typeof results === "object" && results !== null
    ? Object.keys(results).map((key) => ["results", key])
    : [];
}

/** Path of a value: property names and indexes. */
export type ValuePath = readonly (string | number)[];
