import type { Log } from "../../lifecycle";
import { count } from "./words";

/** Warnings of runs that are shown; a thousand of one kind say no more. */
const MAX_WARNINGS = 20;
/** Of these, so many with the lines below them, such as a log tail. */
const MAX_WITH_LINES = 3;

/**
 * The row of a batch for its runs: their warnings, each with its key in front, and nothing else. A line for each run
 * that was submitted would bury them.
 */
export class MemberLog {
  private warnings = 0;

  constructor(private readonly log: Log) {}

  /** What the run of a key logs to. */
  of(key: string): Log {
    return (level, message, options) => {
      if (level !== "warning" && level !== "error") return;
      this.warnings++;
      if (this.warnings > MAX_WARNINGS) return;
      const below = this.warnings > MAX_WITH_LINES ? undefined : options?.below;
      this.log(level, `${key}: ${message}`, below ? { below } : {});
    };
  }

  /** Says how many were left out. */
  end(): void {
    const more = this.warnings - MAX_WARNINGS;
    if (more > 0) this.log("warning", `and ${count(more, "more warning")} of other runs`);
  }
}
