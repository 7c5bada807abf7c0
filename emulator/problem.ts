/** An error answer of the API, thrown by handlers and turned into the error envelope at the edge. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly status: number;
  readonly details: readonly ProblemDetail[];
  readonly headers: Readonly<Record<string, string>>;
  /** Overrides the error code that goes with the status. */
  readonly code: string | undefined;

  constructor(status: number, details: string | readonly ProblemDetail[], extra: ProblemExtra = {}) {
    const list = typeof details === "string" ? [{ details }] : details;
    super(`${status} ${list.map((entry) => entry.details).join("; ")}`);
    this.status = status;
    this.details = list;
    this.headers = extra.headers ?? {};
    this.code = extra.code;
  }
}

/** One entry of the envelope: what is wrong and, where known, with which field. */
export interface ProblemDetail {
  details: string;
  field?: string;
}

interface ProblemExtra {
  headers?: Record<string, string>;
  code?: string;
}

const BY_STATUS: Readonly<Record<number, readonly [code: string, message: string, suggestion: string]>> = {
  400: ["BAD_REQUEST_ERROR", "Bad Request", "Correct the request and send it again."],
  401: ["UNAUTHORIZED_ERROR", "Unauthorized", "Check the API key or the access token."],
  403: ["INSUFFICIENT_PERMISSIONS_ERROR", "Forbidden", "Ask an administrator for the permission."],
  404: ["NOT_FOUND_ERROR", "Not Found", "Check the identifier."],
  409: ["CONFLICT_ERROR", "Conflict", "Read the current state and decide again."],
  413: ["REQUEST_ENTITY_TOO_LARGE", "Payload Too Large", "Send less at once."],
  422: ["INVALID_INPUT_ERROR", "Invalid Input", "Correct the field that is named and send it again."],
  429: ["RATE_LIMIT_ERROR", "Too Many Requests", "Wait as long as Retry-After says."],
  501: ["INTERNAL_SERVER_ERROR", "Not Implemented", "See GET /openapi.json for what the emulator serves."],
  502: ["BAD_GATEWAY_ERROR", "Bad Gateway", "Try again later."],
  504: ["GATEWAY_TIMEOUT_ERROR", "Gateway Timeout", "Try again later."],
};

const OTHERWISE = ["INTERNAL_SERVER_ERROR", "Internal Server Error", "Try again later."] as const;

/** The envelope of a problem met on `path`, the path of the request as the API reports it. */
export function errorEnvelope(problem: ApiProblem, path: string, requestId: string) {
  const [code, message, suggestion] = BY_STATUS[problem.status] ?? OTHERWISE;
  return {
    errors: problem.details.map(({ details, field }) => ({
      code: problem.code ?? code,
      message,
      details,
      path,
      suggestion,
      documentation_url: null,
      field: field ?? null,
    })),
    requestId,
  };
}
