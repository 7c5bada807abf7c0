import fs from "node:fs";
import path from "node:path";
import { expectExit, type Fixture, openFixture, operations, outputsOf } from "../support/engine/fixture";
import { describeThorough } from "../support/thorough";

const PROGRAMS = {
  "the dynamic provider": { javascript: javascript("pulumi-wherobots", '"./lib"') },
  "the plugin": {
    javascript: javascript("pulumi-wherobots/plugin", 'new pulumi.asset.FileArchive("./lib")'),
  },
  YAML: {
    yaml: `
resources:
  library:
    type: wherobots:StorageFile
    properties:
      storage: team
      source:
        fn::fileArchive: ./lib
  etl:
    type: wherobots:JobRun
    properties:
      runPython:
        uri: s3://bucket/etl.py
      environment:
        dependencies:
          - filePath: \${library.uri}
`,
  },
};

function javascript(module: string, source: string): string {
  return `
const pulumi = require("@pulumi/pulumi");
const wherobots = require("${module}");
const library = new wherobots.StorageFile("library", { storage: "team", source: ${source} });
new wherobots.JobRun("etl", {
  runPython: { uri: "s3://bucket/etl.py" },
  environment: { dependencies: [{ filePath: library.uri }] },
});
`;
}

// rule: storage-file, storage-file-zip
describeThorough.each(Object.entries(PROGRAMS))("a folder in storage, with %s", (_name, program) => {
  let fixture: Fixture;
  const write = (name: string, text: string): void => {
    const file = path.join(fixture.stack.dir, "lib", name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  };
  const uris = (): string[] => fixture.emulator.files().map(({ uri }) => uri);
  beforeAll(async () => {
    fixture = await openFixture(program);
    write("geo/__init__.py", "");
    write("geo/cells.py", "CELLS = 7\n");
  });
  afterAll(() => fixture.dispose());

  it("is there before its job; a changed file of it uploads, runs again, then deletes; a touched one nothing", async () => {
    const { stack, emulator } = fixture;
    expectExit(await stack.up(), "zero");
    const first = uris();
    expect(first).toEqual([expect.stringMatching(/^s3:\/\/team-org-1\/.*\/lib\.zip$/)]);
    expect(await outputsOf(stack, "library")).toMatchObject({
      uri: first[0],
      sha256: emulator.files()[0]?.sha256,
    });
    fs.utimesSync(path.join(stack.dir, "lib/geo/cells.py"), 1, 1);
    fixture.requests();
    expect(operations(expectExit(await stack.up(), "zero"))).toMatchObject({
      library: ["same"],
      etl: ["same"],
    });
    expect(fixture.requests()).toEqual([]);

    write("geo/cells.py", "CELLS = 8\n");
    expectExit(await stack.up(), "zero");
    const order = fixture.requests().filter((request) => /^(PUT|DELETE|POST \/runs)/.test(request));
    expect(order.map((request) => request.split("/").slice(0, 2).join("/"))).toEqual([
      "PUT /s3",
      "POST /runs etl",
      "DELETE /storage",
    ]);
    expect(uris()).toEqual([(await outputsOf(stack, "library"))["uri"]]);
    expect(uris()).not.toEqual(first);
    expect(emulator.runs()).toHaveLength(2);

    expectExit(await stack.refresh(), "zero");
    expectExit(await stack.destroy(), "zero");
    expect(uris()).toEqual([]);
  });
});
