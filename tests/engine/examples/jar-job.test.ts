import {
  automaticName,
  changes,
  type ExampleStack,
  expectSuccess,
  lines,
  openExample,
  submissions,
  TYPE_CHECKED,
} from "./example-stack";

/** Made up, and unlike anything else in the output. */
const TOKEN = "canary-5f2c81d07e";
const NEXT_TOKEN = "canary-a93b64f1c2";

describe("examples/jar-job", () => {
  let example: ExampleStack;
  beforeEach(async () => {
    example = await openExample("jar-job");
  });
  afterEach(() => example.dispose());

  const body = (token: string): unknown => ({
    name: automaticName("tiles"),
    runtime: "small",
    version: "latest",
    timeoutSeconds: 7200,
    runJar: {
      uri: "s3://example-bucket/jars/tiles-1.4.0.jar",
      mainClass: "com.example.tiles.Main",
      args: ["--input", "s3://example-bucket/points", "--max-zoom", "12"],
    },
    environment: {
      sparkDriverDiskGB: 50,
      sparkExecutorDiskGB: 100,
      sparkConfigs: { "spark.sql.shuffle.partitions": "200", "spark.tiles.apiToken": token },
      dependencies: [
        { sourceType: "PYPI", libraryName: "shapely", libraryVersion: "2.1.0" },
        { sourceType: "FILE", filePath: "s3://example-bucket/jars/geo-formats-0.9.jar" },
      ],
    },
  });

  it("submits JAR, disks, Spark configuration and libraries, and shows the secret to nobody else", async () => {
    const { stack, newRunRequests } = example;
    await stack.setConfig("apiToken", TOKEN, { secret: true });
    const up = await stack.up({ ...TYPE_CHECKED, withPreview: true, args: ["--diff"] });
    expectSuccess(up);
    expect(submissions(newRunRequests())).toEqual([body(TOKEN)]);
    const { cost, ...outputs } = await stack.outputs();
    expect(outputs).toEqual({ runId: example.emulator.runs()[0]?.id, status: "COMPLETED" });
    expect(cost).toMatchObject({ usd: expect.any(Number), spatialUnits: expect.any(Number) });

    const again = await stack.up();
    expectSuccess(again);
    expect(changes(again)).toEqual({ same: 2 });
    expect(lines(newRunRequests())).toEqual([]);

    await stack.setConfig("apiToken", NEXT_TOKEN, { secret: true });
    const changed = await stack.up({ withPreview: true, args: ["--diff"] });
    expectSuccess(changed);
    expect(changes(changed)).toEqual({ replace: 1, same: 1 });
    expect(submissions(newRunRequests())).toEqual([body(NEXT_TOKEN)]);

    const state = JSON.stringify(await stack.exportState());
    const destroyed = await stack.destroy();
    expectSuccess(destroyed);
    expect(lines(newRunRequests())).toEqual([]);
    for (const { all, rawEvents } of [up, again, changed, destroyed]) {
      expect(rawEvents).not.toBe("");
      expect(all + rawEvents).not.toMatch(/canary-/);
    }
    expect(state).not.toMatch(/canary-/);
  });
});
