import { z } from "zod";
import { UNKNOWN } from "../../wire/pulumi-values";
import type { Credential } from "../api/caller";
import type { ProxySettings } from "../api/connections";
import { ConfigurationError } from "../api/errors";
import { NEEDS_QUOTES, textOf } from "../inputs/check";
import { type CheckFailure, type Properties } from "../values";
import { proxySettings } from "./proxy";

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
  /** For resources that do not say; undefined: detach. */
  onInterrupt: OnInterrupt | undefined;
  /** Runs that one command may submit; undefined: no limit. */
  maxNewRuns: number | undefined;
  /** False: no run is started, and what would have been is recorded as NOT_RUN. */
  runJobs: boolean;
}

/** What an interrupt of a wait means for the run: it goes on, or it is cancelled. */
export type OnInterrupt = "detach" | "cancel";

/** Where the production API is. */
export const DEFAULT_API_URL = "https://api.cloud.wherobots.com";
const DEFAULT_MAX_REQUESTS_PER_SECOND = 10;

// Configuration and environment are text; a language host may hand over numbers.
const positive = z.coerce.number().positive();
const word = z.preprocess((value) => textOf(value) ?? value, z.string(NEEDS_QUOTES).trim().min(1));
// A header value: anything else would be refused by the HTTP client in words that repeat the key.
const secret = word.refine((text) => /^[\x21-\x7e]+$/.test(text), "must be printable ASCII without spaces");
const count = z.coerce.number().int("must be a whole number").min(0, "must not be negative");
const flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")], {
  error: "must be true or false",
});
const interrupt = z.enum(["detach", "cancel"]);
// Not repeated: it may be a key that was put into the wrong setting.
const address = word
  .refine((text) => URL.canParse(text), {
    message: `is not an address, expected one like ${DEFAULT_API_URL}`,
    abort: true,
  })
  .superRefine((text, context) => {
    const problem = addressProblem(new URL(text));
    if (problem !== undefined) context.addIssue(problem);
  })
  .transform(withoutSlash);

/**
 * Each setting: its name in the stack's configuration and in a provider's arguments, its environment variable if it has
 * one, and whether it must not be shown.
 */
export const SETTINGS = {
  apiKey: { schema: secret, env: "WHEROBOTS_API_KEY", isSecret: true },
  accessToken: { schema: secret, env: "WHEROBOTS_ACCESS_TOKEN", isSecret: true },
  apiUrl: { schema: address, env: "WHEROBOTS_API_URL", isSecret: false },
  region: { schema: word, env: undefined, isSecret: false },
  runtime: { schema: word, env: undefined, isSecret: false },
  // The engine keeps `version` of a provider for itself, so that only `dbVersion` can be said there.
  dbVersion: { schema: word, env: undefined, isSecret: false },
  version: { schema: word, env: undefined, isSecret: false },
  maxRequestsPerSecond: { schema: positive, env: undefined, isSecret: false },
  maxWaitSeconds: { schema: positive, env: "WHEROBOTS_MAX_WAIT_SECONDS", isSecret: false },
  onInterrupt: { schema: interrupt, env: undefined, isSecret: false },
  maxNewRuns: { schema: count, env: "WHEROBOTS_MAX_NEW_RUNS", isSecret: false },
  runJobs: { schema: flag, env: "WHEROBOTS_RUN_JOBS", isSecret: false },
} as const;

/** The name of a setting, `wherobots:` in front left out. */
type SettingName = keyof typeof SETTINGS;

/** Reads one key of the stack's configuration, or one argument of an explicit provider. */
export type ReadStackConfig = (key: SettingName) => unknown;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Resolves the configuration: the stack's wins over the environment.
 *
 * @param provider name of the explicit provider whose arguments `stack` reads, for messages; undefined: there is none
 * @throws ConfigurationError that names each wrong setting, never a key's value
 */
export function resolveConfig(stack: ReadStackConfig, env: Environment, provider?: string): ProviderConfig {
  const problems: string[] = [];
  const setting = <N extends SettingName>(name: N): z.infer<(typeof SETTINGS)[N]["schema"]> | undefined => {
    const found = locate(name, stack, env);
    if (!found) return undefined;
    const parsed = SETTINGS[name].schema.safeParse(found.value);
    const origin = found.variable ?? settingText(name, provider);
    if (!parsed.success) problems.push(`${origin}: ${problemText(parsed.error)}`);
    return parsed.data as z.infer<(typeof SETTINGS)[N]["schema"]> | undefined;
  };
  const apiUrl = setting("apiUrl") ?? DEFAULT_API_URL;
  const credential = chooseCredential(setting("accessToken"), setting("apiKey"), stack);
  const dbVersion = setting("dbVersion");
  const version = setting("version");
  const config: ProviderConfig = {
    apiUrl,
    credential: credential && { ...credential, remedy: rejectedRemedy(credential, stack, provider) },
    proxy: goesThroughProxy(apiUrl) ? proxySettings(env, problems) : undefined,
    region: setting("region"),
    runtime: setting("runtime"),
    version: dbVersion ?? version,
    maxRequestsPerSecond: setting("maxRequestsPerSecond") ?? DEFAULT_MAX_REQUESTS_PER_SECOND,
    maxWaitSeconds: setting("maxWaitSeconds"),
    onInterrupt: setting("onInterrupt"),
    maxNewRuns: setting("maxNewRuns"),
    runJobs: setting("runJobs") ?? true,
  };
  if (problems.length > 0) throw new ConfigurationError(`wrong configuration: ${problems.join("; ")}`);
  return config;
}

/** What is wrong with settings that are given as values, by the same rules; what is not known yet passes. */
export function settingProblems(values: Readonly<Properties>): CheckFailure[] {
  return Object.entries(SETTINGS).flatMap(([path, { schema }]) => {
    const value = values[path];
    if (isAbsent(value) || value === UNKNOWN) return [];
    const { error } = schema.safeParse(value);
    return error === undefined ? [] : [{ path, reason: problemText(error) }];
  });
}

/** What a `pulumi up` that had just set another key could not help against. */
const OLD_SETTINGS =
  "If this was a refresh or destroy, or `pulumi up --refresh`, it used the settings that the last `pulumi up` left in " +
  "state: to use those of now add `--run-program` while the program still has the resource";

/**
 * What to say when a request is about to be sent without a credential.
 *
 * @param provider name of the explicit provider that has none
 */
export function noCredential(provider: string | undefined): string {
  const missing =
    provider === undefined
      ? "no Wherobots API key: set it with `pulumi config set --secret wherobots:apiKey`"
      : `no Wherobots API key: give it to the provider "${provider}" as \`apiKey\``;
  return `${missing}, or in the environment variable WHEROBOTS_API_KEY; nothing was sent. ${OLD_SETTINGS}`;
}

/** Which credential it is, and how another takes its place. */
function rejectedRemedy({ kind }: Credential, stack: ReadStackConfig, provider: string | undefined): string {
  const name = kind === "bearer" ? "accessToken" : "apiKey";
  const isSet = !isAbsent(stack(name));
  return `${isSet ? remedyWhereSet(name, provider) : remedyInEnvironment(SETTINGS[name].env, provider)}. ${OLD_SETTINGS}`;
}

function remedyWhereSet(name: SettingName, provider: string | undefined): string {
  const setting = settingText(name, provider);
  return provider === undefined
    ? `It is \`${setting}\` of the stack's configuration: set another with \`pulumi config set --secret ${setting}\``
    : `It is ${setting}: give it another one in the program`;
}

function remedyInEnvironment(variable: string, provider: string | undefined): string {
  const whose = provider === undefined ? "the stack's configuration" : `the provider "${provider}"`;
  return `It is ${variable} of the environment, since ${whose} has none: set another there`;
}

/** A setting by its name in the stack's configuration, or as an argument of an explicit provider. */
function settingText(name: SettingName, provider: string | undefined): string {
  return provider === undefined ? `wherobots:${name}` : `${name} of the provider "${provider}"`;
}

/** @returns the environment variable too, if it was set there */
function locate(
  name: SettingName,
  stack: ReadStackConfig,
  env: Environment,
): { value: unknown; variable?: string } | undefined {
  const configured = stack(name);
  if (!isAbsent(configured)) return { value: configured };
  const variable = SETTINGS[name].env;
  const value = variable === undefined ? undefined : env[variable];
  return variable === undefined || isAbsent(value) ? undefined : { value, variable };
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

function problemText({ issues }: z.ZodError): string {
  return issues[0]?.message ?? "is not valid";
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

/** What is wrong with the address of the API; undefined: nothing. */
function addressProblem({ username, password, protocol, host, hostname }: URL): string | undefined {
  if (username !== "" || password !== "")
    return "carries a user or password: put the key in wherobots:apiKey";
  if (protocol === "https:" || (protocol === "http:" && isLoopback(hostname))) return undefined;
  return `is "${protocol}//${host}": the key is sent over https only; http is accepted for this machine itself`;
}

function withoutSlash(address: string): string {
  const url = new URL(address);
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
