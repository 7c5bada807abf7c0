import {
  ApiError,
  type ApiProblem,
  AuthenticationError,
  apiErrorClass,
  ConflictError,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  RedirectError,
  ServerError,
} from "../../../provider/api/errors";
import { redactor } from "../../../provider/text/redact";

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
    [422, InvalidRequestError],
    [503, ServerError],
    [307, RedirectError],
  ])("goes by the status: %i", (status, expected) => {
    const error = apiError({ status });
    expect(error).toBeInstanceOf(expected);
    expect(error).toBeInstanceOf(ApiError);
    expect(error.name).toBe(expected.name);
  });
});

describe("the message of an API error", () => {
  it.each<[string, ApiProblem, string]>([
    ["is complete although the API says nothing at all", { status: 500 }, `could not ${OPERATION}: HTTP 500`],
    [
      "says of a rejected key what its owner can do, in place of what the API says",
      { status: 401, suggestion: "Check it.", remedy: "Set another there.", requestId: "req-8" },
      ". The key was rejected: it is wrong, expired or revoked. Set another there (request id req-8)",
    ],
  ])("%s", (_, problem, end) => {
    expect(apiError(problem).message.endsWith(end)).toBe(true);
  });

  it("says of a 403 that the key itself is valid", () => {
    expect(apiError({ status: 403 }).message).toContain("The key is valid, but its owner may not do this");
  });
});
