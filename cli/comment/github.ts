import { fieldOf, textAt } from "../../provider/values";
import {
  answerTo,
  type Comments,
  type Environment,
  type Fetch,
  firstInPages,
  needed,
  type Request,
} from "./request";

/*
 * Comments of a pull request at GitHub, whose runner sets these variables:
 * https://docs.github.com/rest/issues/comments
 */

/** Undefined if this is no workflow of a pull request. */
export function gitHubComments(env: Environment, send: Fetch): Comments | undefined {
  const [, number] = /^refs\/pull\/(\d+)\//.exec(env["GITHUB_REF"] ?? "") ?? [];
  if (env["GITHUB_ACTIONS"] !== "true" || number === undefined) return undefined;
  const token = needed(env, "GITHUB_TOKEN", "give the step GITHUB_TOKEN: ${{ github.token }}");
  const repository = `${needed(env, "GITHUB_API_URL", "GitHub's runner sets it")}/repos/${needed(env, "GITHUB_REPOSITORY", "GitHub's runner sets it")}`;
  const own = `${repository}/issues/${number}/comments`;
  const where = `pull request #${number}`;
  const headers = {
    Authorization: `Bearer ${token}`,
    Accept: "application/vnd.github+json",
    "X-GitHub-Api-Version": "2022-11-28",
  };
  const ask = (request: Omit<Request, "headers">): Promise<unknown> =>
    answerTo({ ...request, headers }, where, send);
  return {
    where,
    find: (beginning) =>
      firstInPages(
        (query) => ask({ method: "GET", address: `${own}?${query}` }),
        (comment) => (isOwn(comment, beginning) ? addressOf(repository, comment) : undefined),
      ),
    create: (body) => ask({ method: "POST", address: own, body }),
    replace: (address, body) => ask({ method: "PATCH", address, body }),
  };
}

/** A workflow's token writes as a bot. The comment of a person stays theirs, whatever it begins with. */
function isOwn(comment: unknown, beginning: string): boolean {
  return (
    textAt(fieldOf(comment, "user"), "type") === "Bot" &&
    textAt(comment, "body")?.startsWith(beginning) === true
  );
}

function addressOf(repository: string, comment: unknown): string | undefined {
  const id = fieldOf(comment, "id");
  return typeof id === "number" ? `${repository}/issues/comments/${id}` : undefined;
}
