import { UserError } from "../../provider/resource";
import { gitHubComments } from "./github";
import { gitLabComments } from "./gitlab";
import type { Comments, Environment, Fetch } from "./request";

/**
 * The comments of the pull request that this pipeline is about.
 *
 * @throws UserError if the environment is not that of such a pipeline
 */
export function commentsFrom(env: Environment, send: Fetch): Comments {
  const comments = gitHubComments(env, send) ?? gitLabComments(env, send);
  if (comments) return comments;
  throw new UserError(
    "--comment needs a pipeline of a pull request: at GitHub the event pull_request, at GitLab a merge request pipeline",
  );
}

/** Writes the comment, or another text into the one that begins in the same way. */
export async function writeComment(comments: Comments, beginning: string, body: string): Promise<void> {
  const address = await comments.find(beginning);
  if (address === undefined) await comments.create(body);
  else await comments.replace(address, body);
}
