import type { ProgramSource } from "../../tests/support/engine/engine";
import { HOSTS, type Host } from "../../tests/support/engine/fixture";
import { RUNS_VARIABLE } from "./contenders";

/** What the waits of a program are for. */
export const UNTIL_VARIABLE = "BENCH_UNTIL";

/** One batch of as many runs as its environment says. */
export function batchProgram(host: Host, uri: string): ProgramSource {
  const javascript = `const { JobRunBatch } = require("${HOSTS[host].module}");
const runs = {};
for (let i = 1; i <= Number(process.env.${RUNS_VARIABLE}); i++) runs[\`run-\${i}\`] = { runPython: { args: [String(i)] } };
new JobRunBatch("batch", {
  runs,
  defaults: { runPython: { uri: "${uri}" }, runtime: "tiny" },
  maxConcurrency: 100,
  wait: { until: process.env.${UNTIL_VARIABLE} ?? "completed" },
});
`;
  return host === "plugin" ? { javascript } : javascript;
}
