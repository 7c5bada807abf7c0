import description from "../../emulator/openapi/openapi.json";
import { MAX_INPUT_BYTES } from "../../provider/inputs/check";
import { expectExit, FAILS, type Fixture, OK, openFixture, outputsOf } from "../support/engine/fixture";
import { itSampled } from "../support/sample";

const NAME = description.components.schemas["CreateRunPayload-Input"].properties.name;
const LONGEST_NAME = "e".repeat(NAME.maxLength);

/** Outside the basic plane, combining, right to left, control characters, the last code point, nothing. */
const STRANGE = [
  "😀",
  "e\u0301",
  "שלום\u202e",
  "a\u0000b",
  "\r\n\t\u001b[31m",
  "\u{10ffff}",
  "\uffff",
  " ",
  "",
];
const MANY = Array.from({ length: 10_000 }, (_, index) => `argument-${index}`);
const CONFIGS = Object.fromEntries(
  Array.from({ length: 1_000 }, (_, n) => [`spark.x${n}`, "v".repeat(1_000)]),
);
/** With the rest of the inputs just below what check lets pass. */
const LARGE = "x".repeat(MAX_INPUT_BYTES - 1_000);
/** They differ in a letter that the API's names have no room for. */
const LONG_RESOURCES = [`${"n".repeat(300)}a`, `${"n".repeat(300)}b`] as const;

const PROGRAM = `
  const pulumi = require("@pulumi/pulumi"); const wherobots = require("pulumi-wherobots");
  const job = (name, uri, args, more) => new wherobots.JobRun(name, { runPython: { uri, args }, ...more });
  const large = "x".repeat(${LARGE.length});
  job("strange", "${OK}", ${JSON.stringify(STRANGE)});
  job("many", "${OK}", Array.from({ length: ${MANY.length} }, (_, index) => "argument-" + index));
  job("configs", "${OK}", [], { environment: { sparkConfigs: Object.fromEntries(
    Array.from({ length: 1_000 }, (_, n) => ["spark.x" + n, "v".repeat(1_000)])) } });
  job("${LONG_RESOURCES[0]}", "${OK}", []);
  job("${LONG_RESOURCES[1]}", "${OK}", []);
  job("longest-name", "${OK}", [], { name: "${LONGEST_NAME}" });
  job("large", "${OK}", [large]);
  job("large-secret", "${OK}", [pulumi.secret(large)]);
  job("large-failed", "${FAILS}", [large]);
  job("large-secret-failed", "${FAILS}", [pulumi.secret(large)]);
`;

const COMPLETED = ["strange", "many", "configs", ...LONG_RESOURCES, "longest-name", "large", "large-secret"];
const FAILED = ["large-failed", "large-secret-failed"];

/** Several megabytes of state are written at each step. */
const PATIENCE = { args: ["--continue-on-error"], timeoutMs: 150_000 };

describe("inputs at the limits", () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture(PROGRAM);
  });
  afterAll(() => fixture.dispose());

  // rule: input-limits
  it("are submitted whole, and kept whole with how their runs ended", async () => {
    const up = await fixture.stack.up(PATIENCE);
    expectExit(up, "non-zero");
    const args = (name: string): unknown => payloadOf(name)["runPython"];
    expect(args("strange")).toEqual({ uri: OK, args: STRANGE });
    expect(args("many")).toEqual({ uri: OK, args: MANY });
    expect(payloadOf("configs")["environment"]).toMatchObject({ sparkConfigs: CONFIGS });
    for (const name of ["large", "large-secret"]) expect(args(name)).toEqual({ uri: OK, args: [LARGE] });
    for (const name of FAILED) expect(args(name)).toEqual({ uri: FAILS, args: [LARGE] });

    for (const name of COMPLETED)
      expect(await outputsOf(fixture.stack, name)).toMatchObject({ status: "COMPLETED" });
    for (const name of FAILED) {
      const { status, id, logTail } = await outputsOf(fixture.stack, name);
      expect({ status, runId: id }).toEqual({ status: "FAILED", runId: runOf(name)?.id });
      expect(logTail).toContain("ValueError: bad zoom");
    }
    expect(await outputsOf(fixture.stack, "strange")).toMatchObject({ runPython: { args: STRANGE } });
  }, 200_000);

  it("give names that the API takes, and that tell the resources apart", () => {
    const names = fixture.emulator.runs().map(({ name }) => name);
    expect(names).toHaveLength(COMPLETED.length + FAILED.length);
    expect(names).toContain(LONGEST_NAME);
    expect(new Set(names.map((name) => name.replace(/-[a-z0-9]{6}-[a-z0-9]{6}$/, ""))).size).toBe(
      names.length,
    );
    for (const name of names) {
      expect(name).toMatch(new RegExp(NAME.pattern));
      expect(name.length).toBeLessThanOrEqual(NAME.maxLength);
    }
  });

  // rule: input-limits
  itSampled(
    "limits",
    [
      { more: `name: "${LONGEST_NAME}e"`, words: `name must have at most ${NAME.maxLength} characters` },
      {
        more: `triggers: { text: "x".repeat(${MAX_INPUT_BYTES}) }`,
        words: `bytes together, and at most ${MAX_INPUT_BYTES} can be kept: put large values into a file in storage`,
      },
    ],
    { keep: 1 / 2 },
  )(
    "one past them are refused with a clear word, and nothing is sent: $words",
    async ({ more, words }) => {
      fixture.requests();
      fixture.stack.writeProgram(`
      const wherobots = require("pulumi-wherobots");
      new wherobots.JobRun("past", { runPython: { uri: "${OK}" }, ${more} });
    `);
      const up = await fixture.stack.up({ timeoutMs: PATIENCE.timeoutMs });
      expectExit(up, "non-zero");
      expect(up.all).toContain(words);
      expect(fixture.requests()).toEqual([]);
    },
    200_000,
  );

  function runOf(resource: string): { id: string; name: string } | undefined {
    return fixture.emulator.runs().find(({ name }) => name.replace(/(-[a-z0-9]+){3}$/, "") === resource);
  }

  function payloadOf(resource: string): Record<string, unknown> {
    const name = runOf(resource)?.name;
    const bodies = fixture.emulator.requests.map(({ body }) => body);
    const found = bodies.find((body) => isObject(body) && body["name"] === name);
    return isObject(found) ? found : {};
  }
});

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
