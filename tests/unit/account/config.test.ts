import {
  DEFAULT_API_URL,
  type ProviderConfig,
  resolveConfig,
  SETTINGS,
  settingProblems,
} from "../../../provider/account/config";
import { ConfigurationError } from "../../../provider/api/errors";
import { UNKNOWN } from "../../../wire/pulumi-values";

function resolve(stack: Record<string, unknown> = {}, env: Record<string, string> = {}): ProviderConfig {
  return resolveConfig((key) => stack[key], env);
}

function complaint(stack: Record<string, unknown>, env: Record<string, string> = {}): string {
  try {
    resolve(stack, env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
  }
  throw new Error("the configuration was accepted");
}

const apiKey = (value: string) => ({ kind: "apiKey", value });
const bearer = (value: string) => ({ kind: "bearer", value });

describe("a setting", () => {
  const ENV = {
    WHEROBOTS_API_KEY: "k",
    WHEROBOTS_API_URL: "https://env.test",
    WHEROBOTS_MAX_WAIT_SECONDS: "60",
  };
  const STACK = { apiKey: "of-stack", apiUrl: "https://stack.test/", maxWaitSeconds: 30 };
  const FROM_ENV = { credential: apiKey("k"), apiUrl: "https://env.test", maxWaitSeconds: 60 };
  const FROM_STACK = { credential: apiKey("of-stack"), apiUrl: "https://stack.test", maxWaitSeconds: 30 };
  const NONE = {
    apiUrl: DEFAULT_API_URL,
    credential: undefined,
    region: undefined,
    maxRequestsPerSecond: 10,
  };
  const KEY = { WHEROBOTS_API_KEY: "k" };
  const TOKEN = { WHEROBOTS_ACCESS_TOKEN: "t" };

  it.each<[string, stack: Record<string, unknown>, env: Record<string, string>, expected: object]>([
    ["has a default, or may be absent", {}, {}, NONE],
    ["comes from the environment", {}, ENV, FROM_ENV],
    ["comes from the stack before the environment", STACK, ENV, FROM_STACK],
    ["that is empty is none", { apiUrl: "", region: null }, { WHEROBOTS_API_URL: "" }, NONE],
    ["token wins over a key beside it", { accessToken: "t", apiKey: "k" }, {}, { credential: bearer("t") }],
    ["token wins over a key in the environment too", {}, { ...TOKEN, ...KEY }, { credential: bearer("t") }],
    ["key of the stack wins over a token", { apiKey: "k" }, TOKEN, { credential: apiKey("k") }],
    ["token of the stack wins over a key", { accessToken: "t" }, KEY, { credential: bearer("t") }],
    ["loses the line end it was pasted with", { apiKey: " wbk_x\n" }, {}, { credential: apiKey("wbk_x") }],
    ["of the version is named version", { version: "2.0.0" }, {}, { version: "2.0.0" }],
    ["dbVersion wins over it", { dbVersion: "2.1.0", version: "2.0.0" }, {}, { version: "2.1.0" }],
    ["onInterrupt is cancel or detach", { onInterrupt: "cancel" }, {}, { onInterrupt: "cancel" }],
  ])("%s", (_, stack, env, expected) => {
    expect(resolve(stack, env)).toMatchObject(expected);
  });
});

describe("the address", () => {
  it.each([
    ["https://api.wherobots.test/base/", "https://api.wherobots.test/base"],
    ["http://localhost:8080", "http://localhost:8080"],
    ["http://127.9.8.7", "http://127.9.8.7"],
    ["http://[0:0:0:0:0:0:0:1]:8080", "http://[::1]:8080"],
    // What is checked is what is used: other spellings of 127.0.0.1 are written out.
    ["http://2130706433/", "http://127.0.0.1"],
    ["http://0x7f.1:8080/", "http://127.0.0.1:8080"],
    ["http://017700000001/", "http://127.0.0.1"],
    ["http://127.0.0.1./", "http://127.0.0.1"],
    ["http://LOCALHOST:8080", "http://localhost:8080"],
  ])("may be %s", (apiUrl, expected) => {
    expect(resolve({ apiUrl }).apiUrl).toBe(expected);
  });

  // rule: key-transport
  it.each([
    ...["http://api.wherobots.test", "http://127.0.0.1.evil.test", "http://localhost.evil.test"],
    ...["http://localhost./", "http://evil.localhost/", "http://127.0.0.1.evil.test./"],
    ...["http://[::ffff:8.8.8.8]", "http://[::ffff:127.0.0.1]", "http://[::]", "http://[::2]"],
    ...["http://2130706432.evil.test", "http://134744072/", "http://0x08080808/", "http://0/"],
    ...["http://128.0.0.1.", "http://128.0.0.1", "http://0.0.0.0", "ftp://localhost", "file:///etc/passwd"],
  ])("may not be %s: the key would not be safe on the way", (apiUrl) => {
    expect(complaint({ apiUrl })).toContain("https only");
  });

  it.each([
    "https://me:hunter22@api.wherobots.test",
    "http://hunter22@evil.test",
    "http://localhost:80@evil.test",
  ])("may not carry a user or password, which are not repeated: %s", (apiUrl) => {
    expect(complaint({ apiUrl })).toContain("carries a user or password");
    expect(complaint({ apiUrl })).not.toContain("hunter22");
  });

  it("must be an address, and is not repeated where it is none: it may be a key in the wrong place", () => {
    expect(complaint({}, { WHEROBOTS_API_URL: "api.wherobots.test" })).toContain("is not an address");
    expect(complaint({ apiUrl: "wbk_made-up-key" })).toContain("is not an address");
    expect(complaint({ apiUrl: "wbk_made-up-key" })).not.toContain("wbk_made-up-key");
  });
});

describe("a wrong setting", () => {
  it.each([
    [{ maxRequestsPerSecond: "many" }, {}, "wherobots:maxRequestsPerSecond"],
    [{ maxRequestsPerSecond: 0 }, {}, "wherobots:maxRequestsPerSecond"],
    [{ maxWaitSeconds: -1 }, {}, "wherobots:maxWaitSeconds"],
    [{}, { WHEROBOTS_MAX_WAIT_SECONDS: "1h" }, "WHEROBOTS_MAX_WAIT_SECONDS"],
    [{ onInterrupt: "stop" }, {}, "wherobots:onInterrupt"],
    [{ apiKey: "two canary-4711 words" }, {}, "wherobots:apiKey"],
    [{ accessToken: "two canary-4711 words" }, {}, "wherobots:accessToken"],
  ])("is named, without the value of a credential: %j %j", (stack, env, name) => {
    expect(complaint(stack, env)).toContain(name);
    expect(complaint(stack, env)).not.toContain("canary-4711");
  });
});

describe("settings that are given as values", () => {
  it.each<Record<string, unknown>>([
    {},
    { apiKey: "wbk_key", accessToken: "", apiUrl: "https://api.wherobots.test/", region: null },
    { maxWaitSeconds: "60", maxRequestsPerSecond: 5, onInterrupt: "detach" },
    Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, UNKNOWN])),
  ])("may be absent, empty, text or numbers, or not known yet: %j", (settings) => {
    expect(settingProblems(settings)).toEqual([]);
  });

  it("are refused in the words of the configuration, each by its name and without its value", () => {
    const wrong = {
      ...{ apiKey: "two canary-4711 words", apiUrl: "http://api.wherobots.test" },
      ...{ maxWaitSeconds: "canary-4711", onInterrupt: "canary-4711" },
    };
    const problems = settingProblems(wrong);
    expect(problems.map(({ path }) => path).sort()).toEqual(Object.keys(wrong).sort());
    for (const { reason } of problems) expect(complaint(wrong)).toContain(reason);
    expect(JSON.stringify(problems)).not.toContain("canary-4711");
  });
});
