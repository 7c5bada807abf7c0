import * as wherobots from "pulumi-wherobots/plugin";

const hello = new wherobots.JobRun("hello", {
  runPython: { uri: "s3://wherobots-examples/hello.py" },
  runtime: wherobots.Runtime.Tiny,
});

export const id = hello.runId;
export const status = hello.status;
export const kubeApp = hello.kubeApp;
