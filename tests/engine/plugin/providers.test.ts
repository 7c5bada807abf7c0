import { DEFAULT_ACCOUNT, type EmulatorAccount, type RecordedRequest } from "../../../emulator";
import { shown } from "../../support/engine/canaries";
import { expectExit, fixtureForAll, OK, operations } from "../../support/engine/fixture";
import { describeThorough } from "../../support/thorough";

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
    // Of the stack's own settings.
    new wherobots.JobRun("home", { runPython: { uri: "${OK}" } });
    // Its arguments come from a run, and are known when it has ended.
    const region = tiles.effective.apply((effective) => effective.region);
    const there = new wherobots.Provider("there", { region, apiKey: tiles.status.apply(() => "${KEYS.emea}") });
    const later = job("later", there);
    exports.later = wherobots.getRunOutput({ runId: later.runId }, { provider: there }).status;
    exports.seen = wherobots.getRunOutput({ runId: tiles.runId }, { provider: emea }).runName;
    exports.emea = emea;
  `;
}

const leakedKeys = (text: string): string[] => Object.values(KEYS).filter((key) => text.includes(key));

describeThorough("explicit providers", () => {
  let arguments_: { apiUrl: string; apiKey: string; region: string; runtime: string; dbVersion: string };
  const us = { apiKey: KEYS.us };
  const fixture = fixtureForAll(
    { javascript: "" },
    { emulator: { accounts: ACCOUNTS }, stack: { env: { WHEROBOTS_API_KEY: "wbk_of_nobody" } } },
  );
  beforeAll(async () => {
    const { stack } = fixture;
    await stack.setConfig("wherobots:apiKey", KEYS.us, { secret: true });
    for (const [key, value] of Object.entries({ maxRequestsPerSecond: "20", dbVersion: "2.0.2" }))
      await stack.setConfig(`wherobots:${key}`, value);
    const settings = { region: "aws-eu-west-1", runtime: "small", dbVersion: "2.0.1" };
    arguments_ = { apiUrl: fixture.emulator.url, apiKey: KEYS.emea, ...settings };
  });

  const postOf = (job: string): RecordedRequest | undefined =>
    fixture.emulator.requests.find(
      ({ method, path, body }) =>
        method === "POST" && path === "/runs" && JSON.stringify(body).includes(`"${job}-`),
    );

  it("are refused before anything is sent, with all that is wrong and no key", async () => {
    const apiKey = `${KEYS.emea} and more`;
    const wrong = { apiUrl: "http://elsewhere.test", apiKey, maxRequestsPerSecond: -1, onInterrupt: "stop" };
    fixture.stack.writeProgram(program(wrong, us));
    const preview = expectExit(await fixture.stack.preview(), "non-zero");
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
    const up = expectExit(await stack.up(), "zero");
    expect(up.all).toContain("unknown setting regoin; did you mean region?");
    expect(postOf("tiles")).toMatchObject({
      apiKey: KEYS.emea,
      body: { runtime: "small", version: "2.0.1" },
    });
    expect(postOf("roads")?.apiKey).toBe(KEYS.us);
    expect(postOf("home")).toMatchObject({ apiKey: KEYS.us, body: { version: "2.0.2" } });
    expect(postOf("later")?.apiKey).toBe(KEYS.emea);
    expect((await stack.outputs())["later"]).toBe("COMPLETED");
    expect(await fixture.outputsOf("tiles")).toMatchObject({
      account: { organizationId: "emea" },
      effective: { region: "aws-eu-west-1", runtime: "small", version: "2.0.1" },
    });
    expect(await fixture.outputsOf("roads")).toMatchObject({ account: { organizationId: "us" } });
    expect(fixture.started().sort()).toEqual(["home", "later", "roads", "tiles"]);
    const preview = expectExit(await stack.preview({ args: ["--diff", "--expect-no-changes"] }), "zero");
    const texts = [shown(up), shown(preview), JSON.stringify(await stack.exportState())];
    expect(leakedKeys(texts.join("\n"))).toEqual([]);
  });

  it("are updated by another key of the account, address as written, limit and defaults, and no run is touched", async () => {
    const { stack } = fixture;
    fixture.requests();
    const others = { region: "aws-us-east-1", runtime: "tiny", dbVersion: "2.1.0", maxRequestsPerSecond: 5 };
    const address = { apiKey: KEYS.rotated, apiUrl: `${fixture.emulator.url}/` };
    stack.writeProgram(program({ ...arguments_, ...address, ...others }, us));
    const up = expectExit(await stack.up(), "zero");
    expect(operations(up)).toMatchObject({
      emea: ["update"],
      tiles: ["same"],
      us: ["same"],
      roads: ["same"],
    });
    expect(fixture.started()).toEqual([]);
    expect(leakedKeys(shown(up) + JSON.stringify(await stack.exportState()))).toEqual([]);
  });
});
