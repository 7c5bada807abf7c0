import { Contract } from "../../emulator/openapi/contract";
import {
  COMPONENT_SCHEMAS,
  describedOperations,
  type Operation,
  type Schema,
} from "../../emulator/openapi/description";
import { MAX_INPUT_BYTES } from "../../provider/inputs/check";
import { checkJobRun } from "../../provider/resources/job-run/check";
import type { JobRunInputs } from "../../provider/resources/job-run/inputs";
import { runNames, stackPattern } from "../../provider/resources/job-run/names";
import { runRequest } from "../../provider/resources/job-run/request";
import { boundedState, MAX_INIT_FAILURE_BYTES } from "../../provider/run/bounded-state";
import type { Properties } from "../../provider/values";
import { plainJson } from "../../provider/values";
import type { Identity } from "../../wire/identity";
import { CONFIG, IDENTITY, offlineContext } from "../support/context/lifecycle-context";
import { someState } from "../support/context/some-state";

const contract = new Contract();
const CREATE = operation("createJobRun");
const LIST = operation("listJobRuns");
const SCRIPT = { runPython: { uri: "s3://bucket.test/job.py" } };

/** Words of a JSON schema that set a limit. */
const LIMITS = [
  ...["minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
  ...["multipleOf", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "propertyNames"],
];

describe("the limits that the API's description sets", () => {
  it("for a submit are those of the name, and check knows no others", () => {
    expect(limitsIn(CREATE.requestSchema)).toEqual({
      "name.minLength": 8,
      "name.maxLength": 255,
      "name.pattern": "^[a-zA-Z0-9_\\-\\.]+$",
    });
  });

  const { "name.minLength": min = 0, "name.maxLength": max = 0 } = limitsIn(CREATE.requestSchema);

  it.each<[string, string, boolean]>([
    ["shortest", "n".repeat(Number(min)), true],
    ["one letter less", "n".repeat(Number(min) - 1), false],
    ["longest", "n".repeat(Number(max)), true],
    ["one letter more", "n".repeat(Number(max) + 1), false],
    ["with every kind of letter", "aZ09_-.aZ09", true],
    ...["aZ09_-. aZ09", "\u0430bcdefgh", "abcdefgh😀", "abcdefgh\n"].map(
      (name): [string, string, boolean] => [
        `with a letter that is none: ${JSON.stringify(name)}`,
        name,
        false,
      ],
    ),
  ])("are those of check for a name: %s", (_what, name, isGood) => {
    const { failures } = checkJobRun(undefined, { ...SCRIPT, name }, offlineContext());
    expect(failures.map(({ path }) => path)).toEqual(isGood ? [] : ["name"]);
    const { payload } = runRequest({ ...SCRIPT, name }, name, CONFIG);
    expect(isRefused(() => contract.body(CREATE, payload))).toBe(!isGood);
  });

  it.each(["n".repeat(300), "😀".repeat(150), "straße/".repeat(50), "e\u0301".repeat(150), "x", ""])(
    "hold for an automatic name, and for what is listed by it: %s",
    (logical) => {
      const identity: Identity = { ...IDENTITY, path: `acme:Maps$JobRun::${logical}` };
      const context = offlineContext(identity);
      const names = runNames(SCRIPT, context, "org-1");
      const { payload } = runRequest(SCRIPT, names.next(), CONFIG);
      expect(isRefused(() => contract.body(CREATE, payload))).toBe(false);
      for (const name of [names.pattern, stackPattern(context), payload.name])
        expect(isRefused(() => contract.query(LIST, { name, size: "100" }))).toBe(false);
    },
  );
});

it("texts of any kind reach the body of the submit as they are", () => {
  const TEXTS = ["😀", "e\u0301", "\u0000", "\u202e", "\u{10ffff}", '"\\', "\u2028", "x".repeat(100_000), ""];
  const inputs: JobRunInputs = {
    runPython: { uri: "s3://bucket.test/ä 😀.py", args: TEXTS },
    environment: { sparkConfigs: Object.fromEntries(TEXTS.map((text) => [text, text])) },
  };
  expect(checkJobRun(undefined, inputs, offlineContext()).failures).toEqual([]);
  const { payload } = runRequest(inputs, "nightly-load", CONFIG);
  const sent: unknown = JSON.parse(JSON.stringify(payload));
  expect(sent).toMatchObject({ runPython: inputs.runPython, environment: inputs.environment });
  contract.body(CREATE, sent);
});

describe("the size of the inputs", () => {
  /** Inputs whose text is as large as it may be, or `more` bytes larger. */
  function inputs(more: number, letter = "x"): Properties {
    const rest = Buffer.byteLength(JSON.stringify({ ...SCRIPT, triggers: { text: "" } }));
    const letters = Math.floor((MAX_INPUT_BYTES - rest) / Buffer.byteLength(letter)) + more;
    return { ...SCRIPT, triggers: { text: letter.repeat(letters) } };
  }

  it.each(["x", "😀"])("is accepted up to the limit, in bytes of %s, and not one letter more", (letter) => {
    expect(checkJobRun(undefined, inputs(0, letter), offlineContext()).failures).toEqual([]);
    const { failures } = checkJobRun(undefined, inputs(1, letter), offlineContext());
    expect(failures).toEqual([{ path: "", reason: expect.stringContaining(`at most ${MAX_INPUT_BYTES}`) }]);
  });

  it("leaves room for a log tail of 1,000 lines and ten attempts, so that nothing is cut of a failed run", () => {
    const line = "l".repeat(500);
    const attempts = Array.from({ length: 10 }, () => ({ runId: "r", status: "FAILED", reason: line }));
    const logTail = Array.from({ length: 1_000 }, () => line);
    const state = { ...someState(), ...inputs(0), logTail, attempts };
    expect(boundedState(state)).toEqual(plainJson(state));
    expect(Buffer.byteLength(JSON.stringify(plainJson(state)))).toBeLessThan(MAX_INIT_FAILURE_BYTES);
  });
});

function operation(id: string): Operation {
  const found = describedOperations().find((candidate) => candidate.id === id);
  if (!found) throw new Error(`the description has no ${id}`);
  return found;
}

/** Every limit below a schema, by path. */
function limitsIn(schema: unknown, path = ""): Record<string, unknown> {
  if (typeof schema !== "object" || schema === null) return {};
  const entries = Object.entries(resolved({ ...schema }));
  return Object.assign(
    {},
    ...entries.map(([key, value]) => {
      if (key === "default") return {};
      if (LIMITS.includes(key) && typeof value !== "object") return { [`${path}${key}`]: value };
      const isName =
        !["properties", "anyOf", "items", "additionalProperties"].includes(key) && !/^\d+$/.test(key);
      return limitsIn(value, isName ? `${path}${key}.` : path);
    }),
  ) as Record<string, unknown>;
}

function resolved(schema: Schema): Schema {
  const reference = schema["$ref"];
  if (typeof reference !== "string") return schema;
  return COMPONENT_SCHEMAS[reference.split("/").at(-1) ?? ""] ?? {};
}

function isRefused(run: () => unknown): boolean {
  try {
    run();
    return false;
  } catch {
    return true;
  }
}
