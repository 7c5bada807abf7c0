import { resolveConfig } from "../../../provider/account/config";

function proxyOf(env: Record<string, string>, apiUrl = "https://api.wherobots.test") {
  return resolveConfig((key) => (key === "apiUrl" ? apiUrl : undefined), env).proxy;
}

const PROXY = "http://proxy.test:3128";

describe("the proxy of the environment", () => {
  it.each([
    [{ HTTPS_PROXY: PROXY }, PROXY],
    [{ https_proxy: PROXY }, PROXY],
    [{ https_proxy: PROXY, HTTPS_PROXY: "http://other.test" }, PROXY],
    [{ https_proxy: "", HTTPS_PROXY: PROXY }, PROXY],
    [{ HTTPS_PROXY: "proxy.test:3128" }, PROXY],
    [{ HTTPS_PROXY: "https://proxy.test/" }, "https://proxy.test"],
    [{ HTTPS_PROXY: "[::1]:3128" }, "http://[::1]:3128"],
  ])("%j is %s", (env, origin) => {
    expect(proxyOf(env)?.origin).toBe(origin);
  });

  it.each([{}, { HTTPS_PROXY: "" }, { HTTP_PROXY: PROXY }, { http_proxy: PROXY }, { ALL_PROXY: PROXY }])(
    "%j names none for an https address",
    (env) => {
      expect(proxyOf(env)).toBeUndefined();
    },
  );

  it.each(["http://localhost:1", "http://127.0.0.1:1", "https://localhost:1", "https://[::1]:1"])(
    "is not used for this machine itself: %s",
    (apiUrl) => {
      expect(proxyOf({ HTTPS_PROXY: PROXY, HTTP_PROXY: PROXY }, apiUrl)).toBeUndefined();
    },
  );

  it("holds user and password apart from its address", () => {
    expect(proxyOf({ HTTPS_PROXY: "http://me:p%40ss@proxy.test:3128" })).toEqual({
      origin: PROXY,
      authorization: `Basic ${Buffer.from("me:p@ss").toString("base64")}`,
      noProxy: "",
    });
    expect(proxyOf({ HTTPS_PROXY: "http://me@proxy.test:3128" })?.authorization).toBe(
      `Basic ${Buffer.from("me:").toString("base64")}`,
    );
  });

  it.each([
    "socks5://me:hunter22@proxy.test:1080",
    "ftp://me:hunter22@proxy.test",
    "http://me:hunter22@",
    "http://me:hunter22@proxy.test:99999",
    "http://me:hunter22%zz@proxy.test",
    "http://me:hunter22@proxy test",
  ])("that cannot be used is refused without its password: %s", (address) => {
    expect(() => proxyOf({ HTTPS_PROXY: address })).toThrow(
      /^wrong configuration: HTTPS_PROXY is not the address of an http or https proxy(?!.*hunter22)/,
    );
  });
});
