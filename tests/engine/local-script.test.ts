import fs from "node:fs";
import path from "node:path";
import {
  expectExit,
  type Fixture,
  openFixture,
  operations,
  outputsOf,
  started,
} from "../support/engine/fixture";
import { describeSampled } from "../support/sample";

const PROGRAMS = {
  "the dynamic provider": {
    javascript: javascript("pulumi-wherobots", '"etl.py"'),
  },
  "the plugin": {
    javascript: javascript("pulumi-wherobots/plugin", 'new pulumi.asset.FileAsset("./etl.py")'),
  },
  YAML: {
    yaml: `
resources:
  etl:
    type: wherobots:JobRun
    properties:
      runPython:
        script:
          fn::fileAsset: ./etl.py
`,
  },
};

function javascript(module: string, script: string): string {
  return `
const pulumi = require("@pulumi/pulumi");
const wherobots = require("${module}");
new wherobots.JobRun("etl", { runPython: { script: ${script} } });
`;
}

// rule: local-script
describeSampled("programs", Object.entries(PROGRAMS), { keep: 1 / 3 })(
  "a script on disk, with %s",
  (_name, program) => {
    let fixture: Fixture;
    const write = (text: string): void => fs.writeFileSync(path.join(fixture.stack.dir, "etl.py"), text);
    beforeAll(async () => {
      fixture = await openFixture(program);
      write("print(1)\n");
    });
    afterAll(() => fixture.dispose());

    it("is uploaded before its run; unchanged content runs nothing, a changed byte one run", async () => {
      const { stack, emulator } = fixture;
      expectExit(await stack.up(), "zero");
      const { uploads } = await outputsOf(stack, "etl");
      const [first] = emulator.files();
      expect(uploads).toEqual([expect.objectContaining({ uri: first?.uri, sha256: first?.sha256 })]);
      expect(emulator.runs()[0]?.payload.runPython?.uri).toBe(first?.uri);
      fixture.requests();

      write("print(1)\n");
      expect(operations(await stack.up())).toMatchObject({ etl: ["same"] });
      expect(fixture.requests()).toEqual([]);

      write("print(2)\n");
      const preview = await stack.preview();
      expect(preview.all).toContain("script");
      expect(started(fixture.requests())).toEqual([]);
      expectExit(await stack.up(), "zero");
      expect(started(fixture.requests())).toEqual(["etl"]);
      const [second, ...others] = emulator.files();
      expect(others).toEqual([]);
      expect(emulator.runs()[1]?.payload.runPython?.uri).toBe(second?.uri);
      expectExit(await stack.destroy(), "zero");
      expect(emulator.files()).toEqual([]);
    });
  },
);
