import { UserError } from "../../provider/resource";
import { safeLine } from "../../provider/text/safe-line";
import { fieldOf, textAt } from "../../provider/values";
import { gitHubPullRequest } from "./github";
import { gitLabMergeRequest } from "./gitlab";
import type { Environment, PullRequest } from "./pull-request";

/**
 * The pull request that this pipeline is about.
 *
 * @throws UserError if the environment is not that of such a pipeline
 */
export function pullRequestFrom(env: Environment): PullRequest {
  const pullRequest = gitHubPullRequest(env) ?? gitLabMergeRequest(env);
  if (pullRequest) return pullRequest;
  throw new UserError(
    "--comment needs a pipeline of a pull request: at GitHub the event pull_request, at GitLab a merge request pipeline",
  );
}

/**
 * Writes a comment, or another text into the one of this token that begins in the same way.
 *
 * @throws UserError
 */
export async function writeComment(pullRequest: PullRequest, beginning: string, body: string): Promise<void> {
  const { comments, replace } = pullRequest;
  const earlier = await earlierComment(pullRequest, beginning);
  const request: Request =
    earlier === undefined
      ? { method: "POST", address: comments, body }
      : { method: replace, address: earlier, body };
  await answerTo(request, pullRequest);
}

/** More pages than a pull request that people still read has. */
const MAX_PAGES = 50;
const PAGE_SIZE = 100;

/** The address of the comment of this token that begins with these characters. */
async function earlierComment(pullRequest: PullRequest, beginning: string): Promise<string | undefined> {
  const { comments, order } = pullRequest;
  const get = (address: string): Promise<unknown> => answerTo({ method: "GET", address }, pullRequest);
  const isOwn = await pullRequest.own(get);
  for (let page = 1; page <= MAX_PAGES; page++) {
    const entries = await get(`${comments}?${order}per_page=${PAGE_SIZE}&page=${page}`);
    const list: readonly unknown[] = Array.isArray(entries) ? entries : [];
    const found = list.find((comment) => isOwn(comment) && textAt(comment, "body")?.startsWith(beginning));
    const id = fieldOf(found, "id");
    if (typeof id === "number") return pullRequest.commentAt(id);
    if (list.length < PAGE_SIZE) return undefined;
  }
  return undefined;
}

interface Request {
  readonly method: "GET" | "PATCH" | "POST" | "PUT";
  readonly address: string;
  readonly body?: string;
}

const TIMEOUT_MS = 30_000;

async function answerTo(
  { method, address, body }: Request,
  { where, headers }: PullRequest,
): Promise<unknown> {
  const failed = (why: string, cause?: unknown): UserError =>
    new UserError(`cannot comment on ${where}: ${why}`, { cause });
  const answer = await fetch(address, {
    method,
    headers: { ...headers, "User-Agent": "pulumi-wherobots", "Content-Type": "application/json" },
    signal: AbortSignal.timeout(TIMEOUT_MS),
    // A redirect would carry the token elsewhere.
    redirect: "error",
    ...(body === undefined ? {} : { body: JSON.stringify({ body }) }),
  }).catch((error: unknown) => {
    throw failed(`${new URL(address).host} could not be reached`, error);
  });
  const json: unknown = await answer.json().catch(() => undefined);
  if (answer.ok) return json;
  const said = safeLine(textAt(json, "message") ?? answer.statusText, 200);
  throw failed(`${method} ${new URL(address).pathname} answered ${answer.status} ${said}`.trim());
}
