import { readFileSync } from "node:fs";
import path from "node:path";
import { providerText } from "../../../sdk/provider-text";
import { JOB_RUN } from "../../../sdk/resource-traits";

const PROGRAMS = path.join(__dirname, "../../../bench/programs");

function source(name: string): string {
  return readFileSync(path.join(PROGRAMS, name), "utf8");
}

describe("contenders of the benchmark", () => {
  it("from memory: the provider's text is as long as ours, since it stands twice in each state", () => {
    const [, text = ""] = /'(exports\.handler=.*)'/.exec(source("memory-job-run.js")) ?? [];
    expect(text).toHaveLength(providerText("JobRun").length);
  });

  it("from memory: registers the outputs that a JobRun registers", () => {
    const [, listed = ""] = /const OUTPUTS = (\[[\s\S]*?\]);/.exec(source("memory-job-run.js")) ?? [];
    expect([...listed.matchAll(/"(\w+)"/g)].map(([, name]) => name)).toEqual(JOB_RUN.outputs);
  });
});
