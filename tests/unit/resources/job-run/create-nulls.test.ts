import { createEmulator } from "../../../../emulator";
import { jobRunLifecycle } from "../../../../provider/resources/job-run/index";
import { runningContext } from "../../../support/context/running-context";

// rule: absent-is-default
it("null means absent to a create too: no run is taken over, no name and no library is sent as null", async () => {
  const emulator = await createEmulator({ clock: "manual" });
  const context = runningContext(emulator);
  const library = { libraryName: "numpy", libraryVersion: null, filePath: null };
  const inputs = {
    ...{ runPython: { uri: "s3://bucket/job.py", args: null }, runJar: null },
    ...{ name: null, takeOverRunId: null, region: null },
    environment: { sparkConfigs: { a: null }, dependencies: [library] },
  };
  const checked = jobRunLifecycle.check(undefined, inputs, context);
  expect(checked.failures).toEqual([]);
  const { state } = await jobRunLifecycle.create(checked.inputs, context);
  expect(state.status).toBe("COMPLETED");
  expect(emulator.requests.find(({ method }) => method === "POST")?.body).toEqual({
    name: expect.stringMatching(/^tiles-/),
    runPython: { uri: "s3://bucket/job.py", args: [] },
    timeoutSeconds: 3600,
    environment: { sparkConfigs: {}, dependencies: [{ sourceType: "PYPI", libraryName: "numpy" }] },
  });
  await context.close();
  await emulator.stop();
});
