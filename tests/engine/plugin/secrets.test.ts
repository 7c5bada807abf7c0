import { resourcesOf } from "../../support/engine/engine";
import { expectExit, type Fixture, OK, openFixture, operations, started } from "../../support/engine/fixture";
import { itThorough } from "../../support/thorough";

const SECRET = "canary-plugin-0b9e";

function program(args: string, options: object = {}): string {
  return `
    const pulumi = require("@pulumi/pulumi"); const wherobots = require("pulumi-wherobots/plugin");
    new wherobots.JobRun("tiles", ${args}, ${JSON.stringify(options)});
  `;
}

const python = (token: string): string => `{ runPython: { uri: "${OK}", args: ["--token", ${token}] } }`;

describe("secrets of the plugin", () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await openFixture({ javascript: "" });
  });
  afterEach(() => fixture.dispose());

  itThorough(
    "named by additionalSecretOutputs are encrypted in the outputs at once, as no change",
    async () => {
      const { stack } = fixture;
      const args = python(`"${SECRET}"`);
      stack.writeProgram(program(args));
      expectExit(await stack.up(), "zero");
      fixture.requests();
      stack.writeProgram(program(args, { additionalSecretOutputs: ["runPython", "triggeredBy"] }));
      const up = await stack.up();
      expectExit(up, "zero");
      expect(operations(up)["tiles"]).toEqual(["same"]);
      const [tiles] = resourcesOf(await stack.exportState(), "tiles");
      // Pulumi encrypts no input for it: only a value that the program marks is secret there.
      expect(tiles?.inputs).toMatchObject({ runPython: { args: ["--token", SECRET] } });
      expect(tiles?.outputs).toMatchObject({
        runPython: { ciphertext: expect.any(String) },
        triggeredBy: { ciphertext: expect.any(String) },
      });
      expectExit(await stack.refresh({ args: ["--expect-no-changes"] }), "zero");
      stack.writeProgram(
        program(args.replace("{", "{ logs: { tailLines: 5 },"), { additionalSecretOutputs: ["runPython"] }),
      );
      expect(operations(await stack.up())["tiles"]).toEqual(["update"]);
      expectExit(await stack.preview({ args: ["--expect-no-changes"] }), "zero");
      expect(started(fixture.requests())).toEqual([]);
    },
  );

  // rule: changed-secrets
  it("that become secret are encrypted by an update, without a run; and that are no more likewise", async () => {
    const { stack } = fixture;
    stack.writeProgram(program(python(`"${SECRET}"`)));
    expectExit(await stack.up(), "zero");
    fixture.requests();
    stack.writeProgram(program(python(`pulumi.secret("${SECRET}")`)));
    const preview = await stack.preview({ args: ["--diff"] });
    expect(preview.all).toContain("[secret]");
    expect(preview.all).not.toContain(SECRET);
    const up = await stack.up();
    expectExit(up, "zero");
    expect(operations(up)["tiles"]).toEqual(["update"]);
    expect(up.all).not.toContain(SECRET);
    expect(JSON.stringify(await stack.exportState())).not.toContain(SECRET);
    expectExit(await stack.preview({ args: ["--expect-no-changes"] }), "zero");
    stack.writeProgram(program(python(`"${SECRET}"`)));
    expect(operations(await stack.up())["tiles"]).toEqual(["update"]);
    expectExit(await stack.preview({ args: ["--expect-no-changes"] }), "zero");
    expect(started(fixture.requests())).toEqual([]);
  });
});
