import { createEmulator, DEFAULT_ACCOUNT, type Emulator, type EmulatorOptions } from "../../emulator";
import { call, field, PAYLOAD, stopFlawless, submit } from "./api-caller";

const COLLEAGUE = {
  ...DEFAULT_ACCOUNT,
  apiKey: "wbk_colleague",
  userId: "user-2",
  email: "two@emulator.test",
};
const STRANGER = { ...DEFAULT_ACCOUNT, apiKey: "wbk_stranger", organizationId: "org-2" };
const DEMO = { ...DEFAULT_ACCOUNT, apiKey: "wbk_demo", organizationId: "org-3", forbidden: true };

let emulator: Emulator;

async function start(options: EmulatorOptions = {}): Promise<void> {
  emulator = await createEmulator({
    clock: "manual",
    accounts: [DEFAULT_ACCOUNT, COLLEAGUE, STRANGER, DEMO],
    ...options,
  });
}

afterEach(() => stopFlawless(emulator));

describe("submitting", () => {
  it("echoes the payload with the API's defaults", async () => {
    await start();
    const { status, body } = await call(emulator, "POST", "/runs", { body: PAYLOAD });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      id: expect.stringMatching(/^[a-z0-9]{14}$/),
      name: PAYLOAD.name,
      status: "PENDING",
      createTime: "2026-01-01T00:00:00.000Z",
      startTime: null,
      completeTime: null,
      kubeApp: null,
      triggeredBy: { id: DEFAULT_ACCOUNT.userId, email: DEFAULT_ACCOUNT.email, name: DEFAULT_ACCOUNT.name },
      payload: {
        name: PAYLOAD.name,
        runtime: null,
        version: null,
        runPython: { uri: PAYLOAD.runPython.uri, args: [] },
        runJar: null,
        timeoutSeconds: 3600,
        environment: {
          sparkDriverDiskGB: null,
          sparkExecutorDiskGB: null,
          sparkConfigs: {},
          dependencies: [],
        },
      },
    });
  });

  it("classifies file dependencies, caps the timeout and drops fields it does not know", async () => {
    await start();
    const dependencies = [
      { sourceType: "PYPI", libraryName: "shapely" },
      ...["a.jar", "b.whl", "c.zip", "d.json"].map((filePath) => ({ sourceType: "FILE", filePath })),
    ];
    const body = {
      name: "jar-run-1",
      runJar: { uri: "s3://jobs/a.jar", args: ["x"], mainClass: "a.Main" },
      timeoutSeconds: 1_000_000,
      environment: { dependencies },
      surprise: true,
    };
    const answer = await call(emulator, "POST", "/runs", { body });
    expect(answer.body).toMatchObject({
      payload: {
        runJar: { uri: "s3://jobs/a.jar", args: ["x"], mainClass: "a.Main" },
        runPython: null,
        timeoutSeconds: 24 * 3600,
        environment: {
          dependencies: [
            { sourceType: "PYPI", libraryName: "shapely", libraryVersion: null },
            { filePath: "a.jar", fileType: "JAR" },
            { filePath: "b.whl", fileType: "PYTHON_WHEEL" },
            { filePath: "c.zip", fileType: "ZIP" },
            { filePath: "d.json", fileType: "OTHER" },
          ],
        },
      },
    });
    expect(answer.body).not.toHaveProperty("payload.surprise");
  });

  it.each([
    ["a short name", { ...PAYLOAD, name: "short" }, "name"],
    ["a name with a blank", { ...PAYLOAD, name: "nightly load" }, "name"],
    ["no name", { runPython: PAYLOAD.runPython }, "name"],
    ["an unknown runtime", { ...PAYLOAD, runtime: "gigantic" }, "runtime"],
    [
      "a Spark setting that is no text",
      { ...PAYLOAD, environment: { sparkConfigs: { a: 1 } } },
      "environment.sparkConfigs.a",
    ],
    ["a script without a URI", { ...PAYLOAD, runPython: {} }, "runPython.uri"],
    ["a timeout of nothing", { ...PAYLOAD, timeoutSeconds: 0 }, "timeoutSeconds"],
    ["neither program", { name: PAYLOAD.name }, "runPython"],
    ["both programs", { ...PAYLOAD, runJar: { uri: "s3://jobs/a.jar" } }, "runPython"],
  ])("refuses %s", async (_what, body, named) => {
    await start();
    const answer = await call(emulator, "POST", "/runs", { body });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      errors: expect.arrayContaining([
        expect.objectContaining({ code: "INVALID_INPUT_ERROR", field: named, path: "/runs" }),
      ]),
      requestId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(emulator.runs()).toEqual([]);
  });

  it.each(["", "mars-1"])("refuses the region %j", async (region) => {
    await start();
    const answer = await call(emulator, "POST", `/runs?region=${region}`, { body: PAYLOAD });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ field: "region" }] });
  });

  it.each([
    ["no body", {}],
    ["a body that is not JSON", { rawBody: "{" }],
  ])("refuses %s", async (_what, options) => {
    await start();
    const answer = await call(emulator, "POST", "/runs", options);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ field: "body" }] });
  });

  it("uses the organization's region and runtime where none is named", async () => {
    await start();
    await submit(emulator);
    await submit(emulator, { runtime: "small" }, "?region=aws-eu-west-1");
    expect(emulator.runs()).toMatchObject([
      { region: "aws-us-west-2", runtime: "tiny", payload: { runtime: null } },
      { region: "aws-eu-west-1", runtime: "small", payload: { runtime: "small" } },
    ]);
  });

  it("echoes the default runtime when told to", async () => {
    await start({ echoDefaultRuntime: true });
    await submit(emulator);
    expect(emulator.runs()).toMatchObject([{ payload: { runtime: "tiny" } }]);
  });

  it("demands region and runtime in the older form", async () => {
    await start({ requireRegionAndRuntime: true });
    const refused = await call(emulator, "POST", "/runs", { body: PAYLOAD });
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({ errors: [{ field: "region" }, { field: "runtime" }] });
    await submit(emulator, { runtime: "tiny" }, "?region=aws-us-west-2");
    expect(emulator.runs()).toHaveLength(1);
  });

  it("starts another run for every request, also of the same name", async () => {
    await start();
    const ids = [await submit(emulator), await submit(emulator), await submit(emulator)];
    expect(new Set(ids).size).toBe(3);
  });
});

describe("who sees a run", () => {
  it("shows it to everybody in the organization and to nobody else", async () => {
    await start();
    const id = await submit(emulator);
    const colleague = await call(emulator, "GET", `/runs/${id}`, { apiKey: COLLEAGUE.apiKey });
    const stranger = await call(emulator, "GET", `/runs/${id}`, { apiKey: STRANGER.apiKey });
    expect(colleague).toMatchObject({ status: 200, body: { triggeredBy: { id: DEFAULT_ACCOUNT.userId } } });
    expect(stranger).toMatchObject({ status: 404, body: { errors: [{ code: "NOT_FOUND_ERROR" }] } });
    const list = await call(emulator, "GET", "/runs", { apiKey: STRANGER.apiKey });
    expect(list.body).toMatchObject({ items: [], total: 0 });
  });

  it.each(["", "/cancel", "/logs", "/metrics"])("answers 404 for an unknown run%s", async (rest) => {
    await start();
    const answer = await call(emulator, rest === "/cancel" ? "POST" : "GET", `/runs/nosuchrun00000${rest}`);
    expect(answer).toMatchObject({ status: 404, body: { errors: [{ code: "NOT_FOUND_ERROR" }] } });
  });

  it("refuses all run operations to an account without the feature", async () => {
    await start();
    const id = await submit(emulator);
    const apiKey = DEMO.apiKey;
    const answers = [
      await call(emulator, "POST", "/runs", { apiKey, body: PAYLOAD }),
      await call(emulator, "GET", "/runs", { apiKey }),
      await call(emulator, "GET", `/runs/${id}`, { apiKey }),
      await call(emulator, "POST", `/runs/${id}/cancel`, { apiKey }),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(403);
      expect(body).toMatchObject({ errors: [{ code: "INSUFFICIENT_PERMISSIONS_ERROR" }] });
    }
    expect((await call(emulator, "GET", "/users/me", { apiKey })).status).toBe(200);
  });

  it("forgets expired records but keeps them for the test", async () => {
    await start();
    const [first, second] = [await submit(emulator), await submit(emulator)];
    emulator.expire(first);
    expect((await call(emulator, "GET", `/runs/${first}`)).status).toBe(404);
    expect((await call(emulator, "GET", `/runs/${second}`)).status).toBe(200);
    emulator.forgetRuns();
    expect((await call(emulator, "GET", `/runs/${second}`)).status).toBe(404);
    expect((await call(emulator, "GET", "/runs")).body).toMatchObject({ total: 0 });
    expect(emulator.runs()).toMatchObject([{ expired: true }, { expired: true }]);
    expect(() => emulator.expire("nosuchrun00000")).toThrow("no run nosuchrun00000");
  });
});

it("gives ids that a restarted emulator does not give again", async () => {
  await start();
  const before = await submit(emulator);
  await emulator.stop();
  await start();
  expect(await submit(emulator)).not.toBe(before);
  expect((await call(emulator, "GET", `/runs/${before}`)).status).toBe(404);
});

it("names the request in the header and in the body alike", async () => {
  await start();
  const answer = await call(emulator, "GET", "/runs/nosuchrun00000");
  expect(answer.headers["x-request-id"]).toBe(field(answer.body, "requestId"));
});
