import * as wherobots from "pulumi-wherobots";

// A changed byte in either file is a new run.
const etl = new wherobots.JobRun("etl", {
  runPython: { script: "etl.py", args: ["--greeting", "hello"] },
  runtime: wherobots.Runtime.Tiny,
  environment: { dependencies: [{ file: "lib/greetings.zip" }] },
  logs: { file: "logs/etl.log" },
});

export const status = etl.status;
export const uploads = etl.uploads;
