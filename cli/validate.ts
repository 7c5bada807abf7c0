import type { JobDefinition, JobFiles } from "../provider/job-files/definition";
import { formatCount } from "../provider/text/format";
import { asGitHub, asGitLab, asText } from "./annotations";
import { type Arguments, type Command, EXIT, PROGRAM, type Shell } from "./command";
import { loadAll } from "./load";

const FORMATS = ["text", "json", "github", "gitlab"] as const;
type Format = (typeof FORMATS)[number];

/** Checks job files, offline. */
export const VALIDATE: Command = {
  summary: "check job files; sends nothing and needs no key",
  about: `Checks all job files of each PATH, a folder or one file, by default the folder jobs. All problems are told at once,
each with file, line and column. Nothing is sent, no key is needed, and no variable need be set.

In a GitHub workflow problems become annotations of the pull request, in GitLab CI a report of code quality on
standard output. Say --format text for lines instead.`,
  takes: "[PATH…]",
  options: {
    format: {
      value: "FORMAT",
      choices: FORMATS,
      help: "how problems are written; github or gitlab if the environment says so, else text",
    },
  },
  examples: [
    [`${PROGRAM} validate`, "the folder jobs"],
    [`${PROGRAM} validate --json jobs/tiles.yaml | jq .problems`, "one file, for a program"],
    [
      `${PROGRAM} validate > gl-code-quality-report.json`,
      "in GitLab CI, as an artefact of the report codequality",
    ],
  ],
  run: (given, shell) => {
    const files = loadAll(given, shell);
    const format = formatOf(given, shell);
    shell.write(FORMATTERS[format](files, shell));
    if (format !== "text" && format !== "json")
      shell.say(asText(format === "gitlab" ? files.problems : [], shell));
    if (format !== "json") shell.say(summary(files));
    return files.problems.length > 0 ? EXIT.problems : EXIT.ok;
  },
};

const FORMATTERS: Readonly<Record<Format, (files: JobFiles, shell: Shell) => string>> = {
  text: ({ problems }, shell) => asText(problems, shell),
  json: ({ jobs, problems }) => `${JSON.stringify({ jobs: jobs.map(jobText), problems }, undefined, 2)}\n`,
  github: ({ problems }, shell) => asGitHub(problems, shell),
  gitlab: ({ problems }, shell) => asGitLab(problems, shell),
};

function jobText({ key, file, line, column, needs }: JobDefinition): object {
  return { job: key, file, line, column, needs: needs.map(({ job }) => job) };
}

function formatOf({ options }: Arguments, { env }: Shell): Format {
  if (options["json"]) return "json";
  const chosen = FORMATS.find((format) => format === options["format"]);
  if (chosen) return chosen;
  if (env["GITHUB_ACTIONS"] === "true") return "github";
  return env["GITLAB_CI"] === "true" ? "gitlab" : "text";
}

function summary({ jobs, problems }: JobFiles): string {
  if (problems.length > 0) return `${formatCount(problems.length, "problem")}\n`;
  return `${formatCount(jobs.length, "run")} of ${formatCount(new Set(jobs.map(nameOf)).size, "job")}, no problem\n`;
}

function nameOf({ key, combination }: JobDefinition): string {
  return combination?.job ?? key;
}
