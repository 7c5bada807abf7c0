/** A job of a job file, or one combination of its matrix, without mistakes. */
export interface JobDefinition {
  /** Which job it is, in the whole folder: that of the file, or with the values of the combination. */
  readonly key: string;
  /** The job in whose matrix the combination is; the key itself where there is no matrix. */
  readonly job: string;
  /** Arguments of a JobRun, with references as text. */
  readonly args: Readonly<Record<string, unknown>>;
  /** The jobs that it comes after. */
  readonly needs: readonly string[];
  /** Whether the matrix is one batch; absent: if it is large. */
  readonly batch?: boolean;
}
