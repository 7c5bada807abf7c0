import { fieldOf, textAt } from "../../provider/values";
import { type Environment, needed, type PullRequest } from "./pull-request";

/*
 * Comments of a pull request at GitHub, whose runner sets these variables:
 * https://docs.github.com/rest/issues/comments
 */

const BY_RUNNER = "GitHub's runner sets it";

/** Undefined if this is no workflow of a pull request. */
export function gitHubPullRequest(env: Environment): PullRequest | undefined {
  const [, number] = /^refs\/pull\/(\d+)\//.exec(env["GITHUB_REF"] ?? "") ?? [];
  if (env["GITHUB_ACTIONS"] !== "true" || number === undefined) return undefined;
  const token = needed(env, "GITHUB_TOKEN", "give the step GITHUB_TOKEN: ${{ github.token }}");
  const api = needed(env, "GITHUB_API_URL", BY_RUNNER);
  const issues = `${api}/repos/${needed(env, "GITHUB_REPOSITORY", BY_RUNNER)}/issues`;
  return {
    where: `pull request #${number}`,
    headers: {
      Authorization: `Bearer ${token}`,
      Accept: "application/vnd.github+json",
      "X-GitHub-Api-Version": "2022-11-28",
    },
    comments: `${issues}/${number}/comments`,
    order: "",
    commentAt: (id) => `${issues}/comments/${id}`,
    replace: "PATCH",
    // A workflow's token writes as a bot.
    own: () => Promise.resolve((comment) => textAt(fieldOf(comment, "user"), "type") === "Bot"),
  };
}
