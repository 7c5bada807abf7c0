import { DEFAULT_ACCOUNT } from "../../emulator";
import { resourcesOf } from "../support/engine/engine";
import {
  describeHostsThorough,
  expectExit,
  type Fixture,
  inHost,
  openFixture,
  operations,
  outputsOf,
  programOf,
} from "../support/engine/fixture";
import { itThorough } from "../support/thorough";

const ROLE = "arn:aws:iam::123456789012:role/tiles";

function program(more: object = {}, options: object = {}): string {
  const args = { name: "tiles", path: "s3://tiles-bucket", roleArn: ROLE, ...more };
  return [
    'const wherobots = require("pulumi-wherobots");',
    `const tiles = new wherobots.StorageIntegration("tiles", ${JSON.stringify(args)}, ${JSON.stringify(options)});`,
    "exports.id = tiles.storageId;",
    "exports.access = tiles.access;",
  ].join("\n");
}

/** The requests that change or check something, with ids as `{id}`. */
function changing(fixture: Fixture): string[] {
  return fixture
    .requests()
    .filter((request) => /^(POST|DELETE) \/storage/.test(request))
    .map((request) => request.replace(/int-\w+/, "{id}"));
}

const CREATED = ["POST /storage", "POST /storage/{id}/access"];
const REPLACED = ["DELETE /storage/{id}", ...CREATED];

describeHostsThorough("a StorageIntegration of the %s host", (host) => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture(programOf(host, program()), { emulator: { accessAfterChecks: 1 } });
  });
  afterAll(() => fixture.dispose());
  const write = (...args: Parameters<typeof program>): void =>
    fixture.stack.writeProgram(inHost(host, program(...args)));

  // rule: storage-created, storage-access
  it("is created, checked until its role has spread, and has no change after that", async () => {
    const { stack } = fixture;
    expectExit(await stack.up(), "zero");
    expect(changing(fixture)).toEqual([...CREATED, "POST /storage/{id}/access"]);
    expect(await stack.outputs()).toEqual({
      id: expect.stringMatching(/^int-/),
      access: { list: true, get: true, put: true, delete: true },
    });
    expectExit(await stack.preview({ args: ["--expect-no-changes"] }), "zero");
    expectExit(await stack.up({ args: ["--expect-no-changes"] }), "zero");
    expectExit(await stack.refresh({ args: ["--expect-no-changes"] }), "zero");
    expect(changing(fixture)).toEqual([]);
  });

  // rule: storage-replaced
  it("is deleted and created again for each change, and for a replacement that is forced", async () => {
    const { stack } = fixture;
    const { urn = "" } = resourcesOf(await stack.exportState(), "tiles")[0] ?? {};
    write({ accessType: "READ" });
    expectExit(await stack.up(), "zero");
    expect(changing(fixture).slice(0, 3)).toEqual(REPLACED);
    expect(await outputsOf(stack, "tiles")).toMatchObject({ readOnly: true, accessType: "READ" });
    expectExit(await stack.up({ args: ["--replace", urn] }), "zero");
    expect(changing(fixture).slice(0, 3)).toEqual(REPLACED);
  });

  // rule: storage-access
  it("whose role gives no access fails the up and stays; the next up checks again", async () => {
    const { stack, emulator } = fixture;
    emulator.fault({ method: "POST", path: "/storage/*/access", kind: "status", status: 403 });
    write({ name: "maps" });
    const failed = await stack.up();
    expectExit(failed, "non-zero");
    expect(failed.all).toContain("exists, but its access could not be checked");
    changing(fixture);
    expect(operations(await stack.up())["tiles"]).toEqual(["update"]);
    expect(changing(fixture)).toEqual(["POST /storage/{id}/access", "POST /storage/{id}/access"]);
    expectExit(await stack.preview({ args: ["--expect-no-changes"] }), "zero");
  });

  // rule: storage-gone
  it("that somebody deleted leaves the state with a refresh, and the next up creates it", async () => {
    const { stack, emulator } = fixture;
    const { id } = await stack.outputs();
    await fetch(`${emulator.url}/storage/${String(id)}`, {
      method: "DELETE",
      headers: { "x-api-key": DEFAULT_ACCOUNT.apiKey },
    });
    expectExit(await stack.refresh(), "zero");
    expect(resourcesOf(await stack.exportState(), "tiles")).toEqual([]);
    changing(fixture);
    expectExit(await stack.up(), "zero");
    expect(changing(fixture).slice(0, 2)).toEqual(CREATED);
  });

  // rule: storage-deleted
  it("is deleted by a destroy, once", async () => {
    const { stack } = fixture;
    expectExit(await stack.destroy(), "zero");
    expect(changing(fixture)).toEqual(["DELETE /storage/{id}"]);
  });
});

// rule: storage-import
itThorough("a StorageIntegration that exists is imported by its id, and has no change", async () => {
  const { stack, emulator, dispose, requests } = await openFixture({
    javascript: 'require("pulumi-wherobots/plugin");',
  });
  try {
    const answer = await fetch(`${emulator.url}/storage`, {
      method: "POST",
      headers: { "x-api-key": DEFAULT_ACCOUNT.apiKey, "content-type": "application/json" },
      body: JSON.stringify({ name: "maps", path: "s3://maps-bucket", roleArn: ROLE, accessType: "READ" }),
    });
    const { id } = (await answer.json()) as { id: string };
    requests();
    const args = { name: "maps", path: "s3://maps-bucket", accessType: "READ" };
    stack.writeProgram(inHost("plugin", program(args, { import: id })));
    expectExit(await stack.up(), "zero");
    expect(await outputsOf(stack, "tiles")).toMatchObject({ storageId: id, readOnly: true });
    stack.writeProgram(inHost("plugin", program(args)));
    expectExit(await stack.up({ args: ["--expect-no-changes"] }), "zero");
    expect(requests().filter((request) => /^(POST|DELETE) \/storage$/.test(request))).toEqual([]);
    const none = await stack.run([
      "import",
      "wherobots:index:StorageIntegration",
      "none",
      "int-none",
      "--yes",
    ]);
    expectExit(none, "non-zero");
    expect(none.all).toContain("There is no storage int-none in organisation");
  } finally {
    await dispose();
  }
});
