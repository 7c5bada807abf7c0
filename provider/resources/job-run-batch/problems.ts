import { inOrder } from "./members";
import { count, listed } from "./words";

/** Runs whose reasons are told; and of these, with the last lines of their logs. */
const MAX_TOLD = 10;
const MAX_WITH_LOG = 3;
const MAX_NAMED = 20;

/**
 * - `failed`: a run ended without success
 * - `refused`: no run could be started
 * - `open`: the wait for a run was stopped, or it could not be read
 * - `kept`: a run whose key is gone could not be cancelled
 */
export type ProblemKind = "failed" | "refused" | "open" | "kept";

const KINDS = ["failed", "refused", "kept", "open"] as const satisfies readonly ProblemKind[];

const SAID: Readonly<Record<ProblemKind, (number: number) => string>> = {
  failed: () => "failed",
  refused: () => "could not be started",
  kept: (number) => `${number === 1 ? "is" : "are"} gone from the program and could not be cancelled`,
  open: (number) => `${number === 1 ? "is" : "are"} still active`,
};

/** What went wrong, key by key, in bounds: there may be thousands. */
export class Problems {
  private readonly keys: Record<ProblemKind, Set<string>> = {
    failed: new Set(),
    refused: new Set(),
    open: new Set(),
    kept: new Set(),
  };
  private readonly told: Record<ProblemKind, [key: string, lines: readonly string[]][]> = {
    failed: [],
    refused: [],
    open: [],
    kept: [],
  };

  /** @param lines the reason, and below it the last lines of a log */
  add(kind: ProblemKind, key: string, lines: readonly string[]): void {
    this.keys[kind].add(key);
    if (this.told[kind].length < MAX_TOLD) this.told[kind].push([key, lines]);
  }

  /** Keys of a kind, in the order of the batch: which came first is chance. */
  of(kind: ProblemKind): readonly string[] {
    return inOrder([...this.keys[kind]]);
  }

  has(kind: ProblemKind, key: string): boolean {
    return this.keys[kind].has(key);
  }

  get count(): number {
    return KINDS.reduce((sum, kind) => sum + this.keys[kind].size, 0);
  }

  /** `3 of 1,000 runs failed: t1, t7, t9`, and the same of each other kind. */
  summary(total: number): string[] {
    return KINDS.filter((kind) => this.keys[kind].size > 0).map((kind) => {
      const keys = this.of(kind);
      return `${count(keys.length)} of ${count(total, "run")} ${SAID[kind](keys.length)}: ${listed(keys, MAX_NAMED)}`;
    });
  }

  /** The reasons of the first ones, the gravest first. */
  details(): string[] {
    const first = KINDS.flatMap((kind) => this.told[kind]).slice(0, MAX_TOLD);
    return first.flatMap(([key, [reason = "", ...log]], index) => [
      `  ${key}: ${reason}`,
      ...(index < MAX_WITH_LOG ? log : []),
    ]);
  }
}
