import { createEmulator, type Emulator } from "../../../../emulator";
import type { JobRunInputs } from "../../../../provider/resources/job-run/inputs";
import { jobRunLifecycle } from "../../../../provider/resources/job-run/lifecycle";
import { type RunningContext, runningContext } from "../../running-context";

let emulator: Emulator;
let context: RunningContext;

beforeEach(async () => {
  emulator = await createEmulator({ clock: "manual" });
  context = runningContext(emulator);
});

afterEach(async () => {
  await context.close();
  await emulator.stop();
});

it("null means absent to a create too: no run is taken over, no name and no library is sent as null", async () => {
  const inputs = {
    runPython: { uri: "s3://bucket/job.py", args: null },
    runJar: null,
    name: null,
    takeOverRunId: null,
    region: null,
    environment: {
      sparkConfigs: { a: null },
      dependencies: [{ libraryName: "numpy", libraryVersion: null, filePath: null }],
    },
  } as unknown as JobRunInputs;
  const checked = jobRunLifecycle.check(undefined, { ...inputs }, context);
  expect(checked.failures).toEqual([]);

  const { state } = await jobRunLifecycle.create(checked.inputs, context);

  expect(state.status).toBe("COMPLETED");
  expect(emulator.requests.find(({ method }) => method === "POST")?.body).toEqual({
    name: expect.stringMatching(/^tiles-/),
    runPython: { uri: "s3://bucket/job.py", args: [] },
    timeoutSeconds: 3600,
    environment: { sparkConfigs: {}, dependencies: [{ sourceType: "PYPI", libraryName: "numpy" }] },
  });
});
