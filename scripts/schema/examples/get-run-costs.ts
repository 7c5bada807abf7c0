import * as wherobots from "pulumi-wherobots/plugin";

const tiles = new wherobots.JobRun("tiles", { runPython: { uri: "s3://example-bucket/tiles.py" } });
const { costs } = wherobots.getRunCostsOutput({ runIds: [tiles.runId] });

export const usd = costs.apply(([cost]) => cost?.usd);
export const settled = costs.apply(([cost]) => cost?.settled);
