import { nearest } from "../text/did-you-mean";
import { formatCount, formatList } from "../text/format";
import type { Problems } from "./problems";
import { kindText, type Mapping, type Scalar, type Tree } from "./tree";

/** The values of one combination, by the name of their axis. */
export type Values = ReadonlyMap<string, Scalar>;

/** What a batch may have. */
const MAX_COMBINATIONS = 10_000;
const RESERVED: readonly string[] = ["include", "exclude"];

/**
 * All combinations of a matrix, by the rules of GitHub Actions: `exclude` takes away those that have its values; an entry
 * of `include` adds its values to those that have none other in the same place, and is one more where there are none.
 */
export function combinationsOf(matrix: Tree, problems: Problems): Values[] {
  if (matrix.kind !== "mapping") {
    problems.add(
      matrix,
      `matrix takes lists by names, for example country: [de, fr], and this is ${kindText(matrix)}`,
    );
    return [];
  }
  const before = problems.count;
  const axes = axesOf(matrix, problems);
  const size = axes.reduce((product, [, values]) => product * values.length, 1);
  if (size > MAX_COMBINATIONS) {
    problems.add(
      matrix,
      `the matrix has ${formatCount(size)} combinations, and at most ${formatCount(MAX_COMBINATIONS)} are possible`,
    );
    return [];
  }
  const all = axes.length === 0 ? [] : product(axes);
  const kept = all.filter((values) => !excludes(matrix, axes, problems).some((some) => agrees(values, some)));
  const found = withIncluded(kept, entriesAt(matrix, "include", problems), axes);
  if (found.length === 0 && problems.count === before)
    problems.add(matrix, "the matrix has no combination: give it a list by a name, or include");
  return found;
}

type Axis = readonly [name: string, values: readonly Scalar[]];

function axesOf(matrix: Mapping, problems: Problems): Axis[] {
  return [...matrix.entries].flatMap(([name, { key, value }]): Axis[] => {
    if (RESERVED.includes(name)) return [];
    if (!/^[A-Za-z_][\w-]*$/.test(name))
      problems.add(key, `matrix.${name}: a name has letters, digits, _ and - only`);
    if (value.kind === "list" && value.items.length > 0)
      return [
        [
          name,
          distinct(
            value.items.filter((item) => isValue(item, problems)),
            name,
            problems,
          ),
        ],
      ];
    problems.add(
      key,
      `matrix.${name} takes a list of values, and this is ${value.kind === "list" ? "empty" : kindText(value)}`,
    );
    return [];
  });
}

function isValue(item: Tree, problems: Problems): item is Scalar {
  if (item.kind !== "scalar" || item.value === null)
    problems.add(item, `a value of a matrix is text, a number, true or false, and this is ${kindText(item)}`);
  else if (item.written.includes("${"))
    problems.add(item, "a value of a matrix cannot be a reference: it decides which jobs there are");
  else return true;
  return false;
}

function distinct(values: readonly Scalar[], name: string, problems: Problems): Scalar[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    if (seen.has(value.written)) problems.add(value, `matrix.${name} has this value twice`);
    return !seen.has(value.written) && seen.add(value.written);
  });
}

function product(axes: readonly Axis[]): Values[] {
  return axes.reduce<Map<string, Scalar>[]>(
    (all, [name, values]) => all.flatMap((one) => values.map((value) => new Map([...one, [name, value]]))),
    [new Map<string, Scalar>()],
  );
}

function excludes(matrix: Mapping, axes: readonly Axis[], problems: Problems): Values[] {
  const names = axes.map(([name]) => name);
  const entries = entriesAt(matrix, "exclude", problems);
  for (const entry of entries)
    for (const [name, value] of entry) {
      const values = axes.find(([axis]) => axis === name)?.[1];
      if (!values) problems.add(value, `exclude: the matrix has no ${name}${meantText(name, names)}`);
      else if (!values.some((one) => one.written === value.written))
        problems.add(
          value,
          `exclude: no combination has this value: matrix.${name} is ${formatList(values.map(({ written }) => written))}`,
        );
    }
  return entries;
}

function meantText(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined ? "" : `: did you mean \`${meant}\`?`;
}

function entriesAt(matrix: Mapping, name: string, problems: Problems): Values[] {
  const list = matrix.entries.get(name)?.value;
  if (!list) return [];
  if (list.kind !== "list") {
    problems.add(list, `${name} takes a list of mappings, for example [{ country: de, size: 1 }]`);
    return [];
  }
  return list.items.flatMap((item): Values[] => {
    if (item.kind === "mapping" && item.entries.size > 0) return [valuesOf(item, problems)];
    problems.add(
      item,
      `an entry of ${name} is a mapping such as { country: de, size: 1 }, and this is ${kindText(item)}`,
    );
    return [];
  });
}

function valuesOf(entry: Mapping, problems: Problems): Values {
  return new Map(
    [...entry.entries].flatMap(([name, { value }]) =>
      isValue(value, problems) ? [[name, value] as const] : [],
    ),
  );
}

function agrees(values: Values, some: Values): boolean {
  return [...some].every(([name, value]) => values.get(name)?.written === value.written);
}

function withIncluded(all: readonly Values[], included: readonly Values[], axes: readonly Axis[]): Values[] {
  return included.reduce<Values[]>(
    (found, entry) => {
      const onAxes = new Map([...entry].filter(([name]) => axes.some(([axis]) => axis === name)));
      const isMet = (values: Values): boolean =>
        onAxes.size < entry.size && all.length > 0 && agrees(values, onAxes);
      if (!found.some(isMet)) return [...found, entry];
      return found.map((values) => (isMet(values) ? new Map([...values, ...entry]) : values));
    },
    [...all],
  );
}

/** `country=de,size=1`: its values on the axes, or all of them where it has none there. In the order of their names. */
export function combinationKey(values: Values, axes: readonly string[]): string {
  const onAxes = [...values].filter(([name]) => axes.includes(name));
  const chosen = onAxes.length > 0 ? onAxes : [...values];
  return chosen
    .map(([name, { written }]) => `${name}=${written}`)
    .sort()
    .join(",");
}

/** The names that make combinations. */
export function axisNames(matrix: Tree): string[] {
  return matrix.kind === "mapping"
    ? [...matrix.entries.keys()].filter((name) => !RESERVED.includes(name))
    : [];
}
