import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { formatCount } from "../text/format";
import { textAt } from "../values";
import type { Position } from "./definition";
import type { Problems } from "./problems";

/** A job file, before it is understood. */
export interface Source {
  /** As the user would write it: messages and the paths of scripts begin with it. */
  readonly file: string;
  readonly text: string;
}

const JOB_FILE = /\.(ya?ml|json)$/i;
const MAX_BYTES = 5_000_000;

/** The job files of a folder, in the order of their names, or one file. */
export function readSources(place: string, problems: Problems): Source[] {
  const files = attempt(place, problems, () => (statSync(place).isDirectory() ? jobFilesIn(place) : [place]));
  if (files?.length === 0)
    problems.add(start(place), "the folder has no job file: none ends in .yaml, .yml or .json");
  return (files ?? []).flatMap((file) => attempt(file, problems, () => readSource(file, problems)) ?? []);
}

/** What is hidden is no job file: editors keep their copies so. */
function jobFilesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && JOB_FILE.test(entry.name) && !entry.name.startsWith("."))
    .map(({ name }) => path.join(folder, name))
    .sort();
}

function readSource(file: string, problems: Problems): Source | undefined {
  const stat = statSync(file);
  // A pipe or a device may have no end.
  if (!stat.isFile()) {
    problems.add(start(file), "is no regular file");
    return undefined;
  }
  const { size } = stat;
  if (size <= MAX_BYTES) return { file, text: readFileSync(file, "utf8").replace(/^\ufeff/, "") };
  problems.add(
    start(file),
    `has ${formatCount(size)} bytes, and a job file has at most ${formatCount(MAX_BYTES)}`,
  );
  return undefined;
}

function attempt<T>(file: string, problems: Problems, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const code = textAt(error, "code");
    if (code === undefined) throw error;
    const reason = code === "ENOENT" ? "there is no such file or folder" : `cannot be read: ${code}`;
    problems.add(start(file), reason);
    return undefined;
  }
}

function start(file: string): Position {
  return { file, line: 1, column: 1 };
}
