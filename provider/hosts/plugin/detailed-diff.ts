import { SECRET_PATHS } from "../../../wire/internal-properties";
import type { DiffResult } from "../../resource";
import type { Properties } from "../../values";
import { pathText } from "../../values";
import type { ValuePath } from "../secret-outputs";

/** How one property changes. */
export interface PropertyChange {
  /** In the engine's form, for example `triggers.commit` or `runPython.args[2]`. */
  path: string;
  kind: "add" | "delete" | "update";
  /** It is one of those that ask for the new run. */
  replaces: boolean;
  /** It is compared with an input; otherwise with what was observed. */
  isInput: boolean;
}

/** What the rules compare beside inputs. */
const OBSERVED: ReadonlySet<string> = new Set(["status", "results", "access"]);

/** What the engine shows of a diff, property by property. */
export function detailedDiff(result: DiffResult, state: Properties, inputs: Properties): PropertyChange[] {
  const isSecretPath = (path: string): boolean => stepsOf(path)[0] === SECRET_PATHS;
  const changes = result.changed
    .filter((path) => !isSecretPath(path))
    .map((path) => valueChange(path, result, state, inputs));
  if (!result.changed.some(isSecretPath)) return changes;
  const shown = new Set(changes.map(({ path }) => path));
  return [...changes, ...markChanges(state, inputs).filter(({ path }) => !shown.has(path))];
}

function valueChange(
  path: string,
  { changes, replaces }: DiffResult,
  state: Properties,
  inputs: Properties,
): PropertyChange {
  const steps = stepsOf(path);
  const before = valueAt(state, steps);
  const after = valueAt(inputs, steps);
  const [top = ""] = steps;
  const isInput = !OBSERVED.has(top);
  return {
    path,
    kind: before === undefined ? "add" : isInput && after === undefined ? "delete" : "update",
    replaces: changes === "replace" && replaces.includes(top),
    isInput,
  };
}

/**
 * Values that became secret, or are no more. As if they came or went: of a change the engine would print the side that
 * is in clear as well.
 */
function markChanges(state: Properties, inputs: Properties): PropertyChange[] {
  const [before, after] = [secretPathsIn(state), secretPathsIn(inputs)];
  const marks = [...new Set([...before, ...after])].filter((path) => before.has(path) !== after.has(path));
  return marks.map((path) => ({
    path,
    kind: after.has(path) ? "add" : "delete",
    replaces: false,
    isInput: true,
  }));
}

function secretPathsIn(values: Properties): ReadonlySet<string> {
  const paths = (values[SECRET_PATHS] ?? []) as ValuePath[];
  return new Set(paths.map(pathText));
}

/** `runPython.args[2]["x.y"]` as its keys. */
function stepsOf(path: string): string[] {
  const found = path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g);
  return [...found].map(([, quoted, index, name]) =>
    quoted === undefined ? (index ?? name ?? "") : (JSON.parse(`"${quoted}"`) as string),
  );
}

function valueAt(root: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>(
    (value, step) => (typeof value === "object" && value !== null ? (value as Properties)[step] : undefined),
    root,
  );
}
