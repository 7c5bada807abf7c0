import type { Properties } from "../values";

/** Where something stands in a file; lines and columns count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Something that is wrong with a job file, and what would be right. */
export interface Problem extends Position {
  readonly message: string;
}

/** A value that is known only where the jobs are deployed. */
export type Reference =
  /** A setting of the stack. */
  | { readonly kind: "config"; readonly name: string }
  /** A secret setting of the stack. */
  | { readonly kind: "secret"; readonly name: string }
  /** An output of another job. */
  | { readonly kind: "output"; readonly job: string; readonly path: readonly string[] };

/** Text with references in it. Of one that is nothing but a reference the value keeps its type. */
export class Template {
  constructor(readonly parts: readonly (string | Reference)[]) {}
}

/** What a new run of a needed job means for the job that needs it. */
export type Rerun = "onlyIfChanged" | "always";

/** Another job that has to be done first. */
export interface Need extends Position {
  readonly job: string;
  /** `always`: each new run of that job starts this one again. */
  readonly rerun: Rerun;
}

/** One combination of a matrix. */
export interface Combination {
  /** The job as the file calls it. */
  readonly job: string;
  /** Which combination it is, for example `country=de,size=1`. */
  readonly key: string;
  /** All of them become one JobRunBatch. */
  readonly isBatch: boolean;
}

/** One job run that a file declares. */
export interface JobDefinition extends Position {
  /** Different for each, whatever file it stands in; of a matrix `tiles[country=de,size=1]`. */
  readonly key: string;
  /** Inputs of a JobRun: plain values, Templates, and assets with the path of a file of this machine. */
  readonly inputs: Properties;
  readonly needs: readonly Need[];
  readonly combination?: Combination;
}

/** What a folder of job files declares, and all that is wrong with it. */
export interface JobFiles {
  /** In an order in which each job comes after those that it needs; of no use if there are problems. */
  readonly jobs: readonly JobDefinition[];
  /** By file and line. */
  readonly problems: readonly Problem[];
}
