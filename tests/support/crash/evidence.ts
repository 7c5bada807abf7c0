import type { RunRecord } from "../../../emulator/index";
import type { Kill } from "./kill";

/** A JobRun in state. */
export interface RecordedResource {
  readonly name: string;
  readonly runId: string;
  readonly status: string;
  /** A copy that waits for its delete. */
  readonly isLeftover: boolean;
}

/** A run as the account holds it. */
export type AccountRun = Pick<RunRecord, "id" | "name" | "status" | "cancelTime">;

/** Account and state at one moment. */
export interface Situation {
  readonly runs: readonly AccountRun[];
  readonly state: readonly RecordedResource[];
  /** Operations that state calls pending. */
  readonly pending: readonly string[];
}

/** A command of the recovery. */
export interface RecoveryStep {
  readonly command: string;
  readonly exitCode: number;
  readonly output: string;
}

/** What is known after a kill and a recovery; the oracle judges it. */
export interface Evidence {
  readonly kill: Kill;
  /** The kill came while the engine wrote, and a file that it left empty was put right. */
  readonly restoredState: boolean;
  readonly before: Situation;
  /** When the victim was dead and nothing had been done about it. */
  readonly atRecovery: Situation;
  readonly after: Situation;
  /** The commands of the recovery, in order. */
  readonly recovery: readonly RecoveryStep[];
  /** Warnings of the recovery that stay on the screen. */
  readonly keptWarnings: readonly string[];
  /** Of the `up` after the recovery, which should find nothing to do. */
  readonly again: { readonly changed: readonly string[]; readonly requests: readonly string[] };
}
