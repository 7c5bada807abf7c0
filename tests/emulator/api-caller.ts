import { request } from "undici";
import { createEmulator, DEFAULT_ACCOUNT, type Emulator, type EmulatorOptions } from "../../emulator";

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

/** The emulator of a test, and what tests ask it. */
export interface Api {
  readonly emulator: Emulator;
  /** Puts one with other options in its place. */
  restart(options?: EmulatorOptions): Promise<void>;
  get(path: string, options?: CallOptions): Promise<Answer>;
  post(path: string, body?: unknown, options?: CallOptions): Promise<Answer>;
  submit(payload?: object, query?: string): Promise<string>;
}

/** An emulator for each test of a file. One of its own answers that breaks the API description fails the test. */
export function emulatorPerTest(defaults: EmulatorOptions = {}): Api {
  let emulator: Emulator | undefined;
  const current = (): Emulator => {
    if (!emulator) throw new Error("the emulator starts with the test");
    return emulator;
  };
  const restart = async (options: EmulatorOptions = {}): Promise<void> => {
    await emulator?.stop();
    emulator = await createEmulator({ clock: "manual", ...defaults, ...options });
  };
  beforeEach(() => restart());
  afterEach(() => stopFlawless(current()));
  return {
    get emulator() {
      return current();
    },
    restart,
    get: (path, options) => call(current(), "GET", path, options),
    post: (path, body, options) => call(current(), "POST", path, { body, ...options }),
    submit: (payload, query) => submit(current(), payload, query),
  };
}

/** Stops it. One of its own answers that breaks the API description fails the test. */
export async function stopFlawless(emulator: Emulator): Promise<void> {
  await emulator.stop();
  expect(emulator.requests.flatMap(({ problem }) => problem ?? [])).toEqual([]);
}

/** Asks without a credential and says how the connection failed, or that it did not. */
export async function fetchFailure(url: string): Promise<string> {
  return fetch(url).then(
    () => "answered",
    (error: unknown) => String(error),
  );
}
