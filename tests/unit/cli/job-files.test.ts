import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { command } from "../../support/command";

const FILES = path.join(__dirname, "../job-files");
const GOOD = path.join(FILES, "good");
const MANY = path.join(FILES, "broken/many-2.yaml");
const TABS = path.join(FILES, "broken/tab.yaml");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "wherobots-cli-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe("validate", () => {
  it("ends with 0 where nothing is wrong, though no variable is set", async () => {
    expect(await command(["validate", GOOD])).toEqual({
      code: 0,
      out: "",
      said: "29 runs of 6 jobs, no problem\n",
    });
  });

  it("ends with 1 and tells all problems of all paths, a line each", async () => {
    const { code, out, said } = await command(["validate", TABS, MANY]);
    expect([code, said]).toEqual([1, "10 problems\n"]);
    expect(out.split("\n").filter((line) => /^.*\.yaml:\d+:\d+: \S/.test(line))).toHaveLength(10);
  });

  it("writes JSON with the jobs and the problems", async () => {
    const { out } = await command(["validate", "--json", TABS]);
    const message = "a tab cannot indent YAML: use spaces";
    expect(JSON.parse(out)).toEqual({ jobs: [], problems: [{ file: TABS, line: 2, column: 1, message }] });
    const good = JSON.parse((await command(["validate", "--json", GOOD])).out) as { jobs: object[] };
    expect(good.jobs).toContainEqual(expect.objectContaining({ job: "report", needs: ["ingest", "tiles"] }));
  });

  it.each([
    ["GITHUB_ACTIONS", /^::error file=/],
    ["GITLAB_CI", /^\[/],
    ["CI", /^\//],
  ])("knows by %s where it runs", async (name, form) => {
    expect((await command(["validate", TABS], { env: { [name]: "true" } })).out).toMatch(form);
    const text = await command(["validate", "--format", "text", TABS], { env: { [name]: "true" } });
    expect(text.out).toMatch(/^\//);
  });

  it("writes what GitHub takes for a command so that it is text", async () => {
    const file = written("a,b.yaml", 'jobs:\n  "x\\n::error::50%,\\r":\n    runtme: tiny\n');
    const { out } = await command(["validate", "--format", "github", file]);
    expect(out).toContain("a%2Cb.yaml,line=2,col=3,");
    expect(out.split("\n").filter((line) => line !== "" && !line.startsWith("::error file="))).toEqual([]);
    const text = await command(["validate", "--format", "text", file]);
    expect(text.out).not.toMatch(/^::/m);
  });

  it("writes GitLab's report, in which a moved line is no new problem, and lines beside it", async () => {
    const report = async (text: string) => {
      const { out, said } = await command(["validate", "--format", "gitlab", written("a.yaml", text)]);
      expect(said).toContain("runtme");
      return JSON.parse(out) as { fingerprint: string; location: { lines: { begin: number } } }[];
    };
    const text = "jobs:\n  a:\n    runtme: tiny\n    runJar: { uri: s3://b.test/a.jar }\n";
    const [before, after] = [await report(text), await report(`\n${text}`)];
    expect(before[0]).toMatchObject({
      severity: "major",
      check_name: "job-file",
      location: { lines: { begin: 3 } },
    });
    expect(after[0]).toMatchObject({
      fingerprint: before[0]?.fingerprint,
      location: { lines: { begin: 4 } },
    });
  });
});

describe("render", () => {
  it("shows the request of each run, what is known later as it is written", async () => {
    const { code, out } = await command(["render", "--json", "--job", "report", GOOD]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual([
      {
        job: "report",
        at: `${GOOD}/report.json:3:5`,
        body: {
          name: "${name of the run}",
          runJar: {
            uri: "s3://bucket.test/${config.acme:version}.jar",
            args: ["${secret.token}", "${jobs.ingest.outputs.kubeApp.status}"],
          },
          timeoutSeconds: 3600,
          environment: { sparkConfigs: {}, dependencies: [] },
        },
      },
    ]);
  });

  it("shows one combination, with its region and the address that its script will have", async () => {
    const { out } = await command(["render", "--job", "tiles[country=it,size=3]", GOOD]);
    expect(out).toMatch(/^# tiles\[country=it,size=3\] .*\nPOST \/runs\?region=aws-us-west-2\n\{/);
    expect(out).toContain("${address of ");
    expect(out.match(/POST/g)).toHaveLength(1);
  });

  it("says which job was probably meant, and shows nothing of files with mistakes", async () => {
    const unknown = await command(["render", "--job", "reprot", GOOD]);
    expect(unknown).toMatchObject({ code: 1, out: "" });
    expect(unknown.said).toContain("did you mean report?");
    expect(await command(["render", TABS])).toMatchObject({ code: 1, out: "" });
  });
});

describe("init", () => {
  it.each([
    ["github", 4],
    ["gitlab", 1],
    ["none", 0],
  ])("writes a folder whose files are right, with the pipeline %s", async (host, count) => {
    const place = path.join(folder, "nightly jobs");
    const { code, out } = await command(["init", place, "--pipeline", host, "--json"]);
    expect(code).toBe(0);
    const { written: names } = JSON.parse(out) as { written: string[] };
    for (const name of names.filter((one) => one.endsWith(".yml") || one.endsWith(".yaml")))
      expect(parse(readFileSync(path.join(place, name), "utf8"))).toEqual(expect.any(Object));
    expect(names.filter((name) => /git(hub|lab)/.test(name))).toHaveLength(count);
    expect(parse(readFileSync(path.join(place, "Pulumi.yaml"), "utf8"))).toMatchObject({
      name: "nightly-jobs",
    });
    expect(await command(["validate", path.join(place, "jobs")])).toMatchObject({ code: 0 });
  });

  it("leaves every file that is there as it is", async () => {
    written("Pulumi.yaml", "name: mine\n");
    await command(["init", folder]);
    const again = await command(["init", folder, "--pipeline", "gitlab"]);
    const added = ["Pulumi.prod.yaml", "Pulumi.review.yaml", ".gitlab-ci.yml"];
    expect(again.out).toBe(added.map((name) => `${path.join(folder, name)}\n`).join(""));
    expect(again.said).toContain("Pulumi.yaml was there and stays as it is");
    expect(readFileSync(path.join(folder, "Pulumi.yaml"), "utf8")).toBe("name: mine\n");
  });

  it("says in one line why it cannot write", async () => {
    const file = written("file", "");
    const { code, said } = await command(["init", file]);
    expect([code, said.trim().split("\n")]).toEqual([
      1,
      [expect.stringMatching(/cannot be written: E(NOTDIR|EXIST)$/)],
    ]);
  });
});
