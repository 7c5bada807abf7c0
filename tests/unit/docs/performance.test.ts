import { readFileSync } from "node:fs";
import path from "node:path";
import { verdicts } from "../../../bench/performance/criteria";
import { Figures } from "../../../bench/performance/figures";
import { PARTS } from "../../../bench/performance/measures";
import { pageOf, plotOf, type Results } from "../../../bench/performance/results";
import { median, quantile } from "../../../bench/performance/statistics";
import { slotsOf, summaryOf } from "../../../bench/performance/summary";
import { JOB_RUN } from "../../../sdk/resource-traits";
import { providerText } from "../../../wire/provider-text";
import { generatedPart, read } from "../../support/markdown";
import { REPOSITORY } from "../../support/repository";

/** What `npm run bench` kept. */
const RESULTS = JSON.parse(read("bench/results/performance.json")) as Results;

it.each([
  ["summary", summaryOf],
  ["slots", slotsOf],
])("docs/performance.md quotes the figures that were kept: %s", (part, text) => {
  const expected = text(RESULTS);
  expect(generatedPart("docs/performance.md", part, expected)).toBe(expected);
});

it("the page and the plot beside them are of the same executions, of all parts", () => {
  expect(read("bench/results/performance.md")).toBe(pageOf(RESULTS));
  expect(read("docs/performance.svg")).toBe(plotOf(RESULTS));
  expect(RESULTS.failed).toEqual({});
  expect(RESULTS.executions.flatMap(({ parts }) => parts).sort()).toEqual([...PARTS].sort());
});

it("every bound is kept", () => {
  expect(verdicts(new Figures(RESULTS.figures)).filter(({ ok }) => ok !== true)).toEqual([]);
});

it("figures are medians, and bounds of delays the value that a share of all are not above", () => {
  expect([median([9, 1, 5]), median([10, 1, 4, 2])]).toEqual([5, 3]);
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([quantile(values, 0.95), quantile(values, 1)]).toEqual([95, 100]);
});

it("the provider that figures are compared with carries as much text and as many outputs as a JobRun", () => {
  const rival = readFileSync(path.join(REPOSITORY, "bench/programs/memory-job-run.js"), "utf8");
  expect(/'(exports\.handler=.*)'/.exec(rival)?.[1]).toHaveLength(providerText("JobRun").length);
  const [, outputs = ""] = /const OUTPUTS = (\[[\s\S]*?\]);/.exec(rival) ?? [];
  const names = [...outputs.matchAll(/"(\w+)"/g)].map(([, name]) => name);
  expect(names.sort()).toEqual([...JOB_RUN.outputs].sort());
});
