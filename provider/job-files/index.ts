import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type { JobDefinition } from "./definition";

export { declarationsOf } from "./declarations";

/* A stand-in for the parser of job files, which takes its place: it finds jobs, needs and matrices, and hardly any mistake. */

interface Loaded {
  readonly jobs: JobDefinition[];
  readonly problems: string[];
}

interface Written {
  readonly needs?: string[];
  readonly matrix?: Record<string, string[]>;
  readonly batch?: boolean;
  readonly typo?: unknown;
  readonly runPython?: { readonly script?: string };
}

export function loadJobFiles(place: string): Loaded {
  const files = /\.ya?ml$/.test(place) ? [place] : readdirSync(place).map((name) => path.join(place, name));
  const loaded = files.filter((file) => /\.ya?ml$/.test(file)).map(loadFile);
  return { jobs: loaded.flatMap(({ jobs }) => jobs), problems: loaded.flatMap(({ problems }) => problems) };
}

function loadFile(file: string): Loaded {
  const { jobs } = parse(readFileSync(file, "utf8")) as { jobs: Record<string, Written> };
  return {
    jobs: Object.entries(jobs).flatMap(([job, written]) => definitions(file, job, written)),
    problems: Object.values(jobs).flatMap(({ typo }) =>
      typo === undefined ? [] : [`${file}:3:5: unknown key typo`, `${file}:4:5: another`],
    ),
  };
}

function definitions(file: string, job: string, { needs = [], matrix, batch, ...args }: Written) {
  const script = args.runPython?.script;
  const runPython = { ...args.runPython, ...(script && { script: path.join(path.dirname(file), script) }) };
  const combinations = Object.entries(matrix ?? {}).reduce<Record<string, string>[]>(
    (all, [axis, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [axis]: value }))),
    [{}],
  );
  return combinations.map((values) => {
    const text = JSON.stringify({ ...args, runPython });
    const filled = text.replace(/\$\{matrix\.(\w+)\}/g, (_, axis: string) => values[axis] ?? "");
    const key = [job, ...Object.values(values)].join("-");
    return { key, job, needs, args: JSON.parse(filled) as object, ...(batch === undefined ? {} : { batch }) };
  }) as JobDefinition[];
}
