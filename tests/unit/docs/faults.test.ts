import { FAULT_CLASSES, FAULTS, type FaultClass } from "../../lifecycle/faults/faults";
import { PLACES, type Place } from "../../lifecycle/faults/outcomes";
import { STEPS } from "../../lifecycle/faults/steps";
import { generatedPart, table } from "./markdown";

/* The page shows the table that the tests of the lifecycle carry out. After a change: `UPDATE_DOCS=1`. */

const CLASSES = Object.keys(FAULT_CLASSES) as FaultClass[];

it("docs/reliability.md shows what becomes of each request that fails", () => {
  const header = ["step", "request", ...CLASSES.map((name) => FAULT_CLASSES[name])];
  const rows = PLACES.map((place, index) => [
    PLACES[index - 1]?.step === place.step ? "" : STEPS[place.step].words,
    place.words,
    ...CLASSES.map((name) => cell(place, name)),
  ]);
  const expected = table(header, rows);
  expect(generatedPart("docs/reliability.md", "faults", expected)).toBe(expected);
});

it("docs/reliability.md names the faults of each column", () => {
  const rows = CLASSES.map((name) => [
    FAULT_CLASSES[name],
    FAULTS.filter((fault) => fault.class === name)
      .map((fault) => fault.name.replace(/, (before|after)$/, ""))
      .join("; "),
  ]);
  const expected = table(["column", "faults"], rows);
  expect(generatedPart("docs/reliability.md", "fault-classes", expected)).toBe(expected);
});

function cell({ outcomes }: Place, name: FaultClass): string {
  const [once, lasting] = outcomes[name] ?? [];
  if (once === undefined || lasting === undefined) return "–";
  return once === lasting ? once : `${once} / ${lasting}`;
}
