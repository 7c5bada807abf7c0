import { isExpected } from "./api/errors";
import { type CheckFailure, UserError } from "./lifecycle";
import type { Redact } from "./redact";

/*
 * Where errors leave for the engine: secrets are hidden, and a user's mistake shows no stack.
 */

/** An error for the engine to print. `stack` is only there for a fault of this program. */
class BoundaryError extends Error {
  override name = "BoundaryError";

  constructor(message: string, cause: unknown) {
    super(message, { cause });
    if (isExpected(cause) || cause instanceof UserError) this.stack = "see the error of the resource";
  }

  /** The dynamic host prints `${error}: ${error.stack}` under the stack, beside what the engine prints of `message`. */
  override toString(): string {
    return "pulumi-wherobots";
  }
}

/** What leaves of an error; the engine says which operation on which resource. */
export function atBoundary(error: unknown, redact: Redact): BoundaryError {
  const text = error instanceof Error ? error.message : String(error);
  const fault =
    isExpected(error) || error instanceof UserError ? "" : "fault in pulumi-wherobots, please report it: ";
  return new BoundaryError(redact(`${fault}${text}`), error);
}

/** A failure in one line: the engine prints the value of a named property, so the path stands in the reason. */
export function failureText({ path, reason }: CheckFailure): string {
  return path === "" ? reason : `${path} ${reason}`;
}
