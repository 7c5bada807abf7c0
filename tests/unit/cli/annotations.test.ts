import path from "node:path";
import { asGitHub, asGitLab } from "../../../cli/annotations";

const ROOT = path.resolve("repository");
const PROBLEM = { line: 3, column: 5, message: "100 % wrong" };

it.each([
  [
    "a path below the root, from the root",
    path.join("repository", "etl", "jobs", "a.yaml"),
    ROOT,
    "etl/jobs/a.yaml",
  ],
  ["a file outside the root as it was given", path.join("elsewhere", "a.yaml"), ROOT, "elsewhere/a.yaml"],
  ["a file as it was given where no root is known", "jobs/a.yaml", undefined, "jobs/a.yaml"],
])("GitHub and GitLab read %s", (_, file, root, expected) => {
  const env = { GITHUB_WORKSPACE: root, CI_PROJECT_DIR: root };
  const problems = [{ ...PROBLEM, file }];
  expect(asGitHub(problems, { env })).toBe(
    `::error file=${expected},line=3,col=5,title=Job file::100 %25 wrong\n`,
  );
  expect(JSON.parse(asGitLab(problems, { env }))).toMatchObject([{ location: { path: expected } }]);
});
