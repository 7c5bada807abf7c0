import Ajv2020, { type ValidateFunction } from "ajv/dist/2020";
import type { FaultRule } from "./faults";
import type { PlanRule } from "./plans";
import type { Pattern } from "./wildcard";

/** A pattern in JSON. */
type JsonPattern = string | { regex: string };

type JsonPlanRule = Omit<PlanRule, "match"> & {
  match?: { name?: JsonPattern; uri?: JsonPattern; args?: JsonPattern };
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
    object({ count: COUNT, text: TEXT }, ["count"]),
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

/** Checks the JSON bodies of the control surface and turns them into rules. */
export class ControlBodies {
  readonly #ajv = new Ajv2020({ allErrors: true, strict: false });
  readonly #planRule = this.#ajv.compile<JsonPlanRule>(PLAN_RULE);
  readonly #planRules = this.#ajv.compile<JsonPlanRule[]>({ type: "array", items: PLAN_RULE });
  readonly #faultRule = this.#ajv.compile<JsonFaultRule>(FAULT_RULE);
  readonly #advance = this.#ajv.compile<{ ms: number }>(object({ ms: AMOUNT }, ["ms"]));
  readonly #apiKey = this.#ajv.compile<{ apiKey: string }>(object({ apiKey: TEXT }, ["apiKey"]));
  readonly #finish = this.#ajv.compile<{ outcome?: string }>(object({ outcome: TEXT }));

  planRule(body: unknown): PlanRule {
    return toPlanRule(checked(this.#planRule, body));
  }

  planRules(body: unknown): PlanRule[] {
    return checked(this.#planRules, body).map(toPlanRule);
  }

  faultRule(body: unknown): FaultRule {
    const { match, path, times, ...rest } = checked(this.#faultRule, body);
    return {
      ...rest,
      ...(match === undefined ? {} : { match: patterns(match) }),
      ...(path === undefined ? {} : { path: toPattern(path) }),
      ...(times === undefined ? {} : { times: times === "infinity" ? Number.POSITIVE_INFINITY : times }),
    };
  }

  milliseconds(body: unknown): number {
    return checked(this.#advance, body).ms;
  }

  apiKey(body: unknown): string {
    return checked(this.#apiKey, body).apiKey;
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
    const extra: unknown = error.params["additionalProperty"];
    return `${error.instancePath || "body"} ${error.message ?? ""}${typeof extra === "string" ? `: ${extra}` : ""}`;
  });
  throw new ControlBodyError(reasons.join("; "));
}

function toPlanRule({ match, ...rest }: JsonPlanRule): PlanRule {
  return match === undefined ? rest : { ...rest, match: patterns(match) };
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
