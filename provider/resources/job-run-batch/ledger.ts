import { isActive, isUnsuccessful } from "../../api/run-status";
import { changedFields } from "../../inputs/fields";
import { recordedInputs } from "../../run/fields";
import type { FileUpload } from "../../run/record";
import { fileHashes } from "../job-run/files";
import type { JobRunInputs } from "../job-run/inputs";
import type { JobRunState } from "../job-run/state";
import { type JobRunBatchInputs, type JobRunBatchState, MEMBER_FIELDS } from "./fields";
import { MEMBER_ARGS, type Members, type RecordedMembers, sharedInputs } from "./members";
import { outputsOf, recordOf, stateOfRecord, type WholeRecord } from "./records";

/** The record of a batch while it is brought up to date. */
export class BatchLedger {
  private readonly records: Map<string, WholeRecord>;
  /** What the run of a key was started with, where that is not its spec any more. */
  private readonly superseded = new Map<string, JobRunInputs>();
  /** Keys that need a run and have not got one. */
  private readonly missing = new Set<string>();
  private hasChanged = false;
  /** By their addresses. */
  private uploads: ReadonlyMap<string, FileUpload>;

  constructor(
    private readonly inputs: JobRunBatchInputs,
    private readonly members: Members,
    private readonly recorded: RecordedMembers | undefined,
  ) {
    this.records = new Map(recorded?.records);
    this.uploads = byUri(recorded?.uploads ?? []);
  }

  /** Notes that the run of a key is still one of an older spec. */
  noteSpec(key: string, state: JobRunState): void {
    const older = supersededSpec(state, this.members.inputsOf(key));
    if (older) this.superseded.set(key, older);
    else this.superseded.delete(key);
  }

  /** Notes that a key needs a run. */
  expect(key: string): void {
    this.missing.add(key);
  }

  /** Notes that no run could be started for a key, and that its failure is reported by itself. */
  giveUp(key: string): void {
    this.missing.delete(key);
  }

  /** Keys that need a run and were not tried, or could not be for a reason that affects all. */
  get notStarted(): readonly string[] {
    return [...this.missing];
  }

  /** Records the run of a key. */
  keep(key: string, state: JobRunState): void {
    this.hasChanged = true;
    this.missing.delete(key);
    this.records.set(key, recordOf(state));
    this.uploads = byUri([...this.uploads.values(), ...(state.uploads ?? [])]);
    this.noteSpec(key, state);
  }

  /** Uploaded files that no key asks for any more. */
  unusedUploads(): FileUpload[] {
    const used = new Set(this.members.keys.flatMap((key) => fileHashes(this.members.inputsOf(key))));
    return [...this.uploads.values()].filter(({ sha256 }) => !used.has(sha256));
  }

  forgetUploads(deleted: readonly FileUpload[]): void {
    const gone = new Set(deleted.map(({ uri }) => uri));
    this.uploads = byUri([...this.uploads.values()].filter(({ uri }) => !gone.has(uri)));
  }

  /** Removes a run that was cancelled. */
  forget(key: string): void {
    this.hasChanged = true;
    this.records.delete(key);
    this.superseded.delete(key);
  }

  /** Drops the records of keys that are gone and of which nothing is left to do. */
  retain(keys: Iterable<string>): void {
    const kept = new Set(keys);
    for (const key of this.records.keys()) if (!kept.has(key)) this.records.delete(key);
  }

  statusOf(key: string): string | undefined {
    return this.records.get(key)?.status;
  }

  isOpen(key: string): boolean {
    return isActive(this.statusOf(key) ?? "COMPLETED");
  }

  /** Keys whose run did not complete. */
  failedKeys(): string[] {
    return this.members.keys.filter((key) => isUnsuccessful(this.statusOf(key) ?? "COMPLETED"));
  }

  /** True if a run was recorded or removed, so that the engine must keep the new record. */
  get isTouched(): boolean {
    return this.hasChanged;
  }

  /** The JobRun of a key as it is now. */
  stateNow(key: string): JobRunState | undefined {
    const record = this.records.get(key);
    const older = this.superseded.get(key);
    const inputs = older ? { ...older, ...sharedInputs(this.inputs) } : this.members.inputsOf(key);
    return record && stateOfRecord(record, inputs);
  }

  /** What the engine keeps. */
  state(): JobRunBatchState {
    return {
      ...recordedInputs(this.inputs),
      ...outputsOf(this.members.keys, this.records, this.hasChanged ? false : this.recorded?.settled),
      ...(this.uploads.size > 0 ? { uploads: [...this.uploads.values()] } : {}),
      ...(this.superseded.size > 0 ? { __superseded: Object.fromEntries(this.superseded) } : {}),
    };
  }
}

function byUri(uploads: readonly FileUpload[]): Map<string, FileUpload> {
  return new Map(uploads.map((upload) => [upload.uri, upload]));
}

/** What the run of a state was started with, if that is not its spec any more. */
function supersededSpec(state: JobRunState, inputs: JobRunInputs): JobRunInputs | undefined {
  if (changedFields(MEMBER_FIELDS, state, inputs).length === 0) return undefined;
  const kept = [...MEMBER_ARGS, "__secretPaths"].map((name) => [name, state[name as keyof JobRunInputs]]);
  return Object.fromEntries(kept.filter(([, value]) => value !== undefined)) as JobRunInputs;
}
