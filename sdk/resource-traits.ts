import type * as pulumi from "@pulumi/pulumi";
import { FILE_INPUTS } from "../wire/file-inputs.generated";
import { SUPERSEDED } from "../wire/internal-properties";
import {
  FOLLOWED_RUN_RECORD,
  JOB_RUN_BATCH_RECORD,
  JOB_RUN_RECORD,
  STORAGE_FILE_RECORD,
  STORAGE_INTEGRATION_RECORD,
} from "../wire/outputs.generated";
import type { RecordForm } from "../wire/record-form";

/** What the engine needs to know of a kind of resource. */
export interface ResourceTraits {
  /** The resource's name in its type tokens. */
  readonly noun: string;
  /** Names of the outputs that are not inputs. */
  readonly outputs: readonly string[];
  /** Whether a create may start runs: none, one, or one for each key. */
  readonly startsRuns: "none" | "one" | "many";
  /** Properties of the state that are not outputs and may repeat inputs, secret ones too. Default none. */
  readonly repeatsInputs?: readonly string[];
  /** Two of it cannot exist, so that a replacement which the engine forces deletes first too. Default false. */
  readonly isUnique?: true;
  /** Where its arguments take files. Default nowhere. */
  readonly fileInputs?: readonly string[];
}

function namesOf(record: RecordForm): string[] {
  return Object.keys(record).filter((name) => name !== "runId");
}

/** `runId` is not among them: it is the id. */
export const JOB_RUN: ResourceTraits = {
  noun: "JobRun",
  outputs: namesOf(JOB_RUN_RECORD),
  startsRuns: "one",
  fileInputs: FILE_INPUTS.JobRun,
};

/** It has no run of its own. */
export const JOB_RUN_BATCH: ResourceTraits = {
  noun: "JobRunBatch",
  outputs: namesOf(JOB_RUN_BATCH_RECORD),
  startsRuns: "many",
  fileInputs: FILE_INPUTS.JobRunBatch,
  repeatsInputs: [SUPERSEDED],
};

/** Its `runId` is an input. */
export const RUN_COMPLETION: ResourceTraits = {
  noun: "RunCompletion",
  outputs: namesOf(FOLLOWED_RUN_RECORD),
  startsRuns: "none",
};

/** It has no runs. */
export const STORAGE_FILE: ResourceTraits = {
  noun: "StorageFile",
  outputs: namesOf(STORAGE_FILE_RECORD),
  startsRuns: "none",
  fileInputs: FILE_INPUTS.StorageFile,
};

/** It has no runs. */
export const STORAGE_INTEGRATION: ResourceTraits = {
  noun: "StorageIntegration",
  outputs: namesOf(STORAGE_INTEGRATION_RECORD),
  startsRuns: "none",
  isUnique: true,
};

/** A component of the same name in both hosts: only its children differ. */
export const JOB_SET = "JobSet";

/** The outputs of a resource that records `R`. */
export type RecordOutputs<R> = { readonly [K in keyof R]-?: pulumi.Output<R[K]> };

/** Whether `value` is a resource of this type, of whichever copy of this package: policies have no instances, only types. */
export function isOfType(value: unknown, type: string): boolean {
  return (
    typeof value === "object" && value !== null && "__pulumiType" in value && value.__pulumiType === type
  );
}
