import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { createEmulator, DEFAULT_ACCOUNT, type Emulator } from "../../emulator";
import { Contract } from "../../emulator/contract";
import { describedOperations } from "../../emulator/description";
import { OPERATION_HANDLERS } from "../../emulator/routes";
import { call } from "./api-caller";

let emulator: Emulator;

beforeEach(async () => {
  emulator = await createEmulator();
});

afterEach(() => emulator.stop());

it("serves every operation of the description and no other", () => {
  const described = describedOperations().map(({ id }) => id);
  expect(Object.keys(OPERATION_HANDLERS).sort()).toEqual(described.sort());
});

it.each(describedOperations().map(({ method, path }) => [method, path]))(
  "has a route for %s %s",
  async (method, path) => {
    const sent = path.replaceAll(/\{\w+\}/g, "x");
    expect(method).toMatch(/^(GET|POST|PUT|DELETE)$/);
    await fetch(`${emulator.url}${sent}`, { method });
    // Without a credential, so that only the route itself is asked for.
    expect(emulator.requests.at(-1)?.status).toBe(path === "/health" ? 200 : 401);
  },
);

it.each([
  ["GET", "/nowhere"],
  ["DELETE", "/runs/abc"],
  ["PATCH", "/runs"],
  ["GET", "/runs/"],
] as const)("answers 501 and names the route: %s %s", async (method, path) => {
  const { status, body } = await call(emulator, method, path);
  expect(status).toBe(501);
  expect(body).toMatchObject({ errors: [{ details: `The emulator does not serve ${method} ${path}` }] });
});

describe("the check of the emulator's own answers", () => {
  const contract = new Contract();
  const getRun = describedOperations().filter(({ id }) => id === "getJobRun");

  it.each([
    ["a missing field", 200, { id: "x" }],
    ["a wrong type", 404, { errors: {}, requestId: "x" }],
    ["a status that is not described", 202, {}],
  ])("finds %s", (_what, status, body) => {
    const found = getRun.map((operation) => contract.answerProblem(operation, status, body));
    expect(found).toEqual([expect.any(String)]);
  });
});

it("answers 500 instead of an answer that breaks the description, and records why", async () => {
  const accounts = [{ ...DEFAULT_ACCOUNT, defaultRuntime: "gigantic" }];
  const flawed = await createEmulator({ accounts });
  const { status, body } = await call(flawed, "GET", "/organization");
  await flawed.stop();
  expect(status).toBe(500);
  expect(body).toMatchObject({ errors: [{ details: expect.stringContaining("/defaultRuntime") }] });
  expect(flawed.requests).toMatchObject([
    { status: 500, problem: expect.stringContaining("/defaultRuntime") },
  ]);
});

it("answers any payload with 201 or 422, never with a mistake of its own", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record(
        {
          name: fc.oneof(fc.string(), fc.stringMatching(/^[a-zA-Z0-9_.-]{8,30}$/)),
          runtime: fc.constantFrom("tiny", "huge", null, 7),
          runPython: fc.option(
            fc.record({ uri: fc.string(), args: fc.array(fc.string()) }, { requiredKeys: ["uri"] }),
          ),
          runJar: fc.option(fc.record({ uri: fc.string() })),
          timeoutSeconds: fc.oneof(fc.integer(), fc.double(), fc.constant("1")),
          environment: fc.oneof(
            fc.record({ sparkConfigs: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.boolean())) }),
            fc.record({ dependencies: fc.array(fc.record({ filePath: fc.string() }, { requiredKeys: [] })) }),
            fc.anything(),
          ),
        },
        { requiredKeys: [] },
      ),
      async (payload) => {
        const { status } = await call(emulator, "POST", "/runs", { body: payload });
        expect([201, 422]).toContain(status);
      },
    ),
    { numRuns: 150 },
  );
  expect(emulator.requests.filter(({ problem }) => problem !== undefined)).toEqual([]);
});

it("holds no prose of the API's documentation", () => {
  const folder = join(__dirname, "../../emulator/api");
  for (const file of readdirSync(folder)) {
    const prose = /"(?:title|summary|description|examples?)": "/.exec(
      readFileSync(join(folder, file), "utf8"),
    );
    expect(prose).toBeNull();
  }
});
