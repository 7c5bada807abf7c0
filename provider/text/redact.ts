/** Replaces every known secret in a text. */
export type Redact = (text: string) => string;

/** What stands in place of a secret. */
export const REDACTED = "[secret]";

/** Shorter values are left alone: replacing every "1" or "us" would destroy the text and protect nothing. */
const MIN_SECRET_LENGTH = 4;
/** Shorter lines of a secret ("{", "true") say nothing. */
const MIN_LINE_LENGTH = 8;
/** Shorter pieces of base64 stand in other texts too. */
const MIN_BASE64_LENGTH = 8;

/**
 * Makes a function that replaces each secret, also where it stands JSON-escaped, URL-encoded or in base64, by itself or
 * within a longer text.
 *
 * @param secrets values to hide; those under 4 characters are ignored
 */
export function redactor(secrets: readonly string[]): Redact {
  const forms = new Set<string>();
  for (const secret of secrets.flatMap(withLines)) {
    if (secret.length < MIN_SECRET_LENGTH) continue;
    for (const form of [secret, ...jsonForms(secret), ...urlForms(secret), ...base64Forms(secret)])
      forms.add(form);
  }
  // Longest first: a secret that contains another must go whole.
  const ordered = [...forms].sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce((result, form) => result.replaceAll(form, REDACTED), text);
}

/** A log comes line by line, so each longer line of a secret of several lines (a PEM key) is one too. */
function withLines(secret: string): string[] {
  const lines = secret.split(/\r?\n/);
  return lines.length === 1 ? lines : [secret, ...lines.filter((line) => line.length >= MIN_LINE_LENGTH)];
}

/** As JSON, as Python writes it (beyond ASCII escaped), in Python's own quotes, and as JSON inside of JSON. */
function jsonForms(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  const ascii = json.replace(/[\u0080-\uffff]/g, escaped);
  const inPythonsQuotes = json.replaceAll('\\"', '"');
  return [json, ascii, inPythonsQuotes, ...[json, ascii].map((text) => JSON.stringify(text).slice(1, -1))];
}

function urlForms(secret: string): string[] {
  const percent = encodeURIComponent(secret.toWellFormed());
  const strict = percent.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return [percent, strict].flatMap((text) => [
    text,
    text.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()),
    text.replaceAll("%20", "+"),
  ]);
}

/** The whole in base64, and what of it stands in the base64 of a longer text, at each of the three places it may begin. */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inside = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    // Six bits make a character; those that hold bits of a neighbour are left out.
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  const texts = [bytes.toString("base64"), ...inside.filter((text) => text.length >= MIN_BASE64_LENGTH)];
  return texts.flatMap((text) => [text, text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")]);
}

/** Inputs that are ids of runs. Outputs, requests and the engine's own id repeat them, even if they are marked as secret. */
const IDS: ReadonlySet<unknown> = new Set(["runId", "takeOverRunId"]);

/** The secret texts of inputs, without the ids of runs. */
export function secretValues(inputs: { __secretPaths?: (string | number)[][] | undefined }): string[] {
  return (inputs.__secretPaths ?? [])
    .filter(([top]) => !IDS.has(top))
    .flatMap((path) => leafTexts(path.reduce<unknown>(stepInto, inputs)));
}

/** The value under a key or an index, if there is one. */
export function stepInto(value: unknown, key: string | number): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<string | number, unknown>)[key]
    : undefined;
}

function leafTexts(value: unknown): string[] {
  if (typeof value === "string" || typeof value === "number") return [String(value)];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leafTexts) : [];
}

/** Applies `redact` to every string inside a plain JSON value. */
export function redactDeep<T>(value: T, redact: Redact): T {
  return redactValue(value, redact) as T;
}

function redactValue(value: unknown, redact: Redact): unknown {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, redact));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactValue(item, redact)]));
}
