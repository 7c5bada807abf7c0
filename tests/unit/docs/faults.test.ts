import { FAULT_CLASSES, FAULTS, type FaultClass } from "../../lifecycle/faults/faults";
import { type Outcome, PLACES, type Place } from "../../lifecycle/faults/outcomes";
import { STEPS, type StepName } from "../../lifecycle/faults/steps";
import { generatedPart, table } from "../../support/markdown";

/*
 * The page shows the table that the tests of the lifecycle carry out, with equal rows and columns put together. After
 * a change: `UPDATE_DOCS=1 npx jest tests/unit/docs/faults.test.ts`.
 */

const CLASSES = Object.keys(FAULT_CLASSES) as FaultClass[];

const WORDS: Readonly<Record<Outcome, string>> = {
  "goes on": "succeeds",
  unchanged: "unchanged",
  kept: "kept",
  "kept, ask": "stuck",
};

it("docs/faults.md shows what becomes of each request that fails", () => {
  const columns = grouped(CLASSES, (name) => PLACES.map((place) => cell(place, name)).join());
  const header = ["command", "request", ...columns.map((names) => names.map(titleOf).join("; "))];
  const rows = (Object.keys(STEPS) as StepName[]).flatMap((step) => {
    const places = PLACES.filter((place) => place.step === step);
    return grouped(places, (place) => CLASSES.map((name) => cell(place, name)).join()).map((same, index) => [
      index === 0 ? STEPS[step].words : "",
      same.map(({ words }) => words).join(", "),
      ...columns.map(([name]) => cell(same[0], name)),
    ]);
  });
  const expected = table(header, rows);
  expect(generatedPart("docs/faults.md", "faults", expected)).toBe(expected);
});

it("docs/faults.md names the faults of each column", () => {
  const rows = CLASSES.map((name) => [
    titleOf(name),
    FAULTS.filter((fault) => fault.class === name)
      .map((fault) => fault.name.replace(/, (before|after)$/, ""))
      .join("; "),
  ]);
  const expected = table(["column", "faults"], rows);
  expect(generatedPart("docs/faults.md", "fault-classes", expected)).toBe(expected);
});

function titleOf(name: FaultClass): string {
  return FAULT_CLASSES[name];
}

function cell({ outcomes }: Place, name: FaultClass): string {
  const [once, lasting] = outcomes[name] ?? [];
  if (once === undefined || lasting === undefined) return "–";
  return once === lasting ? WORDS[once] : `${WORDS[once]} / ${WORDS[lasting]}`;
}

/** Those of the same key together, in the order of the first of them. */
function grouped<T>(all: readonly T[], keyOf: (one: T) => string): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return [...groups.values()];
}
