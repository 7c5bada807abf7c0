/*
 * Types only: the sdk passes them on to programs, and must load nothing of the provider.
 */

/** What a `JobSet` gives out. */
export interface JobSetRecord {
  /** The run of each job, by the job's key; those of a matrix by the keys of its combinations. */
  runs: Record<string, JobSetRun>;
}

/** The run of one job of a `JobSet`. */
export interface JobSetRun {
  /** The run's id at Wherobots. */
  runId: string;
  /** PENDING, RUNNING, COMPLETED, FAILED, CANCELLED, TIMED_OUT, or one that is newer than this version. */
  status: string;
}
