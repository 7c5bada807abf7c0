import { VERSION } from "../../provider/version";

/** The files that every such repository has. */
export function projectFiles(name: string): Readonly<Record<string, string>> {
  return {
    "Pulumi.yaml": project(name),
    "package.json": manifest(name),
    ".gitignore": "node_modules/\n",
    "jobs/places.yaml": JOBS,
    "jobs/places.py": SCRIPT,
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
