import { execFile } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { DEFAULT_ACCOUNT, type RunRecord } from "../../emulator";
import { expectExit, type Fixture, fixtureForAll } from "../support/engine/fixture";
import { codeBlocks, read } from "../support/markdown";
import { describeThorough } from "../support/thorough";

const YAML = `
resources:
  nightly: { type: "wherobots:JobSet", properties: { path: jobs } }
`;
const PAGE = read("docs/coming-from.md");

/** Blocks of code of one section, by their language. */
function blocksOf(heading: string, language: string): string[] {
  const [, section = ""] = PAGE.split(`\n${heading}\n`);
  const [body = ""] = section.split(/^##/m);
  return codeBlocks(body).flatMap((block) => (block.language === language ? [block.code] : []));
}

function jobFileOf(heading: string): string {
  const file = blocksOf(heading, "yaml").find((code) => /^jobs:/m.test(code));
  if (file === undefined) throw new Error(`no job file below ${heading}`);
  return file;
}

async function writeJobs({ stack }: Fixture, file: string): Promise<void> {
  const folder = path.join(stack.dir, "jobs");
  await fs.mkdir(folder, { recursive: true });
  await fs.writeFile(path.join(folder, "jobs.yaml"), file);
  for (const script of ["ingest.py", "tiles.py"]) await fs.writeFile(path.join(folder, script), "print()\n");
}

const posts = ({ emulator }: Fixture) =>
  emulator.requests.filter(({ method, path: at }) => method === "POST" && at === "/runs");
const stored = ({ payload, region }: RunRecord) => ({ ...payload, region });

describeThorough("the page for those who come from elsewhere", () => {
  const fixture = fixtureForAll({ yaml: YAML });

  // rule: coming-from
  it("has a job file that sends what its curl command sends", async () => {
    const [command = ""] = blocksOf("## From a curl script", "sh");
    const env = {
      PATH: process.env["PATH"],
      WHEROBOTS_API_URL: fixture.emulator.url,
      WHEROBOTS_API_KEY: DEFAULT_ACCOUNT.apiKey,
    };
    await promisify(execFile)("sh", ["-c", command], { env });
    await writeJobs(fixture, jobFileOf("## From a curl script"));
    // Its own run is no orphan of this stack, but has the same name.
    for (const { id } of fixture.emulator.runs()) fixture.emulator.finish(id, "COMPLETED");
    expectExit(await fixture.stack.up(), "zero");
    const [byCurl, byUs, ...others] = posts(fixture);
    expect(others).toEqual([]);
    expect(byUs?.body).toEqual(byCurl?.body);
    expect(byUs?.query).toEqual(byCurl?.query);
  });

  // rule: coming-from
  it("has a job file that starts what the Airflow operator starts, once a date", async () => {
    await writeJobs(fixture, jobFileOf("## From the Airflow operator"));
    const before = fixture.emulator.runs().length;
    const env = { RUN_DATE: "2026-05-01" };
    expectExit(await fixture.stack.up({ env }), "zero");
    const runs = fixture.emulator.runs().slice(before);
    // What version 1.8.1 sent under Airflow 2.10.5 for the page's code on that date, recorded: Airflow is too large to install here.
    const payloads = [
      {
        name: "tiles-2026-05-01",
        timeoutSeconds: 7200,
        runtime: "small",
        runPython: { uri: "s3://your-bucket/tiles.py", args: ["--day", "2026-05-01"] },
      },
      {
        name: "publish-2026-05-01",
        timeoutSeconds: 3600,
        runtime: "small",
        runPython: { uri: "s3://your-bucket/publish.py", args: ["--day", "2026-05-01"] },
      },
    ];
    for (const body of payloads) {
      const answer = await fetch(`${fixture.emulator.url}/runs?region=aws-us-west-2`, {
        method: "POST",
        headers: { "X-API-Key": DEFAULT_ACCOUNT.apiKey, "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      expect(answer.status).toBe(201);
    }
    const byAirflow = fixture.emulator.runs().slice(before + runs.length);
    expect(runs.map(stored)).toEqual(byAirflow.map(stored));

    fixture.requests();
    expectExit(await fixture.stack.up({ env }), "zero");
    expect(fixture.started()).toEqual([]);
  });

  // rule: coming-from
  it("backfills with a run a date, adds one date, and runs one date again", async () => {
    const file = jobFileOf("### Backfill");
    await writeJobs(fixture, file);
    fixture.requests();
    expectExit(await fixture.stack.up(), "zero");
    expect(fixture.started().sort()).toEqual(["tiles-2026-05-01", "tiles-2026-05-02", "tiles-2026-05-03"]);
    await writeJobs(fixture, file.replace('"2026-05-03"]', '"2026-05-03", "2026-05-04"]'));
    expectExit(await fixture.stack.up(), "zero");
    expect(fixture.started()).toEqual(["tiles-2026-05-04"]);
    const [, urn = ""] = /pulumi up --replace "([^"]+)"/.exec(PAGE) ?? [];
    expectExit(await fixture.stack.up({ args: ["--replace", urn] }), "zero");
    expect(fixture.started()).toEqual(["tiles-2026-05-02"]);
  });

  // rule: coming-from
  it("has a job file that does what the bundle says, in order, with a setting of the stack", async () => {
    await writeJobs(fixture, jobFileOf("## From Databricks bundles"));
    await fixture.stack.setConfig("bucket", "your-bucket");
    const before = posts(fixture).length;
    expectExit(await fixture.stack.up(), "zero");
    const bodies = posts(fixture)
      .slice(before)
      .map(({ body }) => body);
    const script = (name: string): unknown => expect.stringMatching(new RegExp(`/${name}$`));
    const args = ["--bucket", "your-bucket"];
    expect(bodies).toEqual([
      expect.objectContaining({ timeoutSeconds: 7200, runPython: { uri: script("ingest.py"), args } }),
      expect.objectContaining({ timeoutSeconds: 3600, runPython: { uri: script("tiles.py"), args } }),
    ]);
  });
});
