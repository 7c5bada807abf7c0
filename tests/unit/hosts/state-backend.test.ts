import { type BackendSources, stackStates } from "../../../provider/hosts/state-backend";
import type { StackState } from "../../../provider/resource";

type Files = Readonly<Record<string, string>>;

/** The state of the stack `maps/dev` on a machine with these files. */
function stateOn(
  files: Files,
  env: BackendSources["env"] = {},
  hostName = "machine-a",
  readText = (file: string): string | undefined => files[file],
): StackState {
  return stackStates({
    env,
    cwd: "/home/ann/project/src",
    homeFolder: "/home/ann",
    hostName,
    readText,
    listFolder: (folder) =>
      Object.keys(files).flatMap((file) =>
        file.startsWith(`${folder}/`) ? [file.slice(folder.length + 1)] : [],
      ),
    parseYaml: (text): unknown => JSON.parse(text),
  })("maps", "dev");
}

const placeOn = (files: Files, env?: BackendSources["env"], hostName?: string): string =>
  stateOn(files, env, hostName).place;

const CREATED = "2026-01-02T03:04:05.678901234Z";
const root = (created = CREATED): object => ({
  urn: "urn:pulumi:dev::maps::pulumi:pulumi:Stack::maps-dev",
  type: "pulumi:pulumi:Stack",
  created,
});
const job = (type: string, name: string, outputs: object, id = "r1"): object => ({
  urn: `urn:pulumi:dev::maps::${type}::${name}`,
  id,
  outputs,
});
const checkpoint = (...resources: object[]): string =>
  JSON.stringify({ version: 3, checkpoint: { latest: { resources } } });

const STATE = ".pulumi/stacks/maps/dev.json";
const url = (text: string) => ({ PULUMI_BACKEND_URL: text });

describe("the state of a stack", () => {
  const PROJECT = { "/home/ann/project/Pulumi.yaml": '{ "backend": { "url": "s3://of-project.test" } }' };
  const LOGIN = { "/home/ann/.pulumi/credentials.json": '{ "current": "s3://of-login.test" }' };
  const ELSEWHERE = { "/elsewhere/credentials.json": '{ "current": "s3://x.test" }' };
  const UNREADABLE = { "/home/ann/project/Pulumi.yaml": ":", "/home/ann/.pulumi/credentials.json": "{" };

  it.each<[string, Files, BackendSources["env"], place: string]>([
    ["needs no more than its name in Pulumi Cloud", {}, url("https://api.pulumi.test"), ""],
    ["needs no more than its name where nobody says", {}, url(""), ""],
    ["has no options in it", {}, url("s3://state.test/team/?region=x"), "s3://state.test/team"],
    ["has no password in it", {}, url("postgres://ann:hunter22@db.test:1/x"), "postgres://db.test:1/x"],
    // As the engine does.
    ["is the environment's first", { ...PROJECT, ...LOGIN }, url("s3://of-env.test"), "s3://of-env.test"],
    ["then that of the project", { ...PROJECT, ...LOGIN }, {}, "s3://of-project.test"],
    ["then that of the login", LOGIN, {}, "s3://of-login.test"],
    ["also where the login lies elsewhere", ELSEWHERE, { PULUMI_HOME: "/elsewhere" }, "s3://x.test"],
    ["is not known from files that cannot be read as what they are", UNREADABLE, {}, ""],
  ])("%s", (_, files, env, place) => {
    expect(placeOn(files, env)).toBe(place);
  });

  // rule: same-stack-names
  it("in a folder is told by when Pulumi made the stack in it, wherever the folder lies and whoever has copied it", () => {
    const here = stateOn({ [`/state/${STATE}`]: checkpoint(root()) }, url("file:///state"));
    const copied = stateOn({ [`/copy/${STATE}`]: checkpoint(root()) }, url("file:///copy"), "machine-b");
    const other = stateOn({ [`/state/${STATE}`]: checkpoint(root("2027")) }, url("file:///state"));
    expect(here.id).toBe(CREATED);
    expect(copied.id).toBe(here.id);
    expect(other.id).not.toBe(here.id);
  });

  it.each([
    ["file://~", `/home/ann/${STATE}`],
    ["file://~/state", `/home/ann/state/${STATE}`],
    ["file://./state", `/home/ann/project/src/state/${STATE}`],
    ["file:///state?no_tmp_dir=true", `/state/${STATE}`],
    ["file:///state", `/state/${STATE}.gz`],
  ])("finds the folder of %s", (text, file) => {
    expect(stateOn({ [file]: checkpoint(root()) }, url(text)).id).toBe(CREATED);
  });

  it.each([
    ["there is no file", {}],
    ["the file is empty, as a kill may leave it", { [`/state/${STATE}`]: "" }],
    ["nothing is in it yet", { [`/state/${STATE}`]: checkpoint() }],
    ["it is of another form", { [`/state/${STATE}`]: '{"checkpoint":[1]}' }],
  ])("in a folder is told by machine and folder while %s", (_, files) => {
    const state = stateOn(files, url("file:///state"));
    expect([state.id, state.place]).toEqual(["", "machine-a /state"]);
    expect(placeOn(files, url("file:///state"), "machine-b")).toBe("machine-b /state");
  });
});

describe("the runs of a stack", () => {
  const held = (...resources: object[]): StackState =>
    stateOn({ [`/state/${STATE}`]: checkpoint(...resources) }, url("file:///state"));

  it.each([
    ["dynamic", "pulumi-nodejs:dynamic/wherobots:JobRun", "JobRun::tiles"],
    ["plugin", "wherobots:index:JobRun", "JobRun::tiles"],
    ["with a parent", "acme:Maps$wherobots:index:JobRun", "acme:Maps$JobRun::tiles"],
  ])("are those that its resources stand for (%s)", (_, type, path) => {
    const outputs = { runId: "r1", status: "RUNNING", createTime: "2026", timeoutSeconds: 60 };
    expect(held(root(), job(type, "tiles", outputs)).holderOf("r1")).toEqual({ path, ...outputs });
  });

  it("are also those of earlier attempts, of the keys of a batch, and of a resource whose outputs are secret", () => {
    const attempts = [{ runId: "r0", status: "FAILED" }];
    const results = { "k/1": { runId: "r2", status: "COMPLETED" } };
    const state = held(
      job("wherobots:index:JobRun", "a", { status: { secret: "x" }, attempts }),
      job("wherobots:index:JobRunBatch", "b", { results }, "b"),
      job("aws:s3:Bucket", "c", { runId: "r3" }, "c"),
      job("wherobots:index:StorageIntegration", "d", { storageId: "int-1" }, "int-1"),
      job("wherobots:index:OfALaterVersion", "e", { status: "RUNNING" }, "r4"),
    );
    expect(state.holderOf("r0")).toMatchObject({ path: "JobRun::a" });
    expect(state.holderOf("r1")).toMatchObject({ path: "JobRun::a", status: "" });
    expect(state.holderOf("r2")).toMatchObject({ path: "JobRunBatch::b/k%2F1" });
    expect(state.holderOf("r3")).toBeUndefined();
    expect(state.holderOf("b")).toBeUndefined();
    expect(state.holderOf("int-1")).toBeUndefined();
    expect(state.holderOf("r4")).toMatchObject({ path: "OfALaterVersion::e" });
  });

  it("were once those that a command since then has left: each file is read once, however many are asked for", () => {
    const dayMs = 24 * 3_600_000;
    const newestMs = Date.parse("2026-06-10T00:00:00Z");
    const fileOf = (days: number): string =>
      `/state/.pulumi/history/maps/dev/dev-${newestMs - days * dayMs}000000.checkpoint.json`;
    const holding = (runId: string): string =>
      checkpoint(root(), job("wherobots:index:JobRun", "tiles", { status: "RUNNING" }, runId));
    const files = {
      ...{ [fileOf(0)]: holding("new"), [fileOf(3)]: holding("old") },
      [fileOf(0).replace("checkpoint", "history")]: "{}",
    };
    const read: string[] = [];
    const state = stateOn(files, url("file:///state"), "machine-a", (file) => {
      read.push(file);
      return files[file];
    });
    expect(state.onceHeld("old", newestMs)).toBe(false);
    expect(state.onceHeld("new", newestMs + 2 * dayMs)).toBe(false);
    expect(read).toEqual([fileOf(0)]);
    expect(state.onceHeld("old", newestMs - 3 * dayMs)).toBe(true);
    expect(state.onceHeld("new", newestMs)).toBe(true);
    expect(read).toEqual([fileOf(0), fileOf(3)]);
  });
});
