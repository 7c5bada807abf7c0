import { expectExit, fixtureForAll, OK, operations } from "../support/engine/fixture";
import { describeThorough } from "../support/thorough";

/** Values from the program and from the configuration, where text is taken. */
const UNQUOTED = `
resources:
  tiles:
    type: wherobots:JobRun
    properties:
      runPython: { uri: "${OK}", args: [12, true, -3, "\${quoted}", "\${count}"] }
      version: \${wherobotsdb.version}
      environment: { sparkConfigs: { spark.cores: 4, spark.on: false }, dependencies: [{ libraryName: numpy, libraryVersion: 2 }] }
  batch:
    type: wherobots:JobRunBatch
    properties:
      defaults: { runPython: { uri: "${OK}", args: [7] }, version: 2 }
      runs: { "2024": { runPython: { args: [2024, true] } }, other: {} }
`;
const QUOTED = UNQUOTED.replace("[12, true, -3,", '["12", "true", "-3",').replace(
  "version: 2 }",
  'version: "2" }',
);

/** A resource with a value whose form would be lost, and its path. */
const LOST: [path: string, resource: string][] = [
  [
    "runPython.args[1]",
    `type: wherobots:JobRun, properties: { runPython: { uri: "${OK}", args: [1, { fn::secret: 0.50 }] } }`,
  ],
  ["defaults.version", "type: wherobots:JobRunBatch, properties: { runs: {}, defaults: { version: 2.10 } }"],
  ["runs.a.version", "type: wherobots:JobRunBatch, properties: { runs: { a: { version: 2.10 } } }"],
  ["runId", "type: wherobots:RunCompletion, properties: { runId: 12.5 }"],
  ["dbVersion", "type: pulumi:providers:wherobots, properties: { dbVersion: 2.10 }"],
];

describeThorough("numbers and booleans of YAML where text is taken", () => {
  const fixture = fixtureForAll({ yaml: UNQUOTED });
  beforeAll(async () => {
    const { stack } = fixture;
    expectExit(await stack.run(["config", "set", "--path", "wherobotsdb.version", "2.10"]), "zero");
    for (const [key, value] of Object.entries({ quoted: '"2.10"', count: "12" }))
      expectExit(await stack.run(["config", "set", key, value]), "zero");
  });

  it("are their text, in state and at the API", async () => {
    const { stack, emulator } = fixture;
    expectExit(await stack.up(), "zero");
    const posts = emulator.requests.filter(({ method, path }) => method === "POST" && path === "/runs");
    const args = ["12", "true", "-3", "2.10", "12"];
    const ofBatch = (of: string[]): unknown =>
      expect.objectContaining({ version: "2", runPython: { uri: OK, args: of } });
    expect(posts.map(({ body }) => body)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          runPython: { uri: OK, args },
          version: "2.10",
          environment: {
            sparkConfigs: { "spark.cores": "4", "spark.on": "false" },
            dependencies: [{ sourceType: "PYPI", libraryName: "numpy", libraryVersion: "2" }],
          },
        }),
        ofBatch(["2024", "true"]),
        ofBatch(["7"]),
      ]),
    );
    expect(posts).toHaveLength(3);
    expect(await fixture.outputsOf("tiles")).toMatchObject({ version: "2.10", runPython: { args } });
  });

  it.each([
    ["as they are", UNQUOTED],
    ["as text", QUOTED],
  ])("are no change at the next up: %s", async (_, program) => {
    fixture.stack.writeProgram(program);
    const same = { tiles: ["same"], batch: ["same"] };
    expect(operations(await fixture.stack.preview())).toMatchObject(same);
  });

  it.each(LOST)(
    "are refused where the form would be lost, with the advice to quote them: %s",
    async (path, resource) => {
      fixture.stack.writeProgram(`\nresources:\n  wrong: { ${resource} }\n`);
      const preview = expectExit(await fixture.stack.preview(), "non-zero");
      expect(preview.all).toContain(
        `${path} must be text, and a number does not keep how it was written: put it in quotes`,
      );
    },
  );
});
