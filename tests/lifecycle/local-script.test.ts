import { mkdirSync, utimesSync } from "node:fs";
import path from "node:path";
import type { EmulatorOptions, FaultRule } from "../../emulator";
import type { ResourceName } from "../../provider/resources/registry";
import type { Properties } from "../../provider/values";
import { ASSET_SIGNATURE, SIGNATURE_KEY } from "../../wire/pulumi-values";
import { HOSTS } from "../support/lifecycle/adapters";
import { LocalFiles, sha256, text } from "../support/lifecycle/local-files";
import { MiniEngine } from "../support/lifecycle/mini-engine";

let files: LocalFiles;
let engine: MiniEngine;
beforeEach(() => {
  files = new LocalFiles();
});
afterEach(async () => {
  files.remove();
  await engine.stop();
});

const file = (name: string, content: string): Properties => files.file(name, content);

const script = (asset: Properties): Properties => ({ runPython: { script: asset } });

async function start(
  options: EmulatorOptions = {},
  host: (typeof HOSTS)[number] = "plugin",
  resource: ResourceName = "JobRun",
): Promise<void> {
  engine = await MiniEngine.start(resource, options, undefined, host);
}

/** Requests about files and runs since the last call, with what differs from run to run left out. */
let seen = 0;
function requests(): string[] {
  const all = engine
    .requests()
    .filter((request) => /storage|s3|POST/.test(request))
    .map((request) => request.replace(/pulumi\/.*/, "…").replace(/(\/s3\/)[^/]*\/.*/, "$1…"));
  const since = all.slice(seen);
  seen = all.length;
  return since;
}
beforeEach(() => {
  seen = 0;
});

const puts = (): number => engine.requests().filter((request) => request.startsWith("PUT")).length;

describe.each(HOSTS)("a script of this machine, through the %s", (host) => {
  beforeEach(() => start({}, host));

  // rule: local-script
  it("is uploaded once, before the run, which gets its address", async () => {
    const etl = file("etl.py", "print(1)\n");
    expect(await engine.up(script(etl))).toEqual({ verdict: "create" });
    expect(requests()).toEqual([
      "GET /storage",
      "POST /storage/store-org-1/file-upload-url/…",
      "GET /storage/store-org-1/directories/…",
      "PUT /s3/…",
      "GET /storage/store-org-1/directories/…",
      "POST /runs",
    ]);
    const put = engine.emulator.requests.find(({ method }) => method === "PUT");
    // A signature covers no header, and the key is none of that server's business.
    expect(Object.keys(put?.headers ?? {}).sort()).toEqual(["connection", "content-length", "host"]);
    const [stored] = engine.emulator.files();
    expect(stored).toMatchObject({ sha256: etl["hash"], uri: expect.stringMatching(/\/etl\.py$/) });
    expect(engine.runs[0]?.payload.runPython?.uri).toBe(stored?.uri);
    expect(engine.outputs["uploads"]).toEqual([
      expect.objectContaining({ ...stored, input: "runPython.script" }),
    ]);
    expect(await engine.up(script(etl))).toEqual({ verdict: "none" });
    expect(requests()).toEqual([]);
  });

  it("starts a run when a byte of it changed, and none when it was only touched or moved", async () => {
    await engine.up(script(file("etl.py", "print(1)\n")));
    const touched = file("etl.py", "print(1)\n");
    utimesSync(String(touched["path"]), 1, 1);
    expect(await engine.up(script(touched))).toEqual({ verdict: "none" });
    expect(await engine.up(script(file("moved.py", "print(1)\n")))).toEqual({ verdict: "none" });
    expect(await engine.up(script(file("etl.py", "print(2)\n")))).toEqual({ verdict: "replace" });
    expect(engine.runs).toHaveLength(2);
    expect(engine.emulator.files()).toEqual([expect.objectContaining({ sha256: sha256("print(2)\n") })]);
  });

  // rule: upload-cleanup
  it("stays in storage while a run that uses it is active, and goes with the resource", async () => {
    engine.plan({ neverEnds: true });
    const left = { wait: { until: "submitted" }, onReplace: "leave" };
    await engine.up({ ...script(text("print(1)\n")), ...left });
    await engine.up({ ...script(text("print(2)\n")), ...left });
    expect(engine.emulator.files()).toHaveLength(2);
    expect(engine.said()).toContain("script.py stays in storage: a run that is active may use it");
    await engine.destroy();
    expect(engine.emulator.files().map((stored) => stored.sha256)).toEqual([sha256("print(1)\n")]);
  });

  it("is not uploaded a second time after a deployment that was killed before its submit", async () => {
    const etl = script(file("etl.py", "print(1)\n"));
    engine.fault("submit", 400, 1);
    expect(await engine.up(etl)).toMatchObject({ kept: false });
    expect(await engine.up(etl)).toEqual({ verdict: "create" });
    expect([puts(), engine.emulator.files().length, engine.runs.length]).toEqual([1, 1, 1]);
  });

  it("is not uploaded for an orphan that is adopted", async () => {
    engine.plan({ pendingMs: 100_000 });
    const etl = script(file("etl.py", "print(1)\n"));
    const id = await engine.leave({ ...etl, wait: { until: "submitted" } });
    await engine.up(etl);
    expect(engine.outputs["runId"]).toBe(id);
    expect([puts(), engine.posts()]).toEqual([1, 1]);
    expect(engine.outputs["uploads"]).toHaveLength(1);
  });
});

const PUT = { method: "PUT", path: "/s3/*" } as const;

// rule: upload-retries
it.each<[what: string, fault: FaultRule]>([
  ["a connection that breaks", { ...PUT, kind: "reset", times: 2 }],
  ["an answer that is lost", { ...PUT, kind: "reset", when: "after", times: 2 }],
  ["a storage that is not available", { ...PUT, kind: "status", status: 503, times: 2 }],
  ["an address that has expired", { ...PUT, kind: "status", status: 403, times: 2 }],
])("an upload survives %s, each time with a new address", async (_what, fault) => {
  await start();
  engine.emulator.fault(fault);
  expect(await engine.up(script(file("etl.py", "print(1)\n")))).toEqual({ verdict: "create" });
  const addresses = engine.requests().filter((request) => request.includes("file-upload-url"));
  expect([addresses.length, engine.emulator.files().length, engine.runs.length]).toEqual([3, 1, 1]);
});

// rule: upload-refused
describe("nothing is submitted, nothing is left in storage, and one message says why", () => {
  const expectRefused = async (inputs: Properties, message: string | RegExp): Promise<void> => {
    const { error, kept } = await engine.up(inputs);
    expect(error).toMatch(message);
    expect(error).toContain("nothing was started");
    expect([kept, engine.posts(), engine.emulator.files()]).toEqual([false, 0, []]);
  };

  it("for a file that changed since the engine looked at it, whatever its length", async () => {
    await start();
    for (const now of ["print(2)\n", "print(12)\n", "p\n"]) {
      const etl = file("etl.py", "print(1)\n");
      file("etl.py", now);
      await expectRefused(script(etl), "runPython.script: etl.py");
      expect(engine.said()).not.toContain("print(");
    }
  });

  it("for a storage that refuses each address", async () => {
    await start();
    engine.emulator.fault({ ...PUT, kind: "status", status: 403, times: 100 });
    await expectRefused(
      script(text("x")),
      /script\.py \(1 bytes\) was not uploaded.*HTTP 403.*tried 5 times/,
    );
  });

  it("for a quota that is full", async () => {
    await start({ storageQuotaBytes: 0 });
    await expectRefused(script(text("x")), /INSUFFICIENT_QUOTA_ERROR/);
  });
});

it("libraries and JARs are uploaded beside each other", async () => {
  await start();
  const jar = file("app.jar", "jar");
  const wheel = file("lib-1.0+cu118-py3-none-any.whl", "wheel");
  await engine.up({
    runJar: { jar, mainClass: "test.Main" },
    environment: { dependencies: [{ libraryName: "geo", libraryVersion: "1" }, { file: wheel }] },
  });
  const [app, lib] = engine.outputs["uploads"] as Properties[];
  expect(engine.runs[0]?.payload).toMatchObject({
    runJar: { uri: app?.["uri"], mainClass: "test.Main" },
    environment: {
      dependencies: [{ libraryName: "geo" }, { sourceType: "FILE", filePath: lib?.["uri"] }],
    },
  });
  expect(lib?.["uri"]).toMatch(/\/lib-1\.0\+cu118-py3-none-any\.whl$/);
});

describe("check refuses, before anything is sent,", () => {
  beforeEach(() => start());

  it.each<[what: string, asset: () => Properties, reason: RegExp]>([
    [
      "a file that is not there",
      () => ({ ...file("a", "x"), path: "/nowhere.test/etl.py" }),
      / does not exist/,
    ],
    [
      "a folder",
      () => (
        mkdirSync(path.join(files.folder, "src")), { ...file("a", "x"), path: path.join(files.folder, "src") }
      ),
      /is a folder, and one file is needed/,
    ],
    [
      "a folder that is one to Pulumi too",
      () => (mkdirSync(path.join(files.folder, "src")), files.archive("src")),
      /must be one file of this machine: .* in Python, pulumi\.FileAsset/,
    ],
    ["an empty file", () => file("etl.py", ""), /is empty/],
    [
      "a file above 500 MiB",
      () => files.sparse("etl.py", 500 * 1024 * 1024 + 1),
      /has 501 MiB, and at most 500 MiB can be uploaded: put it into a bucket/,
    ],
    ["empty text", () => text(""), /is empty/],
    [
      "content elsewhere",
      () => ({ [SIGNATURE_KEY]: ASSET_SIGNATURE, uri: "https://files.test/etl.py" }),
      /RemoteAsset/,
    ],
  ])("%s", async (_what, asset, reason) => {
    await expect(engine.up(script(asset()))).rejects.toThrow(reason);
    expect(engine.requests()).toEqual([]);
  });

  it.each<[what: string, inputs: () => Properties, reason: RegExp]>([
    [
      "a path without fn::fileAsset",
      () => ({ runPython: { script: "etl.py" } }),
      /runPython.script must be one file.*fn::fileAsset/,
    ],
    [
      "both a file and an address",
      () => ({ runPython: { script: text("x"), uri: "s3://b/x.py" } }),
      /runPython.script only one of uri and script/,
    ],
    ["neither", () => ({ runPython: { args: [] } }), /runPython.uri one of uri .* and script/],
    ["a JAR of text", () => ({ runJar: { jar: text("x") } }), /runJar.jar is text/],
    [
      "a library in two places",
      () => ({
        ...script(text("x")),
        environment: { dependencies: [{ file: file("a.whl", "x"), filePath: "s3://b/a.whl" }] },
      }),
      /needs one of libraryName/,
    ],
  ])("%s", async (_what, inputs, reason) => {
    await expect(engine.up(inputs())).rejects.toThrow(reason);
    expect(engine.requests()).toEqual([]);
  });
});

describe("in a batch", () => {
  beforeEach(() => start({}, "plugin", "JobRunBatch"));

  it("a script of the defaults is uploaded once for all runs", async () => {
    const runs = { a: { runPython: { args: ["1"] } }, b: { runPython: { args: ["2"] } } };
    const defaults = script(file("etl.py", "print(1)\n"));
    expect(await engine.up({ runs, defaults })).toEqual({ verdict: "create" });
    expect([puts(), engine.runs.length, engine.emulator.files().length]).toEqual([1, 2, 1]);
    expect(await engine.up({ runs, defaults })).toEqual({ verdict: "none" });
    await engine.up({ runs, defaults: script(file("etl.py", "print(2)\n")) });
    expect([puts(), engine.runs.length]).toEqual([2, 4]);
    expect(engine.emulator.files()).toHaveLength(1);
    await engine.destroy();
    expect(engine.emulator.files()).toEqual([]);
  });
});
