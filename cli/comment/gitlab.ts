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
 * Notes of a merge request at GitLab, whose runner sets these variables. The token of a job may not write any:
 * https://docs.gitlab.com/api/notes
 */

/** Undefined if this is no pipeline of a merge request. */
export function gitLabComments(env: Environment, send: Fetch): Comments | undefined {
  const number = env["CI_MERGE_REQUEST_IID"];
  if (env["GITLAB_CI"] !== "true" || number === undefined) return undefined;
  const token = needed(
    env,
    "GITLAB_TOKEN",
    "a project access token with the scope api, as a masked variable",
  );
  const api = needed(env, "CI_API_V4_URL", "GitLab's runner sets it");
  const project = needed(env, "CI_PROJECT_ID", "GitLab's runner sets it");
  const own = `${api}/projects/${encodeURIComponent(project)}/merge_requests/${encodeURIComponent(number)}/notes`;
  const where = `merge request !${number}`;
  const ask = (request: Omit<Request, "headers">): Promise<unknown> =>
    answerTo({ ...request, headers: { "PRIVATE-TOKEN": token } }, where, send);
  return {
    where,
    find: async (beginning) => {
      const me = fieldOf(await ask({ method: "GET", address: `${api}/user` }), "id");
      return firstInPages(
        (query) => ask({ method: "GET", address: `${own}?sort=asc&order_by=created_at&${query}` }),
        (note) => (isOwn(note, me, beginning) ? addressOf(own, note) : undefined),
      );
    },
    create: (body) => ask({ method: "POST", address: own, body }),
    replace: (address, body) => ask({ method: "PUT", address, body }),
  };
}

/** The note of another user stays theirs, whatever it begins with. */
function isOwn(note: unknown, me: unknown, beginning: string): boolean {
  return (
    me !== undefined &&
    fieldOf(fieldOf(note, "author"), "id") === me &&
    textAt(note, "body")?.startsWith(beginning) === true
  );
}

function addressOf(own: string, note: unknown): string | undefined {
  const id = fieldOf(note, "id");
  return typeof id === "number" ? `${own}/${id}` : undefined;
}
