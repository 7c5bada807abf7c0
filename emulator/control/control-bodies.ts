import Ajv2020, { type ValidateFunction } from "ajv/dist/2020";
import type { FaultRule } from "../faults/fault-rule";
import type { EmulatorOptions } from "../options";
import type { PlanRule } from "../runs/plans";
import type { StorageAccess } from "../storage/storage-sources";
import type { Pattern } from "../wildcard";

/** A pattern in JSON. */
type JsonPattern = string | { regex: string };

type JsonPlanRule = Omit<PlanRule, "match"> & {
  match?: { name?: JsonPattern; uri?: JsonPattern; args?: JsonPattern };
};

type JsonOptions = Omit<EmulatorOptions, "plans" | "faults" | "onExchange"> & {
  plans?: JsonPlanRule[];
  faults?: JsonFaultRule[];
};

type JsonFaultRule = Omit<FaultRule, "match" | "path" | "times"> & {
  match?: { name?: JsonPattern };
  path?: JsonPattern;
  times?: number | "infinity";
};

/** A control request whose body does not fit. */
export class ControlBodyError extends Error {
  override readonly name = "ControlBodyError";
}

const PATTERN = {
  anyOf: [
    { type: "string" },
    {
      type: "object",
      required: ["regex"],
      properties: { regex: { type: "string" } },
      additionalProperties: false,
    },
  ],
};
const COUNT = { type: "integer", minimum: 0 };
const AMOUNT = { type: "number", minimum: 0 };
const TEXT = { type: "string" };
const FLAG = { type: "boolean" };

const LOGS = {
  anyOf: [
    { type: "array", items: object({ atMs: AMOUNT, text: TEXT }, ["text"]) },
    object({ count: { ...COUNT, maximum: 1e9 }, text: TEXT }, ["count"]),
  ],
};
const EVENTS = {
  type: "array",
  items: object({ atMs: AMOUNT, code: TEXT, message: TEXT, eventMeta: { type: "object" } }),
};
const PLAN = object({
  pendingMs: AMOUNT,
  runningMs: AMOUNT,
  outcome: TEXT,
  neverEnds: FLAG,
  neverLaunches: FLAG,
  logs: LOGS,
  lateLogsMs: AMOUNT,
  events: EVENTS,
  message: TEXT,
  coldStart: FLAG,
  costUsd: AMOUNT,
  spatialUnits: AMOUNT,
  costSettlesMs: AMOUNT,
  resolvedVersion: TEXT,
  status: TEXT,
  cancelTakesMs: AMOUNT,
});
const INITIAL = object({
  runs: {
    type: "array",
    items: object({ payload: { type: "object" }, region: TEXT, plan: PLAN, createTime: TEXT, apiKey: TEXT }, [
      "payload",
    ]),
  },
  files: { type: "array", items: object({ uri: TEXT, text: TEXT }, ["uri"]) },
  storages: {
    type: "array",
    items: object(
      {
        name: TEXT,
        path: TEXT,
        region: TEXT,
        readOnly: FLAG,
        roleArn: TEXT,
        cloudConnectionId: TEXT,
        apiKey: TEXT,
      },
      ["name", "path"],
    ),
  },
});
const PLAN_RULE = object(
  { match: object({ name: PATTERN, uri: PATTERN, args: PATTERN }), times: COUNT, plan: PLAN },
  ["plan"],
);
const FAULT_RULE = object(
  {
    method: TEXT,
    path: PATTERN,
    match: object({ name: PATTERN }),
    skip: COUNT,
    times: { anyOf: [COUNT, { const: "infinity" }] },
    probability: { type: "number", minimum: 0, maximum: 1 },
    seed: { type: "integer" },
    kind: {
      enum: [
        "status",
        "reset",
        "delay",
        "malformedJson",
        "truncated",
        "stale",
        "html",
        "oversize",
        "redirect",
        "hang",
      ],
    },
    when: { enum: ["before", "after"] },
    status: { type: "integer", minimum: 200, maximum: 599 },
    body: {},
    headers: { type: "object", additionalProperties: TEXT },
    delayMs: AMOUNT,
    bytes: COUNT,
  },
  ["kind"],
);

const ACCOUNT = object(
  {
    apiKey: TEXT,
    bearerToken: TEXT,
    userId: TEXT,
    email: TEXT,
    name: TEXT,
    organizationId: TEXT,
    organizationName: TEXT,
    defaultRegion: TEXT,
    defaultRuntime: TEXT,
    allowedRegions: { type: "array", items: TEXT },
    forbidden: FLAG,
  },
  [
    ...["apiKey", "userId", "email", "name", "organizationId", "organizationName"],
    ...["defaultRegion", "defaultRuntime", "allowedRegions"],
  ],
);
const ACCESS = object({ listAccess: FLAG, getAccess: FLAG, putAccess: FLAG, deleteAccess: FLAG });
const OPTIONS = object({
  port: { type: "integer", minimum: 0, maximum: 65_535 },
  publicUrl: TEXT,
  tls: object({ cert: TEXT, key: TEXT }, ["cert", "key"]),
  accounts: { type: "array", items: ACCOUNT },
  clock: { enum: ["real", "manual"] },
  startTime: TEXT,
  plans: { type: "array", items: PLAN_RULE },
  defaultPlan: PLAN,
  faults: { type: "array", items: FAULT_RULE },
  seed: { type: "integer" },
  requireRegionAndRuntime: FLAG,
  rateLimitPerSecond: { type: "number", exclusiveMinimum: 0 },
  keptRequests: { type: "integer", minimum: 1 },
  cancelOfFinishedRun: { enum: ["ok", "conflict", "badRequest"] },
  numericLogTimestamps: FLAG,
  opaqueLogCursors: FLAG,
  quotas: object({
    CPU: COUNT,
    HUMAN_USER_COUNT: COUNT,
    WORKLOAD_LIFETIME_HOUR: COUNT,
    DISK_PER_NODE_GB: COUNT,
    FOREIGN_CATALOG_COUNT: COUNT,
  }),
  host: TEXT,
  initial: INITIAL,
  echoDefaultRuntime: FLAG,
  forbiddenPaths: { type: "array", items: TEXT },
  storageQuotaBytes: COUNT,
  accessAfterChecks: COUNT,
  accessAfterMs: AMOUNT,
  duplicateStorages: { enum: ["ok", "conflict"] },
  publicBuckets: { type: "object", additionalProperties: { enum: ["free", "requester_pays"] } },
  cloudConnections: { type: "array", items: TEXT },
} satisfies Record<keyof JsonOptions, unknown>);

/** Checks JSON of the control surface and of the shell, and turns it into rules and options. */
export class ControlBodies {
  readonly #ajv = new Ajv2020({ allErrors: true, strict: false });
  readonly #planRule = this.#ajv.compile<JsonPlanRule>(PLAN_RULE);
  readonly #options = this.#ajv.compile<JsonOptions>(OPTIONS);
  readonly #faultRule = this.#ajv.compile<JsonFaultRule>(FAULT_RULE);
  readonly #advance = this.#ajv.compile<{ ms: number }>(object({ ms: AMOUNT }, ["ms"]));
  readonly #apiKey = this.#ajv.compile<{ apiKey: string }>(object({ apiKey: TEXT }, ["apiKey"]));
  readonly #access = this.#ajv.compile<Partial<StorageAccess>>(ACCESS);
  readonly #finish = this.#ajv.compile<{ outcome?: string }>(object({ outcome: TEXT }));

  planRule(body: unknown): PlanRule {
    return toPlanRule(checked(this.#planRule, body));
  }

  faultRule(body: unknown): FaultRule {
    return toFaultRule(checked(this.#faultRule, body));
  }

  options(body: unknown): EmulatorOptions {
    const { plans = [], faults = [], ...rest } = checked(this.#options, body);
    return { ...rest, plans: plans.map(toPlanRule), faults: faults.map(toFaultRule) };
  }

  milliseconds(body: unknown): number {
    return checked(this.#advance, body).ms;
  }

  apiKey(body: unknown): string {
    return checked(this.#apiKey, body).apiKey;
  }

  storageAccess(body: unknown): Partial<StorageAccess> {
    return checked(this.#access, body);
  }

  outcome(body: unknown): string | undefined {
    return checked(this.#finish, body ?? {}).outcome;
  }
}

function object(properties: Record<string, unknown>, required: string[] = []): Record<string, unknown> {
  return { type: "object", properties, required, additionalProperties: false };
}

function checked<T>(validate: ValidateFunction<T>, body: unknown): T {
  if (validate(body)) return body;
  const reasons = (validate.errors ?? []).map((error) => {
    const named = namedIn(error.params);
    return `${error.instancePath || "body"} ${error.message ?? ""}${named === "" ? "" : `: ${named}`}`;
  });
  throw new ControlBodyError(reasons.join("; "));
}

/** The property that is too much, or the values that are possible. */
function namedIn({ additionalProperty, allowedValues }: Record<string, unknown>): string {
  const names: unknown[] = Array.isArray(allowedValues) ? allowedValues : [additionalProperty];
  return names.filter((name) => typeof name === "string").join(", ");
}

function toPlanRule({ match, ...rest }: JsonPlanRule): PlanRule {
  return match === undefined ? rest : { ...rest, match: patterns(match) };
}

function toFaultRule({ match, path, times, ...rest }: JsonFaultRule): FaultRule {
  return {
    ...rest,
    ...(match === undefined ? {} : { match: patterns(match) }),
    ...(path === undefined ? {} : { path: toPattern(path) }),
    ...(times === undefined ? {} : { times: times === "infinity" ? Number.POSITIVE_INFINITY : times }),
  };
}

function patterns(match: Record<string, JsonPattern>): Record<string, Pattern> {
  return Object.fromEntries(Object.entries(match).map(([key, pattern]) => [key, toPattern(pattern)]));
}

function toPattern(pattern: JsonPattern): Pattern {
  if (typeof pattern === "string") return pattern;
  try {
    return new RegExp(pattern.regex);
  } catch (cause) {
    throw new ControlBodyError(`not a regular expression: ${pattern.regex}`, { cause });
  }
}
