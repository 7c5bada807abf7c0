import { readFileSync } from "node:fs";
import path from "node:path";
import { providerText } from "../../../sdk/provider-text";
import { JOB_RUN } from "../../../sdk/resource-traits";
import { goldenStates } from "../../state/golden-states";

interface MemoryProvider {
  host(): { create(inputs: object): Promise<{ outs: object }> };
}

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

  it("from memory: records of a run that completed what a JobRun does", async () => {
    const golden = goldenStates().find(({ name }) => name === "completed")?.state;
    const { __provider, ...inputs } = golden?.inputs ?? {};
    const { host } = (await import(path.join(PROGRAMS, "memory-provider.js"))) as MemoryProvider;
    const { outs } = await host().create(inputs);
    expect(formOf({ ...outs, __provider })).toEqual(formOf(golden?.outputs));
  });
});

/** The names in a value, and the types of what they name. */
function formOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, formOf(inner)]));
}
