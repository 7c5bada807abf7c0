import { isExpected } from "../api/errors";
import { UserError } from "../resource";
import type { Redact } from "../text/redact";
import { safeText } from "../text/safe-line";
import { type CheckFailure } from "../values";

/*
 * Text on its way to the engine: secrets are hidden, nothing in it can act on a terminal or a CI runner, and a user's
 * mistake shows no stack.
 */

/** An error for the engine to print. */
class EngineError extends Error {
  override name = "EngineError";

  constructor(message: string, stack: string, cause: unknown) {
    super(message, { cause });
    this.stack = stack;
  }

  /** The dynamic host prints `${error}: ${error.stack}` under the stack, beside what the engine prints of `message`. */
  override toString(): string {
    return "pulumi-wherobots";
  }
}

/** The error that the engine gets. The engine itself adds which operation failed on which resource. */
export function toEngineError(error: unknown, redact: Redact): EngineError {
  const text = error instanceof Error ? error.message : String(error);
  if (isExpected(error) || error instanceof UserError)
    return new EngineError(safeText([text], redact), "see the error of the resource", error);
  const message = `internal error in pulumi-wherobots; please report it: ${text}`;
  return new EngineError(safeText([message], redact), safeText([message, ...framesOf(error)], redact), error);
}

/** Where a fault of this program is: the calls alone, without the message that stands above them. */
function framesOf(error: unknown): string[] {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  return stack.split("\n").filter((line) => /^\s+at /.test(line));
}

/** A failure in one line: the engine prints the value of a named property, so the path stands in the reason. */
export function failureText({ path, reason }: CheckFailure, redact: Redact): string {
  return safeText([path === "" ? reason : `${path} ${reason}`], redact);
}
