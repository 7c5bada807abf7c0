import { verdicts } from "../../../bench/performance/criteria";
import { Figures } from "../../../bench/performance/figures";
import { PARTS } from "../../../bench/performance/measures";
import {
  headlineText,
  pageOf,
  plotOf,
  type Results,
  sectionOf,
  slotsText,
} from "../../../bench/performance/results";
import { generatedPart, read } from "./markdown";

/** What `npm run bench` kept. */
const RESULTS = JSON.parse(read("bench/results/performance.json")) as Results;

it("docs/performance.md shows the figures that were kept", () => {
  const expected = sectionOf(RESULTS);
  expect(generatedPart("docs/performance.md", "performance", expected)).toBe(expected);
});

it.each([
  ["README.md", "figures", headlineText],
  ["docs/scale.md", "slots", slotsText],
])("%s quotes them", (file, part, text) => {
  const expected = text(RESULTS);
  expect(generatedPart(file, part, expected)).toBe(expected);
});

it("the page and the plot beside them are of the same executions, of all parts", () => {
  expect(read("bench/results/performance.md")).toBe(pageOf(RESULTS));
  expect(read("docs/performance.svg")).toBe(plotOf(RESULTS));
  expect(RESULTS.failed).toEqual({});
  expect(RESULTS.executions.flatMap(({ parts }) => parts).sort()).toEqual([...PARTS].sort());
});

it("every bound is kept", () => {
  const others = verdicts(new Figures(RESULTS.figures)).filter(({ ok }) => ok !== true);
  expect(others).toEqual([]);
});
