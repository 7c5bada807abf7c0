import { z } from "zod";
import type { Credential } from "./api/client";
import type { ProxySettings } from "./api/connections";
import { ConfigurationError } from "./api/errors";
import { proxySettings } from "./proxy-settings";

/** Everything a stack or its environment may say about the account and the limits of one `pulumi up`. */
export interface ProviderConfig {
  apiUrl: string;
  /** Absent: any request fails with an explanation; what needs no request works without. */
  credential: Credential | undefined;
  /** Undefined: requests go straight to the API. */
  proxy: ProxySettings | undefined;
  /** Defaults for runs that do not say; resolved at the submit, never an input. */
  region: string | undefined;
  runtime: string | undefined;
  version: string | undefined;
  /** Requests of one process, default 10. */
  maxRequestsPerSecond: number;
  /** All waits of one `up` together; undefined: no limit. */
  maxWaitSeconds: number | undefined;
}

/** Where the production API is. */
export const DEFAULT_API_URL = "https://api.cloud.wherobots.com";
const DEFAULT_MAX_REQUESTS_PER_SECOND = 10;

// Configuration and environment are text; a language host may hand over numbers.
const positive = z.coerce.number().positive();
const word = z.coerce.string().trim().min(1);
// A header value: anything else would be refused by the HTTP client in words that repeat the key.
const secret = word.regex(/^[\x21-\x7e]+$/, "must be printable ASCII without spaces");

/** Each setting: its name in the stack's configuration, and its environment variable if it has one. */
const SETTINGS = {
  apiKey: { schema: secret, env: "WHEROBOTS_API_KEY" },
  accessToken: { schema: secret, env: "WHEROBOTS_ACCESS_TOKEN" },
  apiUrl: { schema: word, env: "WHEROBOTS_API_URL" },
  region: { schema: word, env: undefined },
  runtime: { schema: word, env: undefined },
  version: { schema: word, env: undefined },
  maxRequestsPerSecond: { schema: positive, env: undefined },
  maxWaitSeconds: { schema: positive, env: "WHEROBOTS_MAX_WAIT_SECONDS" },
} as const;

type SettingName = keyof typeof SETTINGS;

/** Reads one key of the stack's configuration, `wherobots:` in front left out. */
export type ReadStackConfig = (key: SettingName) => unknown;

/**
 * Resolves the configuration: the stack's wins over the environment.
 *
 * @throws ConfigurationError that names each wrong setting, never a key's value
 */
export function resolveConfig(
  stack: ReadStackConfig,
  env: Readonly<Record<string, string | undefined>>,
): ProviderConfig {
  const problems: string[] = [];
  const setting = <N extends SettingName>(name: N): z.infer<(typeof SETTINGS)[N]["schema"]> | undefined => {
    const found = locate(name, stack, env);
    if (!found) return undefined;
    const parsed = SETTINGS[name].schema.safeParse(found.value);
    if (!parsed.success)
      problems.push(`${found.origin}: ${parsed.error.issues[0]?.message ?? "is not valid"}`);
    return parsed.data as z.infer<(typeof SETTINGS)[N]["schema"]> | undefined;
  };
  const apiUrl = checkedUrl(setting("apiUrl") ?? DEFAULT_API_URL, problems);
  const config: ProviderConfig = {
    apiUrl,
    credential: chooseCredential(setting("accessToken"), setting("apiKey"), stack),
    proxy: goesThroughProxy(apiUrl) ? proxySettings(env, problems) : undefined,
    region: setting("region"),
    runtime: setting("runtime"),
    version: setting("version"),
    maxRequestsPerSecond: setting("maxRequestsPerSecond") ?? DEFAULT_MAX_REQUESTS_PER_SECOND,
    maxWaitSeconds: setting("maxWaitSeconds"),
  };
  if (problems.length > 0) throw new ConfigurationError(`wrong configuration: ${problems.join("; ")}`);
  return config;
}

/** What to say when a request is about to be sent without a credential. */
export const NO_CREDENTIAL =
  "no Wherobots API key: set it with `pulumi config set --secret wherobots:apiKey`, " +
  "or in the environment variable WHEROBOTS_API_KEY; nothing was sent";

function locate(
  name: SettingName,
  stack: ReadStackConfig,
  env: Readonly<Record<string, string | undefined>>,
): { value: unknown; origin: string } | undefined {
  const configured = stack(name);
  if (configured !== undefined && configured !== null && configured !== "") {
    return { value: configured, origin: `wherobots:${name}` };
  }
  const variable = SETTINGS[name].env;
  const value = variable === undefined ? undefined : env[variable];
  return value === undefined || value === "" ? undefined : { value, origin: variable ?? name };
}

/** A token wins over a key of the same origin; the stack's wins over the environment's. */
function chooseCredential(
  accessToken: string | undefined,
  apiKey: string | undefined,
  stack: ReadStackConfig,
): Credential | undefined {
  const tokenFromEnv = accessToken !== undefined && !stack("accessToken");
  const keyFromStack = apiKey !== undefined && Boolean(stack("apiKey"));
  if (accessToken !== undefined && !(tokenFromEnv && keyFromStack))
    return { kind: "bearer", value: accessToken };
  return apiKey === undefined ? undefined : { kind: "apiKey", value: apiKey };
}

function checkedUrl(text: string, problems: string[]): string {
  const where = "wherobots:apiUrl (or WHEROBOTS_API_URL)";
  if (!URL.canParse(text)) {
    // Not repeated: it may be a key that was put into the wrong setting.
    problems.push(`${where} is not an address, expected one like ${DEFAULT_API_URL}`);
    return text;
  }
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") {
    problems.push(`${where} carries a user or password: put the key in wherobots:apiKey`);
  } else if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    problems.push(
      `${where} is "${url.protocol}//${url.host}": the key is sent over https only; http is accepted for this machine itself`,
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

/** This machine itself is never reached through a proxy, and nothing else is spoken to over http. */
function goesThroughProxy(apiUrl: string): boolean {
  if (!URL.canParse(apiUrl)) return false;
  const { protocol, hostname } = new URL(apiUrl);
  return protocol === "https:" && !isLoopback(hostname);
}

/** True for the machine itself: localhost, 127.0.0.0/8, ::1. `hostname` is as the URL class gives it. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
