import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { listening } from "../network/listening";

/** A comment at GitHub, or a note at GitLab. */
export interface Comment {
  readonly id: number;
  /** GitHub's type of the author, and GitLab's id. */
  readonly author: { readonly type: "Bot" | "User"; readonly id: number };
  body: string;
}

/** The comments of all pull requests, behind the parts of GitHub's and GitLab's APIs that concern them. */
export interface CommentServer {
  /** In place of `https://api.github.com` and `https://gitlab.com/api/v4`. */
  readonly url: string;
  /** `METHOD path` of each request, without the query. */
  readonly requests: readonly string[];
  of(pullRequest: number): Comment[];
  close(): Promise<void>;
}

/** That of GitHub's workflows, and that of the token. */
const BOT = { type: "Bot", id: 1 } as const;
export const GITHUB_TOKEN = "ghs_workflow";
export const GITLAB_TOKEN = "glpat-project";

const ROUTES = {
  list: /^GET (?:\/repos\/acme\/jobs\/issues\/(\d+)\/comments|\/projects\/1\/merge_requests\/(\d+)\/notes)$/,
  create:
    /^POST (?:\/repos\/acme\/jobs\/issues\/(\d+)\/comments|\/projects\/1\/merge_requests\/(\d+)\/notes)$/,
  replace:
    /^(?:PATCH \/repos\/acme\/jobs\/issues\/comments\/(\d+)|PUT \/projects\/1\/merge_requests\/\d+\/notes\/(\d+))$/,
};

/** Whether GitLab or GitHub answers is told by the token. */
export async function startCommentServer(): Promise<CommentServer> {
  const comments = new Map<number, Comment[]>();
  const requests: string[] = [];
  const of = (pullRequest: number): Comment[] => {
    const known = comments.get(pullRequest) ?? [];
    comments.set(pullRequest, known);
    return known;
  };
  const server = createServer((request, response) => {
    void text(request).then((sent) => {
      const { status, json } = answer(request, sent);
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(json));
    });
  });

  function answer(request: IncomingMessage, sent: string): { status: number; json: unknown } {
    const url = new URL(request.url ?? "", "http://127.0.0.1");
    const line = `${request.method ?? ""} ${url.pathname}`;
    requests.push(line);
    if (!isAllowed(request)) return { status: 401, json: { message: "Bad credentials" } };
    if (line === "GET /user") return { status: 200, json: { id: BOT.id } };
    const numberIn = (route: RegExp): number => Number(route.exec(line)?.slice(1).find(Boolean));
    if (ROUTES.list.test(line)) return { status: 200, json: page(of(numberIn(ROUTES.list)), url) };
    const body = bodyIn(sent);
    if (body === undefined || body.length > 65_536)
      return { status: 422, json: { message: "body is too long" } };
    if (ROUTES.create.test(line)) {
      const comment = { id: requests.length, author: BOT, body };
      of(numberIn(ROUTES.create)).push(comment);
      return { status: 201, json: shown(comment) };
    }
    const changed = [...comments.values()].flat().find(({ id }) => id === numberIn(ROUTES.replace));
    if (!changed) return { status: 404, json: { message: "Not Found" } };
    changed.body = body;
    return { status: 200, json: shown(changed) };
  }

  const { port, close } = await listening(server);
  return { url: `http://127.0.0.1:${port}`, requests, of, close };
}

function isAllowed({ headers }: IncomingMessage): boolean {
  return headers.authorization === `Bearer ${GITHUB_TOKEN}` || headers["private-token"] === GITLAB_TOKEN;
}

function bodyIn(sent: string): string | undefined {
  if (sent === "") return undefined;
  const { body } = JSON.parse(sent) as { body?: unknown };
  return typeof body === "string" ? body : undefined;
}

function page(all: readonly Comment[], { searchParams }: URL): unknown[] {
  const size = Number(searchParams.get("per_page") ?? 30);
  const number = Number(searchParams.get("page") ?? 1);
  return all.slice((number - 1) * size, number * size).map(shown);
}

function shown({ id, author, body }: Comment): object {
  return { id, body, user: { type: author.type }, author: { id: author.id } };
}
