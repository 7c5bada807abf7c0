import * as wherobots from "pulumi-wherobots";

const tiles = new wherobots.JobSet("tiles", { path: "jobs" });

export const runs = tiles.runs;
