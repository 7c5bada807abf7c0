import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { command } from "../../support/command";
import {
  type CommentServer,
  GITHUB_TOKEN,
  GITLAB_TOKEN,
  startCommentServer,
} from "../../support/pipelines/comment-server";
import { resource, urnOf } from "../../support/report/stacks";

type Environment = Readonly<Record<string, string>>;

const MARK = "<!-- pulumi-wherobots plan";

describe("pulumi-wherobots plan --comment", () => {
  let server: CommentServer;
  let folder: string;
  beforeEach(async () => {
    server = await startCommentServer();
    folder = await mkdtemp(path.join(os.tmpdir(), "comment-"));
    const created = { op: "create", urn: urnOf("tiles"), newState: resource("JobRun", "tiles", {}) };
    await writeFile(path.join(folder, "preview.json"), JSON.stringify({ steps: [created] }));
  });
  afterEach(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const gitHub = (): Environment => ({
    GITHUB_ACTIONS: "true",
    GITHUB_REF: "refs/pull/7/merge",
    GITHUB_REPOSITORY: "acme/jobs",
    GITHUB_API_URL: server.url,
    GITHUB_WORKSPACE: process.cwd(),
    GITHUB_TOKEN,
  });
  const gitLab = (): Environment => ({
    GITLAB_CI: "true",
    CI_MERGE_REQUEST_IID: "7",
    CI_PROJECT_ID: "1",
    CI_API_V4_URL: server.url,
    CI_PROJECT_DIR: process.cwd(),
    GITLAB_TOKEN,
  });
  const plan = (env: Environment) =>
    command(["plan", "--preview-file", path.join(folder, "preview.json"), "--comment"], { env });

  describe.each<[string, () => Environment]>([
    ["GitHub", gitHub],
    ["GitLab", gitLab],
  ])("at %s", (_, env) => {
    // rule: pipeline-plan
    it("writes one comment, and replaces it the next time, on whatever page it is", async () => {
      const others = (count: number, id: number) =>
        Array.from({ length: count }, (__, at) => ({
          id: id + at,
          author: { type: "User" as const, id: 2 },
          body: `${MARK} . . -->`,
        }));
      server.of(7).push(...others(150, 1_000));
      expect(await plan(env())).toMatchObject({ code: 0, out: "" });
      server.of(7).push(...others(60, 2_000));
      expect(await plan(env())).toMatchObject({ code: 0 });
      const own = server.of(7).filter(({ author }) => author.type === "Bot");
      expect(own.map(({ body }) => body)).toEqual([
        expect.stringMatching(/^<!-- pulumi-wherobots plan \. \. -->\n## Job runs[^]*\| `tiles` \| `new` \|/),
      ]);
      expect(server.of(7).filter(({ body }) => body === `${MARK} . . -->`)).toHaveLength(210);
    });

    it("says in one line that the host refuses, and never the token", async () => {
      const wrong = { ...env(), GITHUB_TOKEN: "ghs_wrong", GITLAB_TOKEN: "glpat-wrong" };
      const { code, said } = await plan(wrong);
      expect(code).toBe(1);
      expect(said).toMatch(
        /^pulumi-wherobots: cannot comment on (pull request #7|merge request !7): GET \/[\w/]+ answered 401 Bad credentials\n$/,
      );
      expect(said).not.toContain("wrong");
    });

    it("says what it lacks before it asks Pulumi", async () => {
      for (const name of Object.keys(env()).filter((key) => /TOKEN|API/.test(key))) {
        const { code, said } = await command(["plan", "--comment"], {
          env: { ...env(), [name]: "", PATH: "/none" },
        });
        expect([code, said]).toEqual([1, expect.stringContaining(`--comment needs ${name}: `)]);
      }
    });
  });

  it("says where it can comment, if it is somewhere else", async () => {
    const { code, said } = await plan({ GITHUB_ACTIONS: "true", GITHUB_REF: "refs/heads/main" });
    expect([code, said]).toEqual([
      1,
      expect.stringContaining("--comment needs a pipeline of a pull request"),
    ]);
  });

  it("says that it cannot reach the host", async () => {
    const { url } = server;
    await server.close();
    const { code, said } = await plan({ ...gitHub(), GITHUB_API_URL: url });
    expect([code, said]).toEqual([1, expect.stringContaining(`${new URL(url).host} could not be reached`)]);
  });
});
