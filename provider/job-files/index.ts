import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { ASSET_SIGNATURE, SIGNATURE_KEY } from "../../wire/pulumi-values";
import type { Properties } from "../values";
import { type JobDefinition, type JobFiles, type Reference, Template } from "./definition";

export { declarationsOf } from "./declarations";
export { Template } from "./definition";

/* A stand-in for the parser of job files, which takes its place: it finds jobs, needs and matrices, and hardly any mistake. */

interface Written {
  readonly needs?: string[];
  readonly matrix?: Record<string, string[]>;
  readonly typo?: unknown;
  readonly runPython?: { readonly script?: string };
}

export function loadJobFiles(place: string): JobFiles {
  const files = /\.ya?ml$/.test(place) ? [place] : readdirSync(place).map((name) => path.join(place, name));
  const loaded = files.filter((file) => /\.ya?ml$/.test(file)).map(loadFile);
  const jobs = loaded.flatMap((one) => one.jobs);
  const ordered = new Set<JobDefinition>();
  const visit = (job: JobDefinition): void => {
    for (const need of job.needs)
      jobs.filter(({ key, combination }) => (combination?.job ?? key) === need.job).forEach(visit);
    ordered.add(job);
  };
  jobs.forEach(visit);
  return { jobs: [...ordered], problems: loaded.flatMap((one) => one.problems) };
}

function loadFile(file: string): JobFiles {
  const { jobs } = parse(readFileSync(file, "utf8")) as { jobs: Record<string, Written> };
  return {
    jobs: Object.entries(jobs).flatMap(([job, written]) => definitions(file, job, written)),
    problems: Object.values(jobs).flatMap(({ typo }) =>
      typo === undefined
        ? []
        : [3, 4].map((line) => ({ file, line, column: 5, message: "unknown key typo" })),
    ),
  };
}

function definitions(file: string, job: string, { needs = [], matrix, ...args }: Written): JobDefinition[] {
  const at = { file, line: 1, column: 1 };
  const script = args.runPython?.script;
  const asset = script && {
    script: { [SIGNATURE_KEY]: ASSET_SIGNATURE, path: path.join(path.dirname(file), script) },
  };
  const combinations = Object.entries(matrix ?? {}).reduce<Record<string, string>[]>(
    (all, [axis, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [axis]: value }))),
    [{}],
  );
  return combinations.map((values) => {
    const text = JSON.stringify({ ...args, runPython: { ...args.runPython, ...asset } });
    const filled = text.replace(/\$\{matrix\.(\w+)\}/g, (_, axis: string) => values[axis] ?? "");
    const inputs = templates(JSON.parse(filled)) as Properties;
    const key = Object.keys(values)
      .sort()
      .map((name) => `${name}=${values[name] ?? ""}`)
      .join(",");
    const common = {
      ...at,
      inputs,
      needs: needs.map((needed) => ({ ...at, job: needed, rerun: "onlyIfChanged" as const })),
    };
    if (!matrix) return { ...common, key: job };
    return { ...common, key: `${job}[${key}]`, combination: { job, key, isBatch: combinations.length > 20 } };
  });
}

function templates(value: unknown): unknown {
  if (typeof value === "string") {
    const parts = value.split(/\$\{([^}]+)\}/).map((part, index): string | Reference => {
      const [kind, ...rest] = part.split(".");
      if (index % 2 === 0) return part;
      if (kind === "jobs")
        return {
          kind: "output",
          job: part.slice(5).split(".outputs.")[0] ?? "",
          path: (part.split(".outputs.")[1] ?? "").split("."),
        };
      return { kind: kind as "config" | "secret", name: rest.join(".") };
    });
    return parts.length === 1 ? value : new Template(parts.filter((part) => part !== ""));
  }
  if (Array.isArray(value)) return value.map(templates);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, templates(item)]));
}
