import { DEFAULT_ACCOUNT, type EmulatorAccount } from "../../emulator";
import type { EngineResult, ProgramSource } from "../support/engine/engine";
import { ENDLESS, expectExit, fixtureForAll, programOf } from "../support/engine/fixture";
import { describeThorough } from "../support/thorough";

/** Two keys of one user. */
const OLD = "wbk_canary_old_55e0";
const NEW = "wbk_canary_new_81ac";
const ACCOUNTS: EmulatorAccount[] = [OLD, NEW].map((apiKey) => ({ ...DEFAULT_ACCOUNT, apiKey }));

const JOB = `{ runPython: { uri: "${ENDLESS}" }, wait: { until: "submitted" } }`;
const OF_STACK = `
  const wherobots = require("pulumi-wherobots");
  new wherobots.JobRun("tiles", ${JOB});
`;
const OF_PROVIDER = `
  const pulumi = require("@pulumi/pulumi");
  const wherobots = require("pulumi-wherobots/plugin");
  const apiKey = new pulumi.Config().getSecret("emeaKey");
  const provider = new wherobots.Provider("emea", { apiKey, apiUrl: process.env.WHEROBOTS_API_URL });
  new wherobots.JobRun("tiles", ${JOB}, { provider });
`;

const OF_CONFIGURATION = "It is `wherobots:apiKey` of the stack's configuration";

interface Way {
  readonly program: ProgramSource;
  readonly key: string;
  readonly said: string;
}

const WAYS: [string, Way][] = [
  [
    "of the stack, in the dynamic host",
    { program: programOf("dynamic", OF_STACK), key: "wherobots:apiKey", said: OF_CONFIGURATION },
  ],
  [
    "of the stack, in the plugin",
    { program: programOf("plugin", OF_STACK), key: "wherobots:apiKey", said: OF_CONFIGURATION },
  ],
  [
    "of an explicit provider",
    {
      program: { javascript: OF_PROVIDER },
      key: "test:emeaKey",
      said: 'It is apiKey of the provider "emea": give it another one in the program',
    },
  ],
];

/** Fails unless the message says which key it was, and nothing that cannot help. */
function expectRejected(result: EngineResult, said: string): void {
  expectExit(result, "non-zero");
  expect(result.all).toContain("The key was rejected: it is wrong, expired or revoked");
  expect(result.all).toContain(said);
  expect(result.all).toContain("to use those of now add `--run-program`");
  expect(result.all).not.toMatch(/run `pulumi up`/);
  expect(result.all + result.rawEvents).not.toMatch(/wbk_canary/);
}

describeThorough.each(WAYS)("a rejected key %s", (_, { program, key, said }) => {
  const fixture = fixtureForAll(program, {
    emulator: { accounts: ACCOUNTS },
    stack: { env: { WHEROBOTS_API_KEY: undefined } },
  });

  it("is named by refresh, up --refresh and destroy, which take the new one once they run the program", async () => {
    const { stack, emulator } = fixture;
    await stack.setConfig(key, OLD, { secret: true });
    expectExit(await stack.up(), "zero");
    emulator.revoke(OLD);
    await stack.setConfig(key, NEW, { secret: true });
    for (const result of [
      await stack.refresh(),
      await stack.up({ args: ["--refresh"] }),
      await stack.destroy(),
    ])
      expectRejected(result, said);

    expectExit(await stack.preview({ args: ["--refresh", "--run-program"] }), "zero");
    expect(emulator.runs()).toHaveLength(1);
    expectExit(await stack.destroy({ args: ["--run-program"] }), "zero");
    expect(fixture.requests()).toContain("POST /runs/{tiles}/cancel");
  });
});
