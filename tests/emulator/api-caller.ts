import { request } from "undici";
import { DEFAULT_ACCOUNT, type Emulator } from "../../emulator";

/** What came back; a JSON body is parsed, any other is text. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
}

/** How to send it. */
export interface CallOptions {
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is. */
  rawBody?: string | Buffer;
  headers?: Record<string, string>;
  /** Null sends no credential. Default: that of the default account. */
  apiKey?: string | null;
}

/** The smallest payload that the API accepts. */
export const PAYLOAD = { name: "nightly-load", runPython: { uri: "s3://jobs/load.py" } } as const;

/** Sends one request to the emulator over its socket. */
export async function call(
  emulator: Pick<Emulator, "url">,
  method: "GET" | "POST" | "PUT" | "DELETE" | "PATCH",
  path: string,
  { body, rawBody, headers = {}, apiKey = DEFAULT_ACCOUNT.apiKey }: CallOptions = {},
): Promise<Answer> {
  const sent = body === undefined ? rawBody : JSON.stringify(body);
  const response = await request(new URL(path, emulator.url), {
    method,
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(apiKey === null ? {} : { "x-api-key": apiKey }),
      ...headers,
    },
    ...(sent === undefined ? {} : { body: sent }),
  });
  const text = await response.body.text();
  const isJson = response.headers["content-type"] === "application/json";
  return { status: response.statusCode, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** Submits a run and returns its id. */
export async function submit(emulator: Emulator, payload: object = {}, query = ""): Promise<string> {
  const { status, body } = await call(emulator, "POST", `/runs${query}`, {
    body: { ...PAYLOAD, ...payload },
  });
  if (status !== 201) throw new Error(`submission answered ${status}: ${JSON.stringify(body)}`);
  return field(body, "id");
}

/** A text field of an answer, by path. */
export function field(body: unknown, ...path: (string | number)[]): string {
  const value = at(body, ...path);
  if (typeof value !== "string") throw new Error(`no text at ${path.join(".")} of ${JSON.stringify(body)}`);
  return value;
}

/** Whatever is at the path of an answer. */
export function at(body: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>((value, step) => {
    const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
    return entries.find(([key]) => key === String(step))?.[1];
  }, body);
}

/** A list of one field over the items of an answer. */
export function eachItem(body: unknown, name: string): unknown[] {
  const items = at(body, "items");
  return Array.isArray(items) ? items.map((item) => at(item, name)) : [];
}

/** Stops the emulator; throws when one of its answers broke the API description. */
export async function stopFlawless(emulator: Emulator): Promise<void> {
  await emulator.stop();
  const flaws = emulator.requests.flatMap(({ problem }) => problem ?? []);
  if (flaws.length > 0) throw new Error(flaws.join("\n"));
}

/** Asks without a credential and says how the connection failed, or that it did not. */
export async function fetchFailure(url: string): Promise<string> {
  return fetch(url).then(
    () => "answered",
    (error: unknown) => String(error),
  );
}
