import type { Position } from "./definition";

/* What a file says, with the place of each part. It knows nothing of jobs. */

export type Tree = Scalar | List | Mapping;

/** A text, a number, a boolean, or nothing. */
export interface Scalar extends Position {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  /** A number as it is written, where that differs from how JavaScript writes it: 2.10 is a version. */
  readonly written: string;
}

export interface List extends Position {
  readonly kind: "list";
  readonly items: readonly Tree[];
}

export interface Mapping extends Position {
  readonly kind: "mapping";
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface Entry {
  /** Where the key stands. */
  readonly key: Position;
  readonly value: Tree;
}

export function isNothing(tree: Tree | undefined): boolean {
  return tree === undefined || (tree.kind === "scalar" && tree.value === null);
}

/** Where a value stands; that of its key if it has one, or of the last part of the path that is there. */
export function placeOf(tree: Tree, path: readonly (string | number)[]): Position {
  const [step, ...rest] = path;
  if (tree.kind === "mapping") {
    const entry = tree.entries.get(String(step));
    if (!entry) return tree;
    return rest.length === 0 || entry.value.kind === "scalar" ? entry.key : placeIn(entry, rest);
  }
  const item = tree.kind === "list" && typeof step === "number" ? tree.items[step] : undefined;
  return item ? placeOf(item, rest) : tree;
}

/** The key says more than the beginning of what is below it. */
function placeIn({ key, value }: Entry, path: readonly (string | number)[]): Position {
  const place = placeOf(value, path);
  return place === value ? key : place;
}

/** Mappings are merged, own values before others; anything else is replaced. What is empty says nothing. */
export function merged(base: Tree | undefined, own: Tree | undefined): Tree | undefined {
  if (base === undefined || own === undefined || isNothing(own)) return base ?? own;
  if (base.kind !== "mapping" || own.kind !== "mapping") return own;
  const entries = new Map(base.entries);
  for (const [name, { key, value }] of own.entries) {
    const below = merged(base.entries.get(name)?.value, value);
    if (below) entries.set(name, { key, value: below });
  }
  return { ...own, entries };
}

/** A mapping without some of its entries. */
export function without(mapping: Mapping, names: readonly string[]): Mapping {
  return { ...mapping, entries: new Map([...mapping.entries].filter(([name]) => !names.includes(name))) };
}

/** What a value is, in words. */
export function kindText(tree: Tree): string {
  if (tree.kind === "list") return "a list";
  if (tree.kind === "mapping") return "a mapping";
  if (tree.value === null) return "nothing";
  return typeof tree.value === "string" ? "text" : `a ${typeof tree.value}`;
}
