import { DEFAULT_ACCOUNT, type EmulatorAccount, type RecordedRequest } from "../../../emulator";
import { shown } from "../../support/engine/canaries";
import type { EngineResult } from "../../support/engine/engine";
import {
  expectExit,
  type Fixture,
  OK,
  openFixture,
  operations,
  outputsOf,
  started,
} from "../../support/engine/fixture";
import { itThorough } from "../../support/thorough";

const KEYS = { emea: "wbk_canary_emea_7c31", rotated: "wbk_canary_rotated_02bd", us: "wbk_canary_us_91f4" };

function account(apiKey: string, organization: string): EmulatorAccount {
  return { ...DEFAULT_ACCOUNT, apiKey, userId: `user-${organization}`, organizationId: organization };
}

/** Two keys of one account, and one of another. */
const ACCOUNTS = [account(KEYS.emea, "emea"), account(KEYS.rotated, "emea"), account(KEYS.us, "us")];

function program(emea: object, us: object): string {
  return `
    const wherobots = require("pulumi-wherobots/plugin");
    const emea = new wherobots.Provider("emea", ${JSON.stringify(emea)});
    const us = new wherobots.Provider("us", ${JSON.stringify(us)});
    const job = (name, provider) => new wherobots.JobRun(name, { runPython: { uri: "${OK}" } }, { provider });
    const tiles = job("tiles", emea);
    job("roads", us);
    exports.seen = wherobots.getRunOutput({ runId: tiles.runId }, { provider: emea }).runName;
    exports.emea = emea;
  `;
}

const leakedKeys = (text: string): string[] => Object.values(KEYS).filter((key) => text.includes(key));

describe("explicit providers", () => {
  let fixture: Fixture;
  let arguments_: { apiUrl: string; apiKey: string; region: string; runtime: string; dbVersion: string };
  const us = { apiKey: KEYS.us };
  beforeAll(async () => {
    fixture = await openFixture(
      { javascript: "" },
      { emulator: { accounts: ACCOUNTS }, stack: { env: { WHEROBOTS_API_KEY: "wbk_of_nobody" } } },
    );
    const settings = { region: "aws-eu-west-1", runtime: "small", dbVersion: "2.0.1" };
    arguments_ = { apiUrl: fixture.emulator.url, apiKey: KEYS.emea, ...settings };
  });
  afterAll(() => fixture.dispose());

  const postOf = (job: string): RecordedRequest | undefined =>
    fixture.emulator.requests.find(
      ({ method, path, body }) =>
        method === "POST" && path === "/runs" && JSON.stringify(body).includes(`"${job}-`),
    );

  it("are refused before anything is sent, with all that is wrong and no key", async () => {
    const apiKey = `${KEYS.emea} and more`;
    const wrong = { apiUrl: "http://elsewhere.test", apiKey, maxRequestsPerSecond: -1, onInterrupt: "stop" };
    fixture.stack.writeProgram(program(wrong, us));
    const preview = await fixture.stack.preview();
    expectExit(preview, "non-zero");
    for (const words of [
      'apiUrl is "http://elsewhere.test": the key is sent over https only',
      "apiKey must be printable ASCII without spaces",
      "maxRequestsPerSecond ",
      "onInterrupt ",
    ])
      expect(preview.all).toContain(words);
    expect(leakedKeys(shown(preview))).toEqual([]);
    expect(fixture.requests()).toEqual([]);
  });

  // rule: explicit-providers
  it("run each job in its account, with the key and the defaults of its provider", async () => {
    const { stack } = fixture;
    stack.writeProgram(
      program({ ...arguments_, maxRequestsPerSecond: 9, onInterrupt: "cancel", regoin: "x" }, us),
    );
    const up = await stack.up();
    expectExit(up, "zero");
    expect(up.all).toContain("unknown setting regoin; did you mean region?");
    expect(postOf("tiles")).toMatchObject({
      apiKey: KEYS.emea,
      body: { runtime: "small", version: "2.0.1" },
    });
    expect(postOf("roads")?.apiKey).toBe(KEYS.us);
    expect(await outputsOf(stack, "tiles")).toMatchObject({
      account: { organizationId: "emea" },
      effective: { region: "aws-eu-west-1", runtime: "small", version: "2.0.1" },
    });
    expect(await outputsOf(stack, "roads")).toMatchObject({ account: { organizationId: "us" } });
    expect(started(fixture.requests()).sort()).toEqual(["roads", "tiles"]);
    const results = [up, await stack.preview({ args: ["--diff"] }), await stack.refresh()];
    for (const result of results) expectExit(result, "zero");
    const texts = [...results.map(shown), JSON.stringify(await stack.exportState())];
    expect(leakedKeys(texts.join("\n"))).toEqual([]);
    expect(operations(results[1] as EngineResult)).toMatchObject({ tiles: ["same"], roads: ["same"] });
  });

  it("are updated by another key of the account, address as written, limit and defaults, and no run is touched", async () => {
    const { stack } = fixture;
    fixture.requests();
    const others = { region: "aws-us-east-1", runtime: "tiny", dbVersion: "2.1.0", maxRequestsPerSecond: 5 };
    const address = { apiKey: KEYS.rotated, apiUrl: `${fixture.emulator.url}/` };
    stack.writeProgram(program({ ...arguments_, ...address, ...others }, us));
    const up = await stack.up();
    expectExit(up, "zero");
    expect(operations(up)).toMatchObject({
      emea: ["update"],
      tiles: ["same"],
      us: ["same"],
      roads: ["same"],
    });
    expect(started(fixture.requests())).toEqual([]);
    expect(leakedKeys(shown(up) + JSON.stringify(await stack.exportState()))).toEqual([]);
    expectExit(await stack.preview({ args: ["--expect-no-changes"] }), "zero");
  });
});

itThorough("a provider whose arguments come from a run is known when they are", async () => {
  const fixture = await openFixture({
    javascript: `
      const wherobots = require("pulumi-wherobots/plugin");
      const first = new wherobots.JobRun("first", { runPython: { uri: "${OK}" } });
      const region = first.effective.apply((effective) => effective.region);
      const apiKey = first.status.apply(() => "${DEFAULT_ACCOUNT.apiKey}");
      const provider = new wherobots.Provider("there", { region, apiKey });
      const second = new wherobots.JobRun("second", { runPython: { uri: "${OK}" } }, { provider });
      exports.seen = wherobots.getRunOutput({ runId: second.runId }, { provider }).status;
    `,
  });
  try {
    const { stack } = fixture;
    expectExit(await stack.preview(), "zero");
    expect(fixture.requests()).toEqual([]);
    expectExit(await stack.up(), "zero");
    expect(await stack.outputs()).toEqual({ seen: "COMPLETED" });
    expectExit(await stack.preview({ args: ["--expect-no-changes"] }), "zero");
    expect(started(fixture.requests())).toEqual(["first", "second"]);
  } finally {
    await fixture.dispose();
  }
});

describe("the settings of the stack", () => {
  let fixture: Fixture;
  const JOB = `new (require("pulumi-wherobots/plugin").JobRun)("tiles", { runPython: { uri: "${OK}" } });`;
  beforeAll(async () => {
    fixture = await openFixture(
      { javascript: JOB },
      { emulator: { accounts: ACCOUNTS }, stack: { env: { WHEROBOTS_API_KEY: undefined } } },
    );
  });
  afterAll(() => fixture.dispose());

  itThorough("reach the plugin: a secret key, numbers, dbVersion", async () => {
    const { stack } = fixture;
    await stack.setConfig("wherobots:apiKey", KEYS.us, { secret: true });
    await stack.setConfig("wherobots:maxRequestsPerSecond", "20");
    await stack.setConfig("wherobots:maxWaitSeconds", "300");
    await stack.setConfig("wherobots:dbVersion", "2.0.1");
    await stack.setConfig("wherobots:onInterrupt", "cancel");
    const up = await stack.up();
    expectExit(up, "zero");
    expect(await outputsOf(stack, "tiles")).toMatchObject({ effective: { version: "2.0.1" } });
    const state = await stack.exportState();
    expect(leakedKeys(shown(up) + JSON.stringify(state))).toEqual([]);
  });

  itThorough("version counts as well; the engine takes it for the plugin's own and warns", async () => {
    const { stack } = fixture;
    expectExit(await stack.run(["config", "rm", "wherobots:dbVersion"]), "zero");
    await stack.setConfig("wherobots:version", "2.1.0");
    stack.writeProgram(JOB.replace("runPython", "triggers: { commit: 1 }, runPython"));
    const up = await stack.up();
    expectExit(up, "zero");
    expect(up.all).toContain("plugin wherobots is expected to have version >=2.1.0");
    expect(await outputsOf(stack, "tiles")).toMatchObject({ effective: { version: "2.1.0" } });
  });
});
