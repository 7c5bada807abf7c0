import {
  ApiError,
  type ApiProblem,
  AuthenticationError,
  apiErrorClass,
  ConflictError,
  ConnectionError,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  RedirectError,
  ResponseShapeError,
  ServerError,
} from "../../../provider/api/errors";
import { redactor } from "../../../provider/redact";

const KEY = "wbk_made-up-key";
const OPERATION = "read run r-1 (GET https://api.wherobots.test/runs/r-1)";
const redact = redactor([KEY]);

function apiError(problem: ApiProblem): ApiError {
  return new (apiErrorClass(problem.status))(OPERATION, problem, redact);
}

describe("the class of an API error", () => {
  it.each([
    [401, AuthenticationError],
    [403, PermissionError],
    [404, NotFoundError],
    [409, ConflictError],
    [429, RateLimitError],
    [400, InvalidRequestError],
    [413, InvalidRequestError],
    [422, InvalidRequestError],
    [500, ServerError],
    [503, ServerError],
    [301, RedirectError],
    [307, RedirectError],
  ])("goes by the status: %i", (status, expected) => {
    const error = apiError({ status });
    expect(error).toBeInstanceOf(expected);
    expect(error).toBeInstanceOf(ApiError);
    expect(error.name).toBe(expected.name);
  });
});

describe("the message of an API error", () => {
  it("says what was tried, what came back, what to do, and last the request id", () => {
    const error = apiError({
      status: 422,
      code: "INVALID_INPUT_ERROR",
      message: "Invalid Input",
      details: "name: too short",
      field: "name",
      suggestion: "Correct the field.",
      requestId: "req-7",
    });
    expect(error.message).toBe(
      `could not ${OPERATION}: HTTP 422 INVALID_INPUT_ERROR: Invalid Input: name: too short; field: name. ` +
        "Correct the field (request id req-7)",
    );
    expect(error).toMatchObject({
      status: 422,
      code: "INVALID_INPUT_ERROR",
      field: "name",
      requestId: "req-7",
    });
  });

  it("is complete although the API says nothing at all", () => {
    expect(apiError({ status: 500 }).message).toBe(`could not ${OPERATION}: HTTP 500`);
  });

  it("says of a rejected key where it may stand, and that refresh and destroy use a copy", () => {
    const { message } = apiError({ status: 401, suggestion: "Check the API key.", requestId: "req-8" });
    expect(message).toContain("wherobots:apiKey");
    expect(message).toContain("WHEROBOTS_API_KEY");
    expect(message).toContain("Refresh and destroy use the copy");
    expect(message).not.toContain("Check the API key");
    expect(message).toMatch(/\(request id req-8\)$/);
  });

  it("says of a 403 that the key itself is valid", () => {
    expect(apiError({ status: 403 }).message).toContain("The key is valid, but its owner may not do this");
  });
});

describe("every error", () => {
  const said = `no ${KEY} here`;

  it("of the API hides the key, wherever the API repeats it", () => {
    const error = apiError({ status: 400, message: said, details: said, field: said, suggestion: said });
    expect(error.message).toContain("no [secret] here");
    expect(error.suggestion).toBe("no [secret] here");
    expect(`${error.message}${String(error.stack)}`).not.toContain(KEY);
  });

  it("of the connection hides the key, and says whether the request may have applied", () => {
    const cause = new Error("socket hang up");
    const error = new ConnectionError(
      OPERATION,
      { code: "ECONNRESET", reason: said, mayHaveApplied: true, cause },
      redact,
    );
    expect(error.message).toBe(`could not ${OPERATION}: no [secret] here`);
    expect(error).toMatchObject({ name: "ConnectionError", code: "ECONNRESET", mayHaveApplied: true, cause });
  });

  it("of the shape hides the key, and ends with the request id", () => {
    const error = new ResponseShapeError(OPERATION, { reason: said, requestId: "req-9" }, redact);
    expect(error.message).toBe(`could not ${OPERATION}: no [secret] here (request id req-9)`);
    expect(error).toMatchObject({ name: "ResponseShapeError", requestId: "req-9" });
  });
});
