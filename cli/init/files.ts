import { gitHubFiles } from "./github";
import { gitLabFiles } from "./gitlab";
import { projectFiles } from "./project";

/** The pipelines that there are. */
export const PIPELINES = ["github", "gitlab", "none"] as const;
export type Pipeline = (typeof PIPELINES)[number];

/**
 * The files of a new repository, by their paths.
 *
 * @param folder name of the folder, of which the project's name is made
 */
export function filesOf(folder: string, pipeline: Pipeline): Readonly<Record<string, string>> {
  const name = folder.replace(/[^\w.-]+/g, "-").replace(/^[^A-Za-z]+/, "") || "wherobots-jobs";
  return { ...projectFiles(name), ...pipelineFiles(pipeline) };
}

function pipelineFiles(pipeline: Pipeline): Readonly<Record<string, string>> {
  if (pipeline === "none") return {};
  return { ...SETTINGS, ...(pipeline === "github" ? gitHubFiles() : gitLabFiles()) };
}

/** Settings of the stacks that the pipelines have. */
const SETTINGS: Readonly<Record<string, string>> = {
  "Pulumi.prod.yaml": `# The stack of the main branch. One deployment starts at most so many runs.
config:
  wherobots:maxNewRuns: 100
`,
  "Pulumi.review.yaml": `# The stacks of pull requests, which start no run.
config:
  wherobots:runJobs: false
`,
};
