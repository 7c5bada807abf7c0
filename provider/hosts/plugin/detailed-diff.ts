import type { DiffResult, Properties } from "../../lifecycle";

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
  return result.changed.map((path) => {
    const steps = stepsOf(path);
    const before = valueAt(state, steps);
    const after = valueAt(inputs, steps);
    const [top = ""] = steps;
    return {
      path,
      kind: before === undefined ? "add" : after === undefined && top in inputs ? "delete" : "update",
      replaces: result.changes === "replace" && result.replaces.includes(top),
      isInput: top !== "status",
    };
  });
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
