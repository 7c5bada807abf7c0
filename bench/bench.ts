import { parseArgs } from "node:util";
import { endMarkedProcesses, TEST_RUN } from "../scripts/marked-processes";
import setUp from "../tests/harness/global-setup";
import tearDown from "../tests/harness/global-teardown";
import { Figures } from "./performance/figures";
import { plainTable, tableCells } from "./performance/table";
import { measureUps } from "./performance/ups";

const { values } = parseArgs({
  options: {
    sizes: { type: "string", default: "1,100,1000" },
  },
});

void main();

async function main(): Promise<void> {
  process.env[TEST_RUN] ??= `bench-${process.pid}`;
  await setUp();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void leave());
  const figures = new Figures();
  try {
    await measureUps(values.sizes.split(",").map(Number), figures, console.log);
    console.log(plainTable(tableCells(figures)));
  } finally {
    await tearDown();
  }
}

async function leave(): Promise<void> {
  await endMarkedProcesses(`${process.env[TEST_RUN] ?? ""}:`);
  process.exit(130);
}
