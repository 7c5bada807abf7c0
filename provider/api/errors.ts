import type { Redact } from "../text/redact";

/** What the API said about a failed request; every field but `status` may be missing. */
export interface ApiProblem {
  /** HTTP status. */
  status: number;
  /** The API's error class, for example `INVALID_INPUT_ERROR`; open, new ones appear. */
  code?: string | undefined;
  message?: string | undefined;
  /** The useful text, where the API gives one. */
  details?: string | undefined;
  /** The input the API blames. */
  field?: string | undefined;
  suggestion?: string | undefined;
  /** What the user can do, where this program knows more than the API. */
  remedy?: string | undefined;
  requestId?: string | undefined;
  /** `Retry-After`, as sent. */
  retryAfter?: string | undefined;
}

/** The server answered, and its answer is an error. `message` is complete and redacted. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly status: number;
  readonly code: string | undefined;
  readonly field: string | undefined;
  readonly suggestion: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfter: string | undefined;

  /**
   * @param operation what was tried, for example `submit the run "x" (POST /runs)`
   */
  constructor(operation: string, problem: ApiProblem, redact: Redact) {
    super(redact(describeProblem(operation, problem)));
    this.status = problem.status;
    this.code = problem.code;
    this.field = problem.field;
    this.suggestion = problem.suggestion === undefined ? undefined : redact(problem.suggestion);
    this.requestId = problem.requestId;
    this.retryAfter = problem.retryAfter;
  }
}

/** 401: the key or token is wrong, expired or revoked. */
export class AuthenticationError extends ApiError {
  override name = "AuthenticationError";
}
/** 403: the key is good, its owner may not do this. */
export class PermissionError extends ApiError {
  override name = "PermissionError";
}
/** 404: no such thing, or it belongs to another organisation. */
export class NotFoundError extends ApiError {
  override name = "NotFoundError";
}
/** 409: for a cancel, the run has already ended. */
export class ConflictError extends ApiError {
  override name = "ConflictError";
}
/** 400, 413, 422: the request itself is wrong; repeating it cannot help. */
export class InvalidRequestError extends ApiError {
  override name = "InvalidRequestError";
}
/** 429: too many requests; nothing was done. */
export class RateLimitError extends ApiError {
  override name = "RateLimitError";
}
/** 5xx: whether the request took effect is unknown, unless the answer carries Retry-After. */
export class ServerError extends ApiError {
  override name = "ServerError";
}
/** 3xx: redirects are refused, since the key would follow them. */
export class RedirectError extends ApiError {
  override name = "RedirectError";
}

/** The class of error that a status stands for. */
export function apiErrorClass(status: number): typeof ApiError {
  if (status === 401) return AuthenticationError;
  if (status === 403) return PermissionError;
  if (status === 404) return NotFoundError;
  if (status === 409) return ConflictError;
  if (status === 429) return RateLimitError;
  if (status >= 500) return ServerError;
  if (status >= 300 && status < 400) return RedirectError;
  return status >= 400 ? InvalidRequestError : ApiError;
}

/** No usable answer arrived. */
export class ConnectionError extends Error {
  override name = "ConnectionError";
  /** The system's or the HTTP client's code, for example `ECONNREFUSED`. */
  readonly code: string | undefined;
  /** False only if the request surely never reached the server. */
  readonly mayHaveApplied: boolean;

  constructor(
    operation: string,
    problem: { code?: string | undefined; reason: string; mayHaveApplied: boolean; cause?: unknown },
    redact: Redact,
  ) {
    super(redact(`could not ${operation}: ${problem.reason}`), { cause: problem.cause });
    this.code = problem.code;
    this.mayHaveApplied = problem.mayHaveApplied;
  }
}

/** An answer arrived and does not have the shape the API promises. */
export class ResponseShapeError extends Error {
  override name = "ResponseShapeError";
  readonly requestId: string | undefined;

  constructor(
    operation: string,
    problem: { reason: string; requestId?: string | undefined },
    redact: Redact,
  ) {
    super(redact(`could not ${operation}: ${problem.reason}${requestIdSuffix(problem.requestId)}`));
    this.requestId = problem.requestId;
  }
}

/** A request failed, and the time of the operation is over: it is not repeated. `cause` is what the last attempt met. */
export class OutOfTime extends Error {
  override name = "OutOfTime";

  constructor(cause: Error) {
    super(
      `${cause.message}; it was not tried again, since the time is over that customTimeouts or wherobots:maxWaitSeconds gives`,
      { cause },
    );
  }
}

/** What was given as the id of a run or a storage cannot be one; nothing was sent. */
export class RunIdError extends Error {
  override name = "RunIdError";

  constructor(reason: string) {
    super(`the id that was given ${reason}; nothing was sent`);
  }
}

/** The settings of this provider are missing or wrong; nothing was sent. */
export class ConfigurationError extends Error {
  override name = "ConfigurationError";
}

/** An error of the API, the network or the settings, as opposed to a fault of this program. */
export function isExpected(error: unknown): error is Error {
  return (
    error instanceof ApiError ||
    error instanceof ConnectionError ||
    error instanceof ResponseShapeError ||
    error instanceof OutOfTime ||
    error instanceof RunIdError ||
    error instanceof ConfigurationError
  );
}

/** Where the user can do more than what the API suggests. */
const ADVICE_BY_STATUS: Readonly<Record<number, string>> = {
  401: "The key was rejected: it is wrong, expired or revoked",
  403: "The key is valid, but its owner may not do this: check the owner's role and the organisation's edition",
};

const REDIRECT_ADVICE =
  "Redirects are not followed, since the key would go with them: set `wherobots:apiUrl` to the API's own address, " +
  "and see whether a proxy answers in its place";

const QUOTA_ADVICE = "A quota of the organisation is used up: free some of it, or ask Wherobots for more";

function adviceOn({ status, code, suggestion }: ApiProblem): string | undefined {
  if (code === "INSUFFICIENT_QUOTA_ERROR") return QUOTA_ADVICE;
  return apiErrorClass(status) === RedirectError ? REDIRECT_ADVICE : (ADVICE_BY_STATUS[status] ?? suggestion);
}

function describeProblem(operation: string, problem: ApiProblem): string {
  const code = problem.code ? ` ${problem.code}` : "";
  const said = [problem.message, problem.details].filter((part) => part).join(": ");
  const field = problem.field ? `; field: ${problem.field}` : "";
  const sentences = [
    `could not ${operation}: HTTP ${problem.status}${code}${said ? `: ${said}` : ""}${field}`,
    adviceOn(problem) ?? "",
    problem.remedy ?? "",
  ];
  const text = sentences
    .map((sentence) => sentence.trim().replace(/\.$/, ""))
    .filter((sentence) => sentence !== "");
  return `${text.join(". ")}${requestIdSuffix(problem.requestId)}`;
}

function requestIdSuffix(requestId: string | undefined): string {
  return requestId ? ` (request id ${requestId})` : "";
}
