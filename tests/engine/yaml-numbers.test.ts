import {
  expectExit,
  type Fixture,
  OK,
  openFixture,
  operations,
  outputsOf,
  started,
} from "../support/engine/fixture";
import { describeThorough } from "../support/thorough";

describeThorough("numbers and booleans of YAML where text is taken", () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture({ yaml: "resources: {}" });
  });
  afterAll(() => fixture.dispose());

  const job = (properties: string): string => `
resources:
  tiles:
    type: wherobots:JobRun
    properties:
      ${properties}
`;
  const posted = (): Record<string, unknown>[] =>
    fixture.emulator.requests
      .filter(({ method, path }) => method === "POST" && path === "/runs")
      .map(({ body }) => body as Record<string, unknown>);

  it("are their text, in state and at the API, and as text later they are no change", async () => {
    const { stack } = fixture;
    const unquoted = `
      runPython: { uri: "${OK}", args: [12, true, -3] }
      version: 2
      environment: { sparkConfigs: { spark.cores: 4, spark.on: false }, dependencies: [{ libraryName: numpy, libraryVersion: 2 }] }
`;
    stack.writeProgram(job(unquoted));
    expectExit(await stack.preview(), "zero");
    expectExit(await stack.up(), "zero");
    expect(posted()).toMatchObject([
      {
        runPython: { args: ["12", "true", "-3"] },
        version: "2",
        environment: {
          sparkConfigs: { "spark.cores": "4", "spark.on": "false" },
          dependencies: [{ libraryName: "numpy", libraryVersion: "2" }],
        },
      },
    ]);
    expect(await outputsOf(stack, "tiles")).toMatchObject({
      version: "2",
      runPython: { args: ["12", "true", "-3"] },
    });
    expect(operations(await stack.up())).toMatchObject({ tiles: ["same"] });
    expectExit(await stack.preview({ args: ["--expect-no-changes"] }), "zero");
    stack.writeProgram(
      job(unquoted.replace("[12, true, -3]", '["12", "true", "-3"]').replace("version: 2", 'version: "2"')),
    );
    expect(operations(await stack.up())).toMatchObject({ tiles: ["same"] });
    expect(started(fixture.requests())).toEqual(["tiles"]);
  });

  it("are refused where a zero or the form would be lost, with the advice to quote them, and nothing is started", async () => {
    const { stack } = fixture;
    stack.writeProgram(
      job(`
      runPython: { uri: "${OK}", args: [1e21, { fn::secret: 0.50 }] }
      version: 2.10
      environment: { sparkConfigs: { spark.memory.fraction: 0.60 } }
`),
    );
    const up = await stack.up();
    expectExit(up, "non-zero");
    const paths = ["runPython.args[0]", "runPython.args[1]", "version"];
    for (const path of [...paths, 'environment.sparkConfigs["spark.memory.fraction"]'])
      expect(up.all).toContain(
        `${path} must be text, and a number does not keep how it was written: put it in quotes`,
      );
    expect(started(fixture.requests())).toEqual([]);
  });

  it("from the configuration are texts below a path, and in quotes of their own", async () => {
    const { stack } = fixture;
    expectExit(await stack.run(["config", "set", "--path", "wherobotsdb.version", "2.10"]), "zero");
    expectExit(await stack.run(["config", "set", "quoted", '"2.10"']), "zero");
    expectExit(await stack.run(["config", "set", "bare", "2.10"]), "zero");
    expectExit(await stack.run(["config", "set", "count", "12"]), "zero");
    stack.writeProgram(
      job(`
      runPython: { uri: "${OK}", args: ["\${quoted}", "\${count}"] }
      version: \${wherobotsdb.version}
`),
    );
    expectExit(await stack.up(), "zero");
    expect(posted().at(-1)).toMatchObject({ version: "2.10", runPython: { args: ["2.10", "12"] } });
    expect(operations(await stack.up())).toMatchObject({ tiles: ["same"] });
    stack.writeProgram(job(`\n      runPython: { uri: "${OK}" }\n      version: \${bare}\n`));
    const up = await stack.up();
    expectExit(up, "non-zero");
    expect(up.all).toContain("version must be text");
  });

  it("are the same in a batch, a RunCompletion, an explicit provider and a function", async () => {
    const { stack } = fixture;
    fixture.requests();
    stack.writeProgram(`
resources:
  batch:
    type: wherobots:JobRunBatch
    properties:
      defaults: { runPython: { uri: "${OK}", args: [7] }, version: 2 }
      runs: { "2024": { runPython: { args: [2024, true] } }, other: {} }
`);
    expectExit(await stack.up(), "zero");
    const bodies = posted().slice(-2);
    expect(bodies).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ version: "2", runPython: { uri: OK, args: ["2024", "true"] } }),
        expect.objectContaining({ version: "2", runPython: { uri: OK, args: ["7"] } }),
      ]),
    );
    expect(operations(await stack.up())).toMatchObject({ batch: ["same"] });
    fixture.requests();
    for (const [path, resource] of [
      [
        "defaults.version",
        `type: wherobots:JobRunBatch, properties: { runs: {}, defaults: { version: 2.10 } }`,
      ],
      ["runs.a.version", `type: wherobots:JobRunBatch, properties: { runs: { a: { version: 2.10 } } }`],
      ["runId", `type: wherobots:RunCompletion, properties: { runId: 12.5 }`],
      ["dbVersion", `type: pulumi:providers:wherobots, properties: { dbVersion: 2.10 }`],
    ]) {
      stack.writeProgram(`\nresources:\n  wrong: { ${resource} }\n`);
      expect((await stack.preview()).all).toContain(`${path} must be text`);
    }
    stack.writeProgram(`
resources:
  end:
    type: wherobots:RunCompletion
    properties: { runId: 12345678 }
`);
    expect((await stack.up()).all).toContain("12345678");
    expect(started(fixture.requests())).toEqual([]);
    expect(fixture.emulator.requests.map(({ path }) => path)).toContain("/runs/12345678");
  });
});
