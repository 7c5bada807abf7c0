import * as wherobots from "pulumi-wherobots/plugin";

const library = new wherobots.StorageFile("library", { source: "./tiling" });
const tiles = new wherobots.JobRun("tiles", {
  runPython: { script: "./tiles.py" },
  environment: { dependencies: [{ filePath: library.uri }] },
});
export const status = tiles.status;
