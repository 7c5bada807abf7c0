import { loadJobFiles } from "../provider/job-files";
import type { JobFiles } from "../provider/job-files/definition";
import type { Arguments, Shell } from "./command";

/** Where job files are if nothing is said. */
export const DEFAULT_PATH = "jobs";

/** The job files at the paths of a command line. A variable that is not set stays as it is written. */
export function loadAll({ words }: Arguments, { env }: Shell): JobFiles {
  const paths = words.length > 0 ? words : [DEFAULT_PATH];
  const loaded = paths.map((path) => loadJobFiles(path, { env, keepsUnset: true }));
  return { jobs: loaded.flatMap(({ jobs }) => jobs), problems: loaded.flatMap(({ problems }) => problems) };
}
