import { resourcesOf } from "../../support/engine/engine";
import { expectExit, fixtureForAll, OK, operations } from "../../support/engine/fixture";
import { describeThorough } from "../../support/thorough";

const SECRET = "canary-plugin-0b9e";

/** @param token as JavaScript; `hidden` also names outputs that are to be secret, from the second program on */
function program(token: string, additionalSecretOutputs: readonly string[] = [], more = ""): string {
  const args = (value: string): string =>
    `{ runPython: { uri: "${OK}", args: ["--token", ${value}] }, ${more} }`;
  return `
    const pulumi = require("@pulumi/pulumi"); const wherobots = require("pulumi-wherobots/plugin");
    new wherobots.JobRun("tiles", ${args(token)});
    new wherobots.JobRun("hidden", ${args('"plain"')}, ${JSON.stringify({ additionalSecretOutputs })});
  `;
}

describeThorough("secrets of the plugin", () => {
  const fixture = fixtureForAll({ javascript: program(`"${SECRET}"`) });
  beforeAll(async () => {
    expectExit(await fixture.stack.up(), "zero");
    fixture.requests();
  });

  // rule: changed-secrets
  it("that become secret are encrypted, by an update or by additionalSecretOutputs at once, without a run", async () => {
    const { stack } = fixture;
    stack.writeProgram(program(`pulumi.secret("${SECRET}")`, ["runPython", "triggeredBy"]));
    const up = expectExit(await stack.up({ withPreview: true, args: ["--diff"] }), "zero");
    expect(up.all).toContain("[secret]");
    expect(up.all).not.toContain(SECRET);
    expect(new Set(operations(up)["tiles"])).toEqual(new Set(["update"]));
    expect(new Set(operations(up)["hidden"])).toEqual(new Set(["same"]));
    const state = await stack.exportState();
    expect(JSON.stringify(state)).not.toContain(SECRET);
    const [hidden] = resourcesOf(state, "hidden");
    // Pulumi encrypts no input for it: only a value that the program marks is secret there.
    expect(hidden?.inputs).toMatchObject({ runPython: { args: ["--token", "plain"] } });
    const ciphertext = { ciphertext: expect.any(String) };
    expect(hidden?.outputs).toMatchObject({ runPython: ciphertext, triggeredBy: ciphertext });
  });

  // rule: changed-secrets
  it("that are secret no more are updated likewise, and then nothing changes", async () => {
    const { stack } = fixture;
    const plain = program(`"${SECRET}"`, ["runPython"], "logs: { tailLines: 5 }");
    stack.writeProgram(plain);
    expect(operations(await stack.up())).toMatchObject({ tiles: ["update"], hidden: ["update"] });
    expectExit(await stack.preview({ args: ["--expect-no-changes"] }), "zero");
    expect(fixture.started()).toEqual([]);
  });
});
