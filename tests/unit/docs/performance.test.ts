import { readFileSync } from "node:fs";
import path from "node:path";
import { type Results } from "../../../bench/performance/results";
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

it("the provider that figures are compared with carries as much text and as many outputs as a JobRun", () => {
  const rival = readFileSync(path.join(REPOSITORY, "bench/programs/memory-job-run.js"), "utf8");
  expect(/'(exports\.handler=.*)'/.exec(rival)?.[1]).toHaveLength(providerText("JobRun").length);
  const [, outputs = ""] = /const OUTPUTS = (\[[\s\S]*?\]);/.exec(rival) ?? [];
  const names = [...outputs.matchAll(/"(\w+)"/g)].map(([, name]) => name);
  expect(names.sort()).toEqual([...JOB_RUN.outputs].sort());
});
