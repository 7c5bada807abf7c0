import { ConfigurationError } from "../../provider/api/errors";
import {
  DEFAULT_API_URL,
  isLoopback,
  type ProviderConfig,
  resolveConfig,
  SETTINGS,
  settingProblems,
} from "../../provider/config";
import { UNKNOWN } from "../../provider/lifecycle";

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

describe("where a setting comes from", () => {
  it("has defaults for everything but the key", () => {
    expect(resolve()).toEqual({
      apiUrl: DEFAULT_API_URL,
      credential: undefined,
      proxy: undefined,
      region: undefined,
      runtime: undefined,
      version: undefined,
      maxRequestsPerSecond: 10,
      maxWaitSeconds: undefined,
      onInterrupt: undefined,
    });
  });

  it("takes the stack's over the environment's", () => {
    const env = {
      WHEROBOTS_API_KEY: "key-of-env",
      WHEROBOTS_API_URL: "https://env.test",
      WHEROBOTS_MAX_WAIT_SECONDS: "60",
    };
    expect(resolve({}, env)).toMatchObject({
      credential: { kind: "apiKey", value: "key-of-env" },
      apiUrl: "https://env.test",
      maxWaitSeconds: 60,
    });
    const stack = { apiKey: "key-of-stack", apiUrl: "https://stack.test/", maxWaitSeconds: 30 };
    expect(resolve(stack, env)).toMatchObject({
      credential: { kind: "apiKey", value: "key-of-stack" },
      apiUrl: "https://stack.test",
      maxWaitSeconds: 30,
    });
  });

  it("takes an empty setting for none", () => {
    expect(resolve({ apiUrl: "", region: null }, { WHEROBOTS_API_URL: "" })).toMatchObject({
      apiUrl: DEFAULT_API_URL,
      region: undefined,
    });
  });

  it.each([
    [{ accessToken: "t-stack", apiKey: "k-stack" }, {}, "bearer", "t-stack"],
    [{}, { WHEROBOTS_ACCESS_TOKEN: "t-env", WHEROBOTS_API_KEY: "k-env" }, "bearer", "t-env"],
    [{ apiKey: "k-stack" }, { WHEROBOTS_ACCESS_TOKEN: "t-env" }, "apiKey", "k-stack"],
    [{ accessToken: "t-stack" }, { WHEROBOTS_API_KEY: "k-env" }, "bearer", "t-stack"],
  ])("of token and key takes %j over %j: %s", (stack, env, kind, value) => {
    expect(resolve(stack, env).credential).toEqual({ kind, value });
  });

  it("trims a key that was pasted with its line end", () => {
    expect(resolve({ apiKey: " wbk_pasted\n" }).credential?.value).toBe("wbk_pasted");
  });
});

describe("the address", () => {
  it.each([
    ["https://api.wherobots.test", "https://api.wherobots.test"],
    ["https://api.wherobots.test/base/", "https://api.wherobots.test/base"],
    ["http://localhost:8080", "http://localhost:8080"],
    ["http://127.0.0.1:1/", "http://127.0.0.1:1"],
    ["http://127.9.8.7", "http://127.9.8.7"],
    ["http://[::1]:8080", "http://[::1]:8080"],
    ["http://[0:0:0:0:0:0:0:1]:8080", "http://[::1]:8080"],
    // What is checked is what is used: other spellings of 127.0.0.1 are written out.
    ["http://2130706433/", "http://127.0.0.1"],
    ["http://0x7f.1:8080/", "http://127.0.0.1:8080"],
    ["http://017700000001/", "http://127.0.0.1"],
    ["http://127.1/", "http://127.0.0.1"],
    ["http://127.0.0.1./", "http://127.0.0.1"],
    ["http://LOCALHOST:8080", "http://localhost:8080"],
  ])("may be %s", (apiUrl, expected) => {
    expect(resolve({ apiUrl }).apiUrl).toBe(expected);
  });

  it.each([
    "http://api.wherobots.test",
    "http://127.0.0.1.evil.test",
    "http://localhost.evil.test",
    "http://localhost./",
    "http://evil.localhost/",
    "http://127.0.0.1.evil.test./",
    "http://[::ffff:8.8.8.8]",
    "http://[::ffff:127.0.0.1]",
    "http://[::]",
    "http://2130706432.evil.test",
    "http://134744072/",
    "http://0x08080808/",
    "http://0/",
    "http://128.0.0.1.",
    "http://[::2]",
    "http://128.0.0.1",
    "http://0.0.0.0",
    "ftp://localhost",
    "file:///etc/passwd",
  ])("may not be %s: the key would not be safe on the way", (apiUrl) => {
    expect(complaint({ apiUrl })).toContain("https only");
  });

  it("may not carry a user or password, which are not repeated", () => {
    const text = complaint({ apiUrl: "https://me:hunter22@api.wherobots.test" });
    expect(text).toContain("carries a user or password");
    expect(text).not.toContain("hunter22");
    expect(complaint({ apiUrl: "http://127.0.0.1@evil.test" })).toContain("carries a user or password");
    expect(complaint({ apiUrl: "http://localhost:80@evil.test" })).toContain("carries a user or password");
  });

  it("must be an address", () => {
    expect(complaint({}, { WHEROBOTS_API_URL: "api.wherobots.test" })).toContain("is not an address");
  });

  it("is not repeated where it is none: it may be a key in the wrong place", () => {
    const text = complaint({ apiUrl: "wbk_made-up-key" });
    expect(text).toContain("is not an address");
    expect(text).not.toContain("wbk_made-up-key");
  });

  it("is this machine only by its whole name", () => {
    expect(["localhost", "127.0.0.1", "[::1]"].map(isLoopback)).toEqual([true, true, true]);
    expect(["localhost.", "127.0.0", "::1", "127.0.0.1.nip.test"].map(isLoopback)).not.toContain(true);
  });
});

describe("a wrong setting", () => {
  it.each([
    [{ maxRequestsPerSecond: "many" }, {}, "wherobots:maxRequestsPerSecond"],
    [{ maxRequestsPerSecond: 0 }, {}, "wherobots:maxRequestsPerSecond"],
    [{ maxWaitSeconds: -1 }, {}, "wherobots:maxWaitSeconds"],
    [{}, { WHEROBOTS_MAX_WAIT_SECONDS: "1h" }, "WHEROBOTS_MAX_WAIT_SECONDS"],
  ])("is named: %j %j", (stack, env, name) => {
    expect(complaint(stack, env)).toContain(name);
  });

  it("is named together with the others", () => {
    const text = complaint({ maxRequestsPerSecond: "x", maxWaitSeconds: "y", apiUrl: "nowhere" });
    expect(text).toMatch(/maxRequestsPerSecond.*; .*maxWaitSeconds/);
    expect(text).toContain("apiUrl");
  });

  it.each(["apiKey", "accessToken"])("never shows the value of %s", (name) => {
    const text = complaint({ [name]: "wbk_with a-space" });
    expect(text).toContain(`wherobots:${name}`);
    expect(text).not.toContain("a-space");
  });
});

describe("settings that two hosts name", () => {
  it("takes dbVersion for version, and it wins", () => {
    expect(resolve({ version: "2.0.0" }).version).toBe("2.0.0");
    expect(resolve({ dbVersion: "2.1.0" }).version).toBe("2.1.0");
    expect(resolve({ dbVersion: "2.1.0", version: "2.0.0" }).version).toBe("2.1.0");
  });

  it("knows what an interrupt may mean", () => {
    expect(resolve({ onInterrupt: "cancel" }).onInterrupt).toBe("cancel");
    expect(complaint({ onInterrupt: "stop" })).toContain("wherobots:onInterrupt");
  });
});

describe("settings that are given as values", () => {
  it("may be absent, empty, text or numbers, or not known yet", () => {
    expect(settingProblems({})).toEqual([]);
    expect(
      settingProblems({
        apiKey: "wbk_key",
        accessToken: "",
        apiUrl: "https://api.wherobots.test/",
        region: null,
        maxWaitSeconds: "60",
        maxRequestsPerSecond: 5,
        onInterrupt: "detach",
      }),
    ).toEqual([]);
    const unknown = Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, UNKNOWN]));
    expect(settingProblems(unknown)).toEqual([]);
  });

  it("are refused in the words of the configuration, each by its name and without its value", () => {
    const wrong = {
      apiKey: "two canary-4711 words",
      apiUrl: "http://api.wherobots.test",
      maxWaitSeconds: "canary-4711",
      onInterrupt: "canary-4711",
    };
    const problems = settingProblems(wrong);
    expect(problems.map(({ path }) => path).sort()).toEqual(Object.keys(wrong).sort());
    for (const { reason } of problems) expect(complaint(wrong)).toContain(reason);
    expect(JSON.stringify(problems)).not.toContain("canary-4711");
  });

  it("are secret where they are credentials", () => {
    const secret = Object.entries(SETTINGS).filter(([, { isSecret }]) => isSecret);
    expect(secret.map(([name]) => name)).toEqual(["apiKey", "accessToken"]);
  });
});
