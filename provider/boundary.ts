import { isExpected } from "./api/errors";
import { type CheckFailure, UserError } from "./lifecycle";
import type { Redact } from "./redact";
import { safeLine } from "./remote-text";

/*
 * Where text leaves for the engine: secrets are hidden, nothing in it acts on a terminal or a CI runner, and a user's
 * mistake shows no stack.
 */

/** Longer than any message of ours; what is remote in one was cut before. */
const MAX_LINE_LENGTH = 10_000;

/** Lines as they may leave, one text. Each stays one line: only our own code makes lines. */
export function shownText(lines: readonly string[], redact: Redact): string {
  return lines.map((line) => safeLine(line, MAX_LINE_LENGTH, redact)).join("\n");
}

/** An error for the engine to print. */
class BoundaryError extends Error {
  override name = "BoundaryError";

  constructor(message: string, stack: string, cause: unknown) {
    super(message, { cause });
    this.stack = stack;
  }

  /** The dynamic host prints `${error}: ${error.stack}` under the stack, beside what the engine prints of `message`. */
  override toString(): string {
    return "pulumi-wherobots";
  }
}

/** What leaves of an error; the engine says which operation on which resource. */
export function atBoundary(error: unknown, redact: Redact): BoundaryError {
  const text = error instanceof Error ? error.message : String(error);
  if (isExpected(error) || error instanceof UserError)
    return new BoundaryError(shownText([text], redact), "see the error of the resource", error);
  const message = `fault in pulumi-wherobots, please report it: ${text}`;
  return new BoundaryError(
    shownText([message], redact),
    shownText([message, ...framesOf(error)], redact),
    error,
  );
}

/** Where a fault of this program is: the calls alone, without the message that stands above them. */
function framesOf(error: unknown): string[] {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  return stack.split("\n").filter((line) => /^\s+at /.test(line));
}

/** A failure in one line: the engine prints the value of a named property, so the path stands in the reason. */
export function failureText({ path, reason }: CheckFailure, redact: Redact): string {
  return shownText([path === "" ? reason : `${path} ${reason}`], redact);
}
