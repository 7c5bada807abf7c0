import * as wherobots from "pulumi-wherobots/plugin";

// jobs/*.yaml
const nightly = new wherobots.JobSet("nightly", { path: "jobs" });

export const runs = nightly.runs;
