import { VERSION } from "../provider/version";

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
  return {
    "Pulumi.yaml": project(name),
    "package.json": manifest(name),
    ".gitignore": "node_modules/\n",
    "jobs/places.yaml": JOBS,
    "jobs/places.py": SCRIPT,
    ...PIPELINE_FILES[pipeline],
  };
}

function project(name: string): string {
  return `name: ${name}
description: Wherobots jobs in files
runtime: yaml
packages:
  wherobots: ./wherobots-plugin
resources:
  jobs: { type: wherobots:JobSet, properties: { path: jobs } }
outputs:
  runs: \${jobs.runs}
`;
}

function manifest(name: string): string {
  const dependencies = { "pulumi-wherobots": `^${VERSION}` };
  return `${JSON.stringify({ name: name.toLowerCase(), private: true, dependencies }, undefined, 2)}\n`;
}

const JOBS = `# yaml-language-server: $schema=../node_modules/pulumi-wherobots/schemas/job-file.schema.json
defaults:
  runtime: tiny
  timeoutSeconds: 1800
jobs:
  # A run for each country.
  places:
    matrix: { country: [de, fr] }
    runPython:
      script: places.py
      args: ["--country", "\${matrix.country}"]
  # Starts when all of them have completed.
  report:
    needs: [places]
    runPython:
      script: places.py
      args: ["--country", all]
`;

const SCRIPT = `import argparse

from sedona.spark import SedonaContext


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--country", required=True)
    country = parser.parse_args().country

    sedona = SedonaContext.create(SedonaContext.builder().getOrCreate())
    sedona.sql(f"SELECT '{country}' AS country, ST_Point(7, 51) AS geometry").show()


if __name__ == "__main__":
    main()
`;

const GITHUB = `# Secrets of the repository: PULUMI_ACCESS_TOKEN and WHEROBOTS_API_KEY.
name: jobs
on:
  pull_request:
  push: { branches: [main] }
permissions: { contents: read }
# One deployment of the stack at a time, and none is cut off.
concurrency: { group: "jobs-\${{ github.ref }}", cancel-in-progress: false }
jobs:
  jobs:
    runs-on: ubuntu-latest
    timeout-minutes: 120
    env:
      PULUMI_ACCESS_TOKEN: \${{ secrets.PULUMI_ACCESS_TOKEN }}
      WHEROBOTS_API_KEY: \${{ secrets.WHEROBOTS_API_KEY }}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 22 }
      - run: npm install
      - run: npx pulumi-wherobots validate
      - uses: pulumi/actions@v7
      # Which runs would start, and why. Pull requests from forks have no secrets.
      - if: github.event_name == 'pull_request' && env.PULUMI_ACCESS_TOKEN != ''
        run: npx pulumi-wherobots plan --stack dev --markdown "$GITHUB_STEP_SUMMARY"
      # exec: what cancels the job reaches pulumi, which detaches from its runs.
      - if: github.event_name == 'push'
        run: exec pulumi up --stack dev --yes --non-interactive
      # Also of an up that failed.
      - if: always() && github.event_name == 'push'
        run: npx pulumi-wherobots report --stack dev --markdown "$GITHUB_STEP_SUMMARY"
`;

const GITLAB = `# Variables of the project, masked: PULUMI_ACCESS_TOKEN and WHEROBOTS_API_KEY.
stages: [check, deploy]

check:
  stage: check
  image: node:22
  script:
    - npm install
    - npx pulumi-wherobots validate > gl-code-quality-report.json
  artifacts:
    when: always
    reports: { codequality: gl-code-quality-report.json }

deploy:
  stage: deploy
  image: { name: pulumi/pulumi-nodejs, entrypoint: [""] }
  # One deployment of the stack at a time.
  resource_group: jobs
  timeout: 2h
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - npm install
    - exec pulumi up --stack dev --yes --non-interactive
  # Also of an up that failed.
  after_script:
    - npx pulumi-wherobots report --stack dev --html report.html
  artifacts:
    when: always
    paths: [report.html]
`;

const PIPELINE_FILES: Readonly<Record<Pipeline, Readonly<Record<string, string>>>> = {
  github: { ".github/workflows/jobs.yml": GITHUB },
  gitlab: { ".gitlab-ci.yml": GITLAB },
  none: {},
};
