import {
  AuthenticationError,
  ConfigurationError,
  ConnectionError,
  isExpected,
  PermissionError,
  RateLimitError,
  ServerError,
} from "../../api/errors";
import { InitFailure, UserError } from "../../lifecycle";

const OF_ALL = [AuthenticationError, RateLimitError, ConnectionError, ConfigurationError];
/** A region of one run may be forbidden, or a request of one too much for the server. */
const PERHAPS_OF_ALL = [PermissionError, ServerError];

/** Whom it concerns that something went wrong with one run: where it is all, starting another is no use. */
export type Concerned = "one" | "all" | "perhaps all";

/** Told by the type of what was thrown. */
export function concerned(error: unknown): Concerned {
  if (OF_ALL.some((type) => error instanceof type)) return "all";
  if (PERHAPS_OF_ALL.some((type) => error instanceof type)) return "perhaps all";
  const isOfOne = isExpected(error) || error instanceof UserError || error instanceof InitFailure;
  // A fault of this program.
  if (!isOfOne) return "all";
  return error.cause === undefined ? "one" : concerned(error.cause);
}
