import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createEmulator, DEFAULT_ACCOUNT } from "../../emulator";
import { describedOperations } from "../../emulator/openapi/description";
import { OPERATION_HANDLERS } from "../../emulator/routes";
import { at, call, emulatorPerTest } from "./api-caller";

const api = emulatorPerTest();

it("every operation of the description is served, by its method and path, and no other", async () => {
  expect(Object.keys(OPERATION_HANDLERS).sort()).toEqual(
    describedOperations()
      .map(({ id }) => id)
      .sort(),
  );
  for (const { method, path } of describedOperations()) {
    await fetch(`${api.emulator.url}${path.replaceAll(/\{\w+\}/g, "x")}`, { method });
    // Without a credential, so that only the route itself is asked for.
    const served = [method, path, api.emulator.requests.at(-1)?.status];
    expect(served).toEqual([method, path, path === "/health" ? 200 : 401]);
  }
});

it.each([
  ["GET", "/nowhere"],
  ["DELETE", "/runs/abc"],
  ["PATCH", "/runs"],
  ["GET", "/runs/"],
] as const)("%s %s is answered with 501 and the name of the route", async (method, path) => {
  const body = { errors: [{ details: `The emulator does not serve ${method} ${path}` }] };
  expect(await call(api.emulator, method, path)).toMatchObject({ status: 501, body });
});

it("the description that answers are checked by is served, as clients that make commands from it need it", async () => {
  const { status, body } = await api.get("/openapi.json", { apiKey: null });
  expect([status, at(body, "openapi")]).toEqual([200, "3.1.0"]);
  expect(body).toMatchObject({ info: { title: expect.any(String) }, servers: [{ url: api.emulator.url }] });
  for (const { id, method, path, parameters } of describedOperations()) {
    const operation = at(body, "paths", path, method.toLowerCase());
    expect(operation).toMatchObject({ operationId: id, parameters });
    const success = /^POST \/(runs|storage)$/.test(`${method} ${path}`) ? 201 : 200;
    expect(at(operation, "responses", success)).toMatchObject({
      description: expect.any(String),
    });
  }
  expect(at(body, "components", "securitySchemes")).toMatchObject({
    bearerToken: { scheme: "bearer" },
    wherobotsApiKey: { name: "X-API-Key" },
  });
  expect(at(body, "components", "schemas", "RunView", "required")).toContain("id");
});

it("an answer that breaks the description becomes a 500, and the record says why", async () => {
  const accounts = [{ ...DEFAULT_ACCOUNT, defaultRuntime: "gigantic" }];
  const flawed = await createEmulator({ accounts });
  const { status, body } = await call(flawed, "GET", "/organization");
  await flawed.stop();
  const why = expect.stringContaining("/defaultRuntime") as string;
  expect([status, body]).toMatchObject([500, { errors: [{ details: why }] }]);
  expect(flawed.requests).toMatchObject([{ status: 500, problem: why }]);
});

it("the description holds no prose of the API's documentation", () => {
  const text = readFileSync(join(__dirname, "../../emulator/openapi/openapi.json"), "utf8");
  expect(/"(?:title|summary|description|examples?)": "/.exec(text)).toBeNull();
});
