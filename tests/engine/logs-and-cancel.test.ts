import path from "node:path";
import { DEFAULT_ACCOUNT } from "../../emulator/index";
import { ENDLESS, expectExit, fixtureForAll, jobsProgram } from "../support/engine/fixture";
import { describeThorough } from "../support/thorough";

const BIN = path.resolve(__dirname, "../../dist/cli/bin.js");

describeThorough("pulumi-wherobots in a project", () => {
  const fixture = fixtureForAll(
    jobsProgram({ tiles: { runPython: { uri: ENDLESS }, wait: { until: "submitted" } } }),
    { stack: { env: { WHEROBOTS_API_KEY: undefined } } },
  );

  it("logs and cancel take a job by its name, and the key from the stack's settings", async () => {
    const { stack, emulator } = fixture;
    await stack.setConfig("wherobots:apiKey", DEFAULT_ACCOUNT.apiKey, { secret: true });
    expectExit(await stack.up(), "zero");
    const { runId } = await fixture.outputsOf("tiles");
    fixture.requests();

    const logs = await stack.runNode(BIN, ["logs", "tiles"]);
    expect([logs.exitCode, logs.stderr]).toEqual([0, ""]);
    const cancel = await stack.runNode(BIN, ["cancel", "--all"]);
    expect([cancel.exitCode, cancel.stdout]).toEqual([0, `tiles (${String(runId)}): CANCELLED\n`]);
    expect(emulator.runs().map(({ status }) => status)).toEqual(["CANCELLED"]);
    expect(fixture.requests()).toEqual([
      "GET /runs/{tiles}",
      "GET /runs/{tiles}/logs",
      "GET /runs/{tiles}",
      "POST /runs/{tiles}/cancel",
      "GET /runs/{tiles}",
    ]);

    // A person cancelled it: nothing starts by itself.
    await stack.up();
    expect(fixture.started()).toEqual([]);
  });
});
