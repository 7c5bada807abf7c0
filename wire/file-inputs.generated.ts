// Written by `npm run generate` from the field tables of the provider. Edit those.

/** Where the arguments of each resource take files: `[]` stands for any index, `*` for any key. */
export const FILE_INPUTS = {
  JobRun: [
    "runPython.script",
    "runJar.jar",
    "environment.dependencies.[].file",
  ],
  JobRunBatch: [
    "runs.*.runPython.script",
    "runs.*.runJar.jar",
    "runs.*.environment.dependencies.[].file",
    "defaults.runPython.script",
    "defaults.runJar.jar",
    "defaults.environment.dependencies.[].file",
  ],
  RunCompletion: [],
  StorageFile: [
    "source",
  ],
  StorageIntegration: [],
} as const;
