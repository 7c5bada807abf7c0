import { fieldOf } from "../../provider/values";
import { type Environment, needed, type PullRequest } from "./pull-request";

/*
 * Notes of a merge request at GitLab, whose runner sets these variables. The token of a job may not write any:
 * https://docs.gitlab.com/api/notes
 */

const BY_RUNNER = "GitLab's runner sets it";

/** Undefined if this is no pipeline of a merge request. */
export function gitLabMergeRequest(env: Environment): PullRequest | undefined {
  const number = env["CI_MERGE_REQUEST_IID"];
  if (env["GITLAB_CI"] !== "true" || number === undefined) return undefined;
  const token = needed(
    env,
    "GITLAB_TOKEN",
    "a project access token with the scope api, as a masked variable",
  );
  const api = needed(env, "CI_API_V4_URL", BY_RUNNER);
  const project = encodeURIComponent(needed(env, "CI_PROJECT_ID", BY_RUNNER));
  const notes = `${api}/projects/${project}/merge_requests/${encodeURIComponent(number)}/notes`;
  return {
    where: `merge request !${number}`,
    headers: { "PRIVATE-TOKEN": token },
    comments: notes,
    order: "sort=asc&order_by=created_at&",
    commentAt: (id) => `${notes}/${id}`,
    replace: "PUT",
    own: async (get) => {
      const me = fieldOf(await get(`${api}/user`), "id");
      return (note) => me !== undefined && fieldOf(fieldOf(note, "author"), "id") === me;
    },
  };
}
