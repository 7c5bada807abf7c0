import description from "../../emulator/openapi/openapi.json";
import { MAX_INPUT_BYTES } from "../../provider/inputs/check";
import {
  describeHostsThorough,
  expectExit,
  FAILS,
  fixtureForAll,
  inHost,
  OK,
  operations,
  programOf,
} from "../support/engine/fixture";

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
  job("large-secret-failed", "${FAILS}", [pulumi.secret(large)], { rerun: { on: [] } });
`;

const COMPLETED = ["strange", "many", "configs", ...LONG_RESOURCES, "longest-name", "large"];
const FAILED = ["large-secret-failed"];

/** Several megabytes of state are written at each step. */
const PATIENCE = { args: ["--continue-on-error"], timeoutMs: 150_000 };

describeHostsThorough("inputs at the limits, in the %s host,", (host) => {
  const fixture = fixtureForAll(programOf(host, PROGRAM));

  // rule: input-limits
  it("are submitted whole, and kept whole with how their runs ended", async () => {
    expectExit(await fixture.stack.up(PATIENCE), "non-zero");
    const args = (name: string): unknown => payloadOf(name)["runPython"];
    expect(args("strange")).toEqual({ uri: OK, args: STRANGE });
    expect(args("many")).toEqual({ uri: OK, args: MANY });
    expect(payloadOf("configs")["environment"]).toMatchObject({ sparkConfigs: CONFIGS });
    expect(args("large")).toEqual({ uri: OK, args: [LARGE] });
    for (const name of FAILED) expect(args(name)).toEqual({ uri: FAILS, args: [LARGE] });

    for (const name of COMPLETED)
      expect(await fixture.outputsOf(name)).toMatchObject({ status: "COMPLETED" });
    for (const name of FAILED) {
      const { status, id, logTail } = await fixture.outputsOf(name);
      expect({ status, runId: id }).toEqual({ status: "FAILED", runId: runOf(name)?.id });
      expect(logTail).toContain("ValueError: bad zoom");
    }
    expect(await fixture.outputsOf("strange")).toMatchObject({ runPython: { args: STRANGE } });
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

  it("are read, updated and destroyed, and what failed is said again", async () => {
    const { stack, aboutRuns } = fixture;
    expectExit(await stack.refresh({ timeoutMs: PATIENCE.timeoutMs }), "zero");
    stack.writeProgram(inHost(host, PROGRAM.replace("...more", 'onFailure: "warn", ...more')));
    const up = expectExit(await stack.up({ timeoutMs: PATIENCE.timeoutMs }), "zero");
    expect(operations(up)).toMatchObject({ large: ["update"], "large-secret-failed": ["update"] });
    fixture.requests();
    expectExit(await stack.destroy({ timeoutMs: PATIENCE.timeoutMs }), "zero");
    expect(aboutRuns()).toEqual([]);
  }, 480_000);

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
