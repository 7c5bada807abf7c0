import { mkdirSync, symlinkSync, utimesSync } from "node:fs";
import path from "node:path";
import { DEFAULT_ACCOUNT, type EmulatorOptions } from "../../emulator";
import type { Properties } from "../../provider/values";
import { HOSTS } from "../support/lifecycle/adapters";
import { assets, LocalFiles, sha256, text } from "../support/lifecycle/local-files";
import { MiniEngine, submitByHand } from "../support/lifecycle/mini-engine";

let files: LocalFiles;
let engine: MiniEngine;
beforeEach(() => {
  files = new LocalFiles();
});
afterEach(async () => {
  files.remove();
  await engine.stop();
});

async function start(host: (typeof HOSTS)[number] = "plugin", options: EmulatorOptions = {}): Promise<void> {
  engine = await MiniEngine.start("StorageFile", options, undefined, host);
}

const uris = (): string[] => engine.emulator.files().map(({ uri }) => uri);
const puts = (): number => engine.requests().filter((request) => request.startsWith("PUT")).length;

// rule: storage-file
describe.each(HOSTS)("a file in storage, through the %s", (host) => {
  beforeEach(() => start(host));

  it("is uploaded once, and what is recorded of it is what is there", async () => {
    const source = files.file("etl.py", "print(1)\n");
    expect(await engine.up({ source })).toEqual({ verdict: "create" });
    const [stored] = engine.emulator.files();
    expect(engine.outputs).toMatchObject({
      uri: stored?.uri,
      sha256: sha256("print(1)\n"),
      sizeBytes: 9,
      storageId: "store-org-1",
      account: { organizationId: DEFAULT_ACCOUNT.organizationId },
    });
    expect(engine.recorded?.id).toBe(stored?.uri);
    const sent = engine.requests().length;
    expect(await engine.up({ source })).toEqual({ verdict: "none" });
    utimesSync(String(source["path"]), 1, 1);
    expect(await engine.up({ source: files.file("moved/etl.py", "print(1)\n") })).toEqual({
      verdict: "none",
    });
    expect(engine.requests()).toHaveLength(sent);
    expect(await engine.refresh()).toBeUndefined();
    expect(engine.outputs["uri"]).toBe(stored?.uri);
  });

  it("gets another address with other content, and the old object goes after that", async () => {
    await engine.up({ source: files.file("etl.py", "print(1)\n") });
    const [first] = uris();
    expect(await engine.up({ source: files.file("etl.py", "print(2)\n") })).toEqual({ verdict: "replace" });
    expect(uris()).toEqual([engine.outputs["uri"]]);
    expect(uris()).not.toContain(first);
    const writes = engine.requests().filter((request) => /^(PUT|DELETE)/.test(request));
    expect(writes.map((request) => request.split(" ")[0])).toEqual(["PUT", "PUT", "DELETE"]);
    await engine.destroy();
    expect(uris()).toEqual([]);
  });

  it("stays in storage as long as an active run uses it", async () => {
    await engine.up({ content: "print(1)\n", name: "etl.py" });
    const [uri = ""] = uris();
    await submitByHand(engine.emulator, { name: "somebodys-run", runPython: { uri } });
    await engine.destroy();
    expect([uris(), engine.recorded]).toEqual([[uri], undefined]);
    expect(engine.said()).toContain(`${uri} stays in storage: a run that is active may use it`);
  });

  it("is uploaded again when somebody deleted or overwrote it", async () => {
    await engine.up({ content: "print(1)\n", name: "etl.py" });
    const { storageId, path: at } = engine.outputs as { storageId: string; path: string };
    await engine.context.session.api().deleteFile({ storageId, path: at });
    await engine.refresh();
    expect(engine.said()).toContain("is gone: the next `pulumi up` uploads it again");
    expect(await engine.up({ content: "print(1)\n", name: "etl.py" })).toEqual({ verdict: "create" });
    expect(uris()).toEqual([engine.outputs["uri"]]);
  });

  it("is left alone by the delete of a forced replacement, in the same up or in a later one", async () => {
    const inputs = { content: "print(1)\n", name: "etl.py" };
    await engine.up(inputs);
    const { id } = engine.must();
    expect(await engine.forceReplace(inputs)).toEqual({ verdict: "replace" });
    expect(uris()).toEqual([id]);
    engine.keepsProcess = true;
    expect(await engine.up(inputs)).toEqual({ verdict: "none" });
    await engine.destroy();
    expect(uris()).toEqual([id]);
  });

  it("is not uploaded a second time after a deployment that was killed after the upload", async () => {
    const source = files.file("etl.py", "print(1)\n");
    await engine.up({ source });
    engine.recorded = undefined;
    await engine.up({ source });
    expect([puts(), uris().length]).toEqual([1, 1]);
  });
});

// rule: storage-file-places
describe("where it goes", () => {
  beforeEach(() => start());

  it.each<[what: string, inputs: Properties, uri: RegExp]>([
    [
      "the managed storage by default",
      {},
      /^s3:\/\/wbts-emulator-org-1\/.*\/files\/[\w-]+-[0-9a-f]{16}\/job\.py$/,
    ],
    ["a storage integration by its id", { storage: "int-org-1" }, /^s3:\/\/team-org-1\/pulumi\//],
    ["a storage integration by its name", { storage: "team" }, /^s3:\/\/team-org-1\/pulumi\//],
    [
      "a folder of it",
      { storage: "team", folder: "jobs/v1" },
      /^s3:\/\/team-org-1\/jobs\/v1\/[\w-]+\/job\.py$/,
    ],
    ["personal files", { storage: "my-files" }, /^s3:\/\/wbts-emulator-org-1\/user-files\/.*\/job\.py$/],
  ])("%s", async (_what, inputs, uri) => {
    expect(await engine.up({ content: "x", name: "job.py", ...inputs })).toEqual({ verdict: "create" });
    expect(uris()).toEqual([expect.stringMatching(uri)]);
    await engine.refresh();
    expect(engine.recorded?.id).toBe(uris()[0]);
    await engine.destroy();
    expect(uris()).toEqual([]);
  });

  it("the bucket of the organisation where there are no storages, by the operations for it", async () => {
    engine.emulator.fault({ path: /^\/storage/, kind: "status", status: 404, times: 1_000 });
    await engine.up({ content: "print(1)\n", name: "job.py" });
    expect(uris()).toEqual([
      expect.stringMatching(
        /^s3:\/\/wbts-emulator-org-1\/org-1\/data\/customer-user-1\/pulumi\/.*\/job\.py$/,
      ),
    ]);
    expect(engine.outputs).toMatchObject({ uri: uris()[0], storageId: "files::wbts-emulator-org-1" });
    await engine.refresh();
    expect(await engine.up({ content: "print(2)\n", name: "job.py" })).toEqual({ verdict: "replace" });
    await engine.destroy();
    expect([puts(), uris()]).toEqual([2, []]);
    const asked = new Set(engine.requests().filter((request) => request.includes(" /files")));
    expect([...asked].sort()).toEqual(["DELETE /files", "GET /files/dir", "POST /files/upload-url"]);
  });

  it.each<[what: string, inputs: Properties, reason: RegExp]>([
    [
      "a storage that is not there",
      { storage: "teams" },
      /did you mean "team"\? Known are .*"team" \(int-org-1\).*"my-files"/,
    ],
    [
      "a region without managed storage",
      { region: "aws-xx-1" },
      /no managed storage in this region: it has some in aws-/,
    ],
    [
      "a region without personal files",
      { storage: "my-files", region: "aws-xx-1" },
      /no files of yours in this region: it allows aws-/,
    ],
  ])("%s is refused before anything is uploaded", async (_what, inputs, reason) => {
    const { error, kept } = await engine.up({ content: "x", name: "job.py", ...inputs });
    expect(error).toMatch(reason);
    expect([kept, puts(), uris()]).toEqual([false, 0, []]);
  });

  it("a read-only storage is refused before anything is uploaded", async () => {
    const api = engine.context.session.api();
    await api.createStorage({ name: "archive", path: "s3://archive-bucket", accessType: "READ" });
    const { error } = await engine.up({ content: "x", name: "job.py", storage: "archive" });
    expect(error).toMatch(/storage "archive" \(int-\w+\) is read-only/);
    expect(puts()).toBe(0);
  });
});

// rule: storage-file-zip
describe("several files become one", () => {
  beforeEach(() => start());

  const library = (folder: string): Properties => {
    files.write(`${folder}/geo/__init__.py`, "");
    files.write(`${folder}/geo/cells.py`, "CELLS = 7\n");
    files.write(`${folder}/.pulumi/ignored`, "x");
    return files.archive(folder);
  };

  it("a folder is one zip file, the same bytes wherever and whenever it is made", async () => {
    const source = library("tiling");
    await engine.up({ source });
    const { uri, sha256: first } = engine.outputs;
    expect(uri).toMatch(/\/tiling\.zip$/);
    expect(engine.emulator.files()[0]?.sha256).toBe(first);
    // Of names and contents alone: a golden, so that no version makes other bytes of the same files.
    expect(first).toBe("748a4e82831ec229a45e9a9f27f05c91e086905a8dda0b24cbfe34c8bda1c14c");
    utimesSync(path.join(files.folder, "tiling/geo/cells.py"), 1, 1);
    await engine.up({ source: library("copy"), name: "tiling.zip" });
    // The same bytes in the same place: the object that is there, which the replaced resource must leave.
    expect([engine.outputs["sha256"], puts(), uris().length]).toEqual([first, 1, 1]);
  });

  it("a list of texts, files and folders is one zip file", async () => {
    const source = assets({
      "main.py": text("import geo\n"),
      "lib/geo.py": files.file("geo.py", "x = 1\n"),
      data: library("data"),
    });
    await engine.up({ source, name: "app.zip" });
    expect(uris()).toEqual([expect.stringMatching(/\/app\.zip$/)]);
  });

  it("an archive file is uploaded as it is", async () => {
    files.write("app.jar", "not really a JAR");
    await engine.up({ source: files.archive("app.jar") });
    expect(engine.emulator.files()).toEqual([
      expect.objectContaining({
        sha256: sha256("not really a JAR"),
        uri: expect.stringMatching(/app\.jar$/),
      }),
    ]);
  });
});

// rule: storage-file-wrong
describe("check refuses, before anything is sent,", () => {
  beforeEach(() => start());

  const linked = (target: string): Properties => {
    files.write("lib/a.py", "x");
    symlinkSync(path.join(files.folder, target), path.join(files.folder, "lib/link"));
    return files.archive("lib");
  };

  it.each<[what: string, inputs: () => Properties, reason: RegExp]>([
    ["nothing to upload", () => ({ name: "a.py" }), /source is missing/],
    ["two contents", () => ({ source: text("x"), content: "x", name: "a" }), /only one of them may be given/],
    ["text without a name", () => ({ content: "x" }), /name is missing/],
    ["an asset of text without a name", () => ({ source: text("x") }), /name is missing/],
    ["a list of files without a name", () => ({ source: assets({ a: text("x") }) }), /name is missing/],
    [
      "a folder whose files are above 500 MiB together",
      () => {
        for (const name of ["lib/a.bin", "lib/b.bin"]) files.sparse(name, 300 * 1024 * 1024);
        return { source: files.archive("lib") };
      },
      /has 600 MiB, and at most 500 MiB can be uploaded/,
    ],
    ["an empty file", () => ({ source: files.file("a.py", "") }), /source .*is empty/],
    [
      "a path that the sdk made no file of",
      () => ({ source: "lib" }),
      /source must be files of this machine.*fn::fileArchive/,
    ],
    [
      "a folder that is not there",
      () => ({ source: { ...assets({}), assets: undefined, path: "/nowhere.test/lib" } }),
      / does not exist/,
    ],
    [
      "an empty folder",
      () => (mkdirSync(path.join(files.folder, "lib")), { source: files.archive("lib") }),
      /has no files/,
    ],
    [
      "a link that leaves the folder",
      () => (files.write("secret", "x"), { source: linked("secret") }),
      /link is a symbolic link that leaves the folder, to .*secret/,
    ],
    [
      "a link to a folder",
      () => (
        mkdirSync(path.join(files.folder, "lib/sub"), { recursive: true }), { source: linked("lib/sub") }
      ),
      /symbolic link to a folder, which Pulumi does not follow/,
    ],
    ["a link to nothing", () => ({ source: linked("gone") }), / does not exist/],
    [
      "an archive in an archive",
      () => (files.write("a.zip", "x"), { source: assets({ lib: files.archive("a.zip") }), name: "a.zip" }),
      /source holds lib, an archive: give its folder/,
    ],
    [
      "a name that leaves the archive",
      () => ({ source: assets({ "../a": text("x") }), name: "a.zip" }),
      /"\.\.\/a": a name must be a path within the archive/,
    ],
    [
      "one name for two files",
      () => ({ source: assets({ a: text("x"), "a/": text("y") }), name: "a.zip" }),
      /holds a twice/,
    ],
    [
      "content elsewhere",
      () => ({
        source: { ...assets({}), assets: undefined, uri: "https://files.test/a.zip" },
        name: "a.zip",
      }),
      /RemoteArchive/,
    ],
    ["a name with a folder", () => ({ content: "x", name: "a/b.py" }), /name must be the name of a file/],
    [
      "a folder that leaves the storage",
      () => ({ content: "x", name: "b.py", folder: "a/../.." }),
      /folder must be names of letters/,
    ],
    ["an unknown input", () => ({ content: "x", name: "b.py", key: "b.py" }), /key is not a known property/],
  ])("%s", async (_what, inputs, reason) => {
    await expect(engine.up(inputs())).rejects.toThrow(reason);
    expect(engine.requests()).toEqual([]);
  });
});

// rule: upload-refused
it("an upload of which every answer is lost is said to be there, perhaps, and where; the next up uses it", async () => {
  await start();
  engine.emulator.fault({ method: "PUT", path: "/s3/*", kind: "reset", when: "after", times: 5 });
  const { error, kept } = await engine.up({ content: "x", name: "job.py" });
  expect(error).toMatch(/tried 5 times.*it may be there all the same, as s3:\/\/.*\/job\.py/);
  expect([kept, uris().length]).toEqual([false, 1]);
  expect(await engine.up({ content: "x", name: "job.py" })).toEqual({ verdict: "create" });
  expect([puts(), uris().length]).toEqual([5, 1]);
});

// rule: storage-file
it("with another organisation's key, neither a refresh drops it nor a destroy forgets it", async () => {
  await start();
  await engine.up({ content: "x", name: "job.py" });
  engine.must().outputs["account"] = { apiUrl: engine.emulator.url, organizationId: "org-2" };
  engine.emulator.fault({ path: "/storage/*/**", kind: "status", status: 404, times: 100 });
  expect(await engine.refresh()).toContain("this is not its account");
  expect(await engine.destroy()).toContain("this is not its account");
  expect(engine.recorded).toBeDefined();
});
