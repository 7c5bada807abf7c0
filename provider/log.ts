/** How much a line matters to the person who reads it. */
export type LogLevel = "debug" | "info" | "warning" | "error";

/** Writes a line on the resource's own row. */
export type Log = (
  level: LogLevel,
  /** One line: a host makes one of it, so that no text of a run can add one of its own. */
  message: string,
  /** ephemeral: shown until the next line comes, not kept. below: further lines of the same message. */
  options?: { ephemeral?: boolean; below?: readonly string[] },
) => void;
