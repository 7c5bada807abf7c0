import type { ProxySettings } from "../api/connections";

/** A scheme may be left out, as with curl and Go. */
const HAS_SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/**
 * The proxy for https addresses: HTTPS_PROXY and NO_PROXY, in small letters first, as undici and curl read them.
 * HTTP_PROXY is not looked at, since http is spoken to this machine only.
 *
 * @param problems is added to if the address cannot be used; never with user or password
 */
export function proxySettings(
  env: Readonly<Record<string, string | undefined>>,
  problems: string[],
): ProxySettings | undefined {
  const variable = env["https_proxy"] ? "https_proxy" : "HTTPS_PROXY";
  const text = env[variable]?.trim() ?? "";
  if (text === "") return undefined;
  const url = proxyUrl(text);
  if (!url) {
    // Not repeated: a user and a password may stand in it.
    problems.push(
      `${variable} is not the address of an http or https proxy, expected one like http://proxy.test:3128 ` +
        "(with a user: http://user:password@proxy.test:3128, special characters as %XX)",
    );
    return undefined;
  }
  return {
    origin: url.origin,
    authorization: authorization(url),
    noProxy: (env["no_proxy"] || env["NO_PROXY"] || "").trim(),
  };
}

function proxyUrl(text: string): URL | undefined {
  const address = HAS_SCHEME.test(text) ? text : `http://${text}`;
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const isProxy = /^https?:$/.test(url.protocol) && url.hostname !== "";
  return isProxy && decoded(url.username) !== undefined && decoded(url.password) !== undefined
    ? url
    : undefined;
}

function authorization(url: URL): string | undefined {
  if (url.username === "" && url.password === "") return undefined;
  const credentials = `${decoded(url.username)}:${decoded(url.password)}`;
  return `Basic ${Buffer.from(credentials).toString("base64")}`;
}

/** Undefined if a `%` stands there that begins no escape. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
