import { DEFAULT_ACCOUNT } from "../../../emulator";
import { PAYLOAD } from "../../support/context/emulator-client";
import { world } from "./client-world";

describe("what an error says", () => {
  it("of a refused field: which one, what to do, and the request id last", async () => {
    const refused: unknown = await world.client
      .createRun({ ...PAYLOAD, name: "x" }, undefined)
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ status: 422, field: "name", code: "INVALID_INPUT_ERROR" });
    expect(String(refused)).toMatch(
      /could not submit the run "x" \(POST http:\/\/127\.0\.0\.1:\d+\/runs\): HTTP 422 .*; field: name\. .* \(request id \S+\)$/,
    );
  });

  it("of a proxy's page: what it is, without its tags", async () => {
    world.emulator.fault({ kind: "html" });
    await expect(world.client.getOrganization({ retry: false })).rejects.toThrow(
      'HTTP 502: the answer is text/html, not the API\'s: "Bad Gateway"',
    );
  });

  it("of a proxy's text: no part of the key, and nothing that a terminal or a CI runner acts on", async () => {
    const padding = "x".repeat(190);
    for (const [body, shown] of [
      [`\u001b[31m${padding} ${DEFAULT_ACCOUNT.apiKey}`, `"${padding} [secret]"`],
      ["##vso[task.complete]\u0007", '"# #vso[task.complete]"'],
    ] as const) {
      world.emulator.fault({ kind: "status", status: 502, body });
      await expect(world.client.getOrganization({ retry: false })).rejects.toThrow(shown);
    }
  });

  it("of megabytes of opened tags: as soon as they are there", async () => {
    world.emulator.fault({ kind: "status", status: 502, body: "<".repeat(5_000_000) });
    const began = performance.now();
    await expect(world.client.getOrganization({ retry: false })).rejects.toThrow(/text\/plain.*<<<…"/);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it("of an answer that is not the API's: which field, and to look at the address", async () => {
    world.emulator.fault({ kind: "status", status: 200, body: { items: [{ id: 7 }] } });
    await expect(world.client.listRuns({}, { retry: false })).rejects.toThrow(
      /its field items\.0\.\w+ is not as the API describes it; is this the address of the Wherobots API\? \(request id/,
    );
  });
});

it("every request carries the key, or the access token as a bearer where there is one", async () => {
  const value = DEFAULT_ACCOUNT.bearerToken ?? "";
  await world.client.getOrganization();
  await world.connect({ credential: { kind: "bearer", value } }).getOrganization();
  const [withKey, withToken] = world.emulator.requests.map(({ headers }) => headers);
  expect(withKey).toMatchObject({ "x-api-key": DEFAULT_ACCOUNT.apiKey });
  expect(withToken).toMatchObject({ authorization: `Bearer ${value}` });
  expect([withKey, withToken].map((headers) => Object.keys(headers ?? {}))).toEqual([
    expect.not.arrayContaining(["authorization"]),
    expect.not.arrayContaining(["x-api-key"]),
  ]);
});
