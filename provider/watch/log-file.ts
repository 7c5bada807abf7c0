import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { textAt } from "../values";
import type { LogLine, LogSink } from "./log-tail";

/**
 * The whole log of one run in a file of this machine. Every wait reads the log from its beginning, so the file is written
 * anew by each, without gaps or repeated lines. A file that cannot be written only warns: the run goes on.
 */
export class LogFile implements LogSink {
  private hasBegun = false;
  private hasFailed = false;

  /** @param warn told once, if the file cannot be written */
  constructor(
    readonly file: string,
    private readonly warn: (text: string) => void,
  ) {}

  /** Adds lines, none of which contains a line break. */
  write(lines: readonly LogLine[]): void {
    if (this.hasFailed || (lines.length === 0 && this.hasBegun)) return;
    try {
      if (!this.hasBegun) {
        mkdirSync(path.dirname(this.file), { recursive: true });
        writeFileSync(this.file, "");
        this.hasBegun = true;
      }
      appendFileSync(this.file, lines.map(({ text }) => `${text}\n`).join(""));
    } catch (error) {
      this.hasFailed = true;
      const reason = textAt(error, "code") ?? String(error);
      this.warn(`the log is not written to ${path.resolve(this.file)}: ${reason}`);
    }
  }
}
