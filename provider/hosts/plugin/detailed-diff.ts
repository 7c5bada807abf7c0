import { pathText } from "../../check-inputs";
import type { DiffResult, Properties } from "../../lifecycle";
import type { ValuePath } from "./property-values";
import { SECRET_PATHS } from "./records";

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

/** What the engine shows of a diff, property by property. */
export function detailedDiff(result: DiffResult, state: Properties, inputs: Properties): PropertyChange[] {
  const paths = result.changed.flatMap((path) =>
    path.startsWith(SECRET_PATHS) ? otherwiseSecret(state, inputs) : [path],
  );
  return [...new Set(paths)].map((path) => {
    const steps = stepsOf(path);
    const [top = ""] = steps;
    // What was observed is compared with nothing that is wished.
    const isInput = top !== "status";
    const isNew = valueAt(state, steps) === undefined;
    const isGone = isInput && valueAt(inputs, steps) === undefined;
    return {
      path,
      kind: isNew ? "add" : isGone ? "delete" : "update",
      replaces: result.changes === "replace" && result.replaces.includes(top),
      isInput,
    };
  });
}

/** Inputs that are secret now and were not, or the other way round; which they are is no property of its own here. */
function otherwiseSecret(state: Properties, inputs: Properties): string[] {
  const [before, after] = [state, inputs].map(
    (values) => new Set(((values[SECRET_PATHS] ?? []) as ValuePath[]).map(pathText)),
  ) as [Set<string>, Set<string>];
  return [
    ...[...before].filter((path) => !after.has(path)),
    ...[...after].filter((path) => !before.has(path)),
  ];
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
