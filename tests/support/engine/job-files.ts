import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Fixture } from "./fixture";

/** Replaces the folder of job files, which has a script beside them. */
export function writeJobs({ stack }: Fixture, files: Readonly<Record<string, object>>): void {
  const folder = path.join(stack.dir, "jobs");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(path.join(folder, "report.py"), "print('report')");
  for (const [name, jobs] of Object.entries(files))
    writeFileSync(path.join(folder, name), JSON.stringify({ jobs }, undefined, 1));
}

/** The jobs of the set `nightly` whose runs were started, in order, without the hash that a child's name carries. */
export function startedJobs(fixture: Fixture): string[] {
  return fixture.started().map((name) => name.replace(/^nightly-/, "").replace(/-[a-z0-9]{6}$/, ""));
}
