import { type BackendSources, machineSources, stateBackend } from "../../../provider/hosts/state-backend";

/** A machine with these files; a name maps to its text, or to the moment it was written for `meta.yaml`. */
function backendOn(
  files: Readonly<Record<string, string>>,
  env: BackendSources["env"] = {},
  hostName = "machine-a",
): string {
  return stateBackend({
    env,
    cwd: "/home/ann/project/src",
    homeFolder: "/home/ann",
    hostName,
    readText: (file) => files[file],
    writtenAt: (file) => files[file],
    parseYaml: (text): unknown => JSON.parse(text),
  });
}

const url = (text: string) => ({ PULUMI_BACKEND_URL: text });
const META = ".pulumi/meta.yaml";

describe("the state of a stack", () => {
  it.each([
    ["Pulumi Cloud", url("https://api.pulumi.test")],
    ["nobody says", {}],
    ["an empty variable", url("")],
  ])("needs no more than its name where %s", (_, env) => {
    expect(backendOn({}, env)).toBe("");
  });

  it("in a bucket or a database is told by its address, without options and passwords", () => {
    expect(backendOn({}, url("s3://state.test/team/?region=x"))).toBe("s3://state.test/team");
    expect(backendOn({}, url("postgres://ann:hunter22@db.test:5432/state"))).toBe(
      "postgres://db.test:5432/state",
    );
  });

  it("in a folder is told by when the folder was made, wherever it lies", () => {
    const here = backendOn({ [`/state/${META}`]: "17" }, url("file:///state"));
    const moved = backendOn({ [`/restored/${META}`]: "17" }, url("file:///restored"), "machine-b");
    const other = backendOn({ [`/state/${META}`]: "18" }, url("file:///state"));
    expect(moved).toBe(here);
    expect(other).not.toBe(here);
  });

  it.each([
    ["file://~", `/home/ann/${META}`],
    ["file://~/state", `/home/ann/state/${META}`],
    ["file://./state", `/home/ann/project/src/state/${META}`],
    ["file:///state?no_tmp_dir=true", `/state/${META}`],
  ])("finds the folder of %s", (text, file) => {
    expect(backendOn({ [file]: "17" }, url(text))).toBe("folder of 17");
  });

  it("in a folder of the oldest layout is told by machine and folder", () => {
    expect(backendOn({}, url("file:///state"))).toBe("machine-a /state");
    expect(backendOn({}, url("file:///state"), "machine-b")).toBe("machine-b /state");
  });

  it("is asked of the environment, then of the project, then of the login, as the engine does", () => {
    const project = { "/home/ann/project/Pulumi.yaml": '{ "backend": { "url": "s3://of-project.test" } }' };
    const login = { "/home/ann/.pulumi/credentials.json": '{ "current": "s3://of-login.test" }' };
    expect(backendOn({ ...project, ...login }, url("s3://of-env.test"))).toBe("s3://of-env.test");
    expect(backendOn({ ...project, ...login })).toBe("s3://of-project.test");
    expect(backendOn(login)).toBe("s3://of-login.test");
    expect(
      backendOn(
        { "/elsewhere/credentials.json": '{ "current": "s3://x.test" }' },
        {
          PULUMI_HOME: "/elsewhere",
        },
      ),
    ).toBe("s3://x.test");
  });

  it("is not known from files that cannot be read as what they are", () => {
    expect(
      backendOn({ "/home/ann/project/Pulumi.yaml": ":", "/home/ann/.pulumi/credentials.json": "{" }),
    ).toBe("");
  });

  it("of this machine is read with the YAML package that Pulumi brings", () => {
    const { parseYaml, readText, writtenAt } = machineSources({}, ".");
    expect(parseYaml("backend:\n  url: s3://state.test\n")).toEqual({ backend: { url: "s3://state.test" } });
    expect(readText("no such file")).toBeUndefined();
    expect(writtenAt(__filename)).toMatch(/^\d+$/);
  });
});
