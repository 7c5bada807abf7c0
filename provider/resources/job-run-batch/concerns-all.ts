import {
  AuthenticationError,
  ConfigurationError,
  ConnectionError,
  isExpected,
  PermissionError,
  RateLimitError,
} from "../../api/errors";
import { InitFailure, UserError } from "../../lifecycle";

const OF_ALL = [AuthenticationError, PermissionError, RateLimitError, ConnectionError, ConfigurationError];

/** True if what went wrong with one run would go wrong with each: starting another is no use. */
export function concernsAll(error: unknown): boolean {
  if (OF_ALL.some((type) => error instanceof type)) return true;
  const isOfOne = isExpected(error) || error instanceof UserError || error instanceof InitFailure;
  // A fault of this program.
  if (!isOfOne) return true;
  return error.cause !== undefined && concernsAll(error.cause);
}
