import { UserError } from "../../provider/resource";
import { safeLine } from "../../provider/text/safe-line";
import { textAt } from "../../provider/values";

/** What a comment is written with, so that tests need no network. */
export type Fetch = typeof fetch;

export type Environment = Readonly<Record<string, string | undefined>>;

/** The comments of one pull request. */
export interface Comments {
  /** For messages, as its host writes it: `pull request #7`. */
  readonly where: string;
  /** The address of the comment of this token that begins with these characters. */
  find(beginning: string): Promise<string | undefined>;
  create(body: string): Promise<unknown>;
  replace(address: string, body: string): Promise<unknown>;
}

/** A variable that a pipeline has to hand over. */
export function needed(env: Environment, name: string, how: string): string {
  const value = env[name];
  if (value !== undefined && value !== "") return value;
  throw new UserError(`--comment needs ${name}: ${how}`);
}

export interface Request {
  readonly method: "GET" | "PATCH" | "POST" | "PUT";
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const TIMEOUT_MS = 30_000;

/**
 * The answer to a request about comments.
 *
 * @param where the pull request, for the message
 * @throws UserError
 */
export async function answerTo(
  { method, address, headers, body }: Request,
  where: string,
  send: Fetch,
): Promise<unknown> {
  const failed = (why: string, cause?: unknown): UserError =>
    new UserError(`cannot comment on ${where}: ${why}`, { cause });
  const answer = await send(address, {
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

/** More pages than a pull request that people still read has. */
const MAX_PAGES = 50;
const PAGE_SIZE = 100;

/** The first entry for which `of` has an answer, in a list that comes in pages. */
export async function firstInPages<T>(
  page: (query: string) => Promise<unknown>,
  of: (entry: unknown) => T | undefined,
): Promise<T | undefined> {
  for (let number = 1; number <= MAX_PAGES; number++) {
    const entries = await page(`per_page=${PAGE_SIZE}&page=${number}`);
    const list: readonly unknown[] = Array.isArray(entries) ? entries : [];
    for (const entry of list) {
      const found = of(entry);
      if (found !== undefined) return found;
    }
    if (list.length < PAGE_SIZE) return undefined;
  }
  return undefined;
}
