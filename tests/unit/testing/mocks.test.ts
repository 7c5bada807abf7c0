import * as pulumi from "@pulumi/pulumi";
import { Ajv } from "ajv";
import schema from "../../../plugin/schema.json";
import * as dynamic from "../../../sdk/index";
import * as plugin from "../../../sdk/plugin/index";
import { emulatorForTests, wherobotsMocks } from "../../../testing/index";
import { dynamicType, pluginType } from "../../../wire/type-tokens";

const SCRIPT = { uri: "s3://bucket.test/a.py" };
const ENTRIES = { "the dynamic provider": dynamic, "the plugin": plugin } as const;

const ajv = new Ajv({ strict: false });
ajv.addSchema({ Any: {}, Asset: {}, Archive: {} }, "pulumi.json");
ajv.addSchema(schema, "package");

/** What the package schema says of a value. */
function problems(place: string, value: unknown): unknown {
  const validate = ajv.compile({ $ref: `package#${place}` });
  validate(value);
  return validate.errors ?? [];
}

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}

describe.each(Object.keys(ENTRIES) as (keyof typeof ENTRIES)[])(
  "a program with classes of %s, mocked",
  (entry) => {
    const wherobots = ENTRIES[entry];
    beforeAll(() =>
      pulumi.runtime.setMocks(
        wherobotsMocks({
          run: ({ name, key }) =>
            name === "broken" || key === "fr"
              ? { status: "FAILED", failure: { kind: "OUT_OF_MEMORY", hint: "take more" } }
              : {},
        }),
        "maps",
        "test",
        false,
      ),
    );

    it("sees runs that have completed, and those that it says otherwise of", async () => {
      const tiles = new wherobots.JobRun("tiles", { runPython: SCRIPT, runtime: "small" });
      const broken = new wherobots.JobRun("broken", { runPython: SCRIPT });
      expect(await valueOf(tiles.status)).toBe("COMPLETED");
      expect(await valueOf(tiles.effective)).toMatchObject({ runtime: "small" });
      expect(await valueOf(tiles.runId)).toMatch(/^[0-9a-f]{14}$/);
      expect(await valueOf(broken.failure)).toMatchObject({ kind: "OUT_OF_MEMORY" });
    });

    it("passes outputs on from one resource to the next", async () => {
      const tiles = new wherobots.JobRun("tiles", { runPython: SCRIPT });
      const end = new wherobots.RunCompletion("end", { runId: tiles.runId });
      expect(await valueOf(end.runId)).toBe(await valueOf(tiles.runId));
      const batch = new wherobots.JobRunBatch("all", {
        runs: { de: { runPython: SCRIPT }, fr: { runPython: SCRIPT } },
      });
      expect(await valueOf(batch.totals)).toMatchObject({ runs: 2, completed: 1, failed: 1 });
      const file = new wherobots.StorageFile("script", { content: "print(1)" });
      expect(await valueOf(file.uri)).toBe("s3://mocked-bucket/mocked/script");
    });
  },
);

describe("what the mocks answer", () => {
  const mocks = wherobotsMocks();

  it.each(Object.keys(schema.resources))(
    "%s has the outputs that the package schema promises",
    async (token) => {
      const noun = token.slice(pluginType("").length);
      if (noun === "JobSet") return;
      for (const type of [dynamicType(noun), pluginType(noun)]) {
        const inputs = noun === "JobRunBatch" ? { runs: { a: {}, b: {} } } : {};
        const { id, state } = await mocks.newResource({ type, name: "x", inputs });
        expect([id, problems(`/resources/${token}`, state)]).toEqual([expect.stringMatching(/./), []]);
      }
    },
  );

  it.each(Object.keys(schema.functions))("%s answers in the form of the package schema", async (token) => {
    const answer = await mocks.call({ token, inputs: { runId: "r", runIds: ["r", "s"], name: "n" } });
    expect(problems(`/functions/${token}/outputs`, answer)).toEqual([]);
  });

  it("leaves what is not of this package to others", async () => {
    const others = {
      newResource: () => ({ id: "bucket-1", state: { arn: "arn" } }),
      call: () => ({ region: "eu" }),
    };
    const bucket = { type: "aws:s3:Bucket", name: "b", inputs: {} };
    expect(await wherobotsMocks({ others }).newResource(bucket)).toEqual({
      id: "bucket-1",
      state: { arn: "arn" },
    });
    expect(await mocks.newResource(bucket)).toEqual({ id: "b-id", state: {} });
    expect(await wherobotsMocks({ others }).call({ token: "aws:getRegion", inputs: {} })).toEqual({
      region: "eu",
    });
  });
});

describe("emulatorForTests", () => {
  const emulator = emulatorForTests({ beforeAll, afterAll, beforeEach }, { seed: 1 });
  const outside = (): unknown => emulator.current;

  // rule: own-tests
  it.each([1, 2])("is there in each test, without what the others did (%#)", async () => {
    const { WHEROBOTS_API_URL: url, WHEROBOTS_API_KEY: key } = emulator.env;
    await fetch(`${url}/users/me`, { headers: { "x-api-key": key } });
    expect(emulator.current.requests).toHaveLength(1);
  });

  it("says so where it is used outside a test", () => {
    const other = emulatorForTests({
      beforeAll: () => undefined,
      afterAll: () => undefined,
      beforeEach: () => undefined,
    });
    expect(() => other.current).toThrow("within a test or one of its hooks alone");
    expect(outside).not.toThrow();
  });
});
