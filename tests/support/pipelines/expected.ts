import type { JobEnd, Ran } from "./pipelines";

/** What became of the jobs that were due; fails with all that was printed, if it is not as expected. */
export function expectJobs(ran: Ran, expected: Readonly<Record<string, JobEnd>>): Ran {
  const due = Object.fromEntries(Object.entries(ran.jobs).filter(([, end]) => end !== "skipped"));
  if (JSON.stringify(due) === JSON.stringify(expected)) return ran;
  throw new Error(`the jobs ended as ${JSON.stringify(ran.jobs)}:\n${ran.log}`);
}
