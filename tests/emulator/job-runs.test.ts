import { DEFAULT_ACCOUNT } from "../../emulator";
import { emulatorPerTest, field, PAYLOAD } from "./api-caller";

const COLLEAGUE = {
  ...DEFAULT_ACCOUNT,
  apiKey: "wbk_colleague",
  userId: "user-2",
  email: "two@emulator.test",
};
const STRANGER = { ...DEFAULT_ACCOUNT, apiKey: "wbk_stranger", organizationId: "org-2" };
const DEMO = { ...DEFAULT_ACCOUNT, apiKey: "wbk_demo", organizationId: "org-3", forbidden: true };
const NOT_FOUND = { status: 404, body: { errors: [{ code: "NOT_FOUND_ERROR" }] } };

const api = emulatorPerTest({ accounts: [DEFAULT_ACCOUNT, COLLEAGUE, STRANGER, DEMO] });

describe("a submit", () => {
  it("echoes the payload with the API's defaults", async () => {
    const { status, body } = await api.post("/runs", PAYLOAD);
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
    const files = { "a.jar": "JAR", "b.whl": "PYTHON_WHEEL", "c.zip": "ZIP", "d.json": "OTHER" };
    const runJar = { uri: "s3://jobs/a.jar", args: ["x"], mainClass: "a.Main" };
    const pypi = { sourceType: "PYPI", libraryName: "shapely" };
    const sent = Object.keys(files).map((filePath) => ({ sourceType: "FILE", filePath }));
    const { body } = await api.post("/runs", {
      name: "jar-run-1",
      runJar,
      timeoutSeconds: 1_000_000,
      environment: { dependencies: [pypi, ...sent] },
      surprise: true,
    });
    const classified = Object.entries(files).map(([filePath, fileType]) => ({ filePath, fileType }));
    const environment = { dependencies: [{ ...pypi, libraryVersion: null }, ...classified] };
    const payload = { runJar, runPython: null, timeoutSeconds: 24 * 3600, environment };
    expect(body).toMatchObject({ payload });
    expect(body).not.toHaveProperty("payload.surprise");
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
    ["no body", undefined, "body"],
    ["the empty region", PAYLOAD, "region", ""],
    ["an unknown region", PAYLOAD, "region", "mars-1"],
  ])("of %s is refused with the field", async (_what, body, named, region = "aws-us-west-2") => {
    expect(await api.post(`/runs?region=${region}`, body)).toMatchObject({
      status: 422,
      body: {
        errors: expect.arrayContaining([
          expect.objectContaining({ code: "INVALID_INPUT_ERROR", field: named, path: "/runs" }),
        ]),
        requestId: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    });
    expect(api.emulator.runs()).toEqual([]);
  });

  it("uses the organization's region and runtime where none is named", async () => {
    await api.submit();
    await api.submit({ runtime: "small" }, "?region=aws-eu-west-1");
    expect(api.emulator.runs()).toMatchObject([
      { region: "aws-us-west-2", runtime: "tiny", payload: { runtime: null } },
      { region: "aws-eu-west-1", runtime: "small", payload: { runtime: "small" } },
    ]);
  });

  it("starts another run for every request, also of the same name and after a restart", async () => {
    const ids = [await api.submit(), await api.submit()];
    await api.restart();
    expect(new Set([...ids, await api.submit()]).size).toBe(3);
    expect((await api.get(`/runs/${ids[0]}`)).status).toBe(404);
  });
});

it("a run is shown to everybody in the organization and to nobody else", async () => {
  const path = `/runs/${await api.submit()}`;
  const triggeredBy = { id: DEFAULT_ACCOUNT.userId };
  expect(await api.get(path, { apiKey: COLLEAGUE.apiKey })).toMatchObject({
    status: 200,
    body: { triggeredBy },
  });
  expect(await api.get(path, { apiKey: STRANGER.apiKey })).toMatchObject(NOT_FOUND);
  const list = await api.get("/runs", { apiKey: STRANGER.apiKey });
  expect(list.body).toMatchObject({ items: [], total: 0 });
});

it.each(["", "/cancel", "/logs", "/metrics"])("an unknown run%s is answered with 404", async (rest) => {
  const path = `/runs/nosuchrun00000${rest}`;
  const answer = rest === "/cancel" ? await api.post(path) : await api.get(path);
  expect(answer).toMatchObject(NOT_FOUND);
  expect(answer.headers["x-request-id"]).toBe(field(answer.body, "requestId"));
});

it("an account without the feature is refused all operations on runs", async () => {
  const id = await api.submit();
  const { apiKey } = DEMO;
  for (const answer of [
    await api.post("/runs", PAYLOAD, { apiKey }),
    await api.get("/runs", { apiKey }),
    await api.get(`/runs/${id}`, { apiKey }),
    await api.post(`/runs/${id}/cancel`, undefined, { apiKey }),
  ]) {
    const body = { errors: [{ code: "INSUFFICIENT_PERMISSIONS_ERROR" }] };
    expect(answer).toMatchObject({ status: 403, body });
  }
  expect((await api.get("/users/me", { apiKey })).status).toBe(200);
});
