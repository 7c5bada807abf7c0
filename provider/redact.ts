/** Replaces every known secret in a text. */
export type Redact = (text: string) => string;

/** What stands in place of a secret. */
export const REDACTED = "[secret]";

/** Shorter values are left alone: replacing every "1" or "us" would destroy the text and protect nothing. */
const MIN_SECRET_LENGTH = 4;
/** Shorter lines of a secret ("{", "true") say nothing. */
const MIN_LINE_LENGTH = 8;

/**
 * Makes a function that replaces each secret, also where it stands JSON-escaped, URL-encoded or in base64.
 *
 * @param secrets values to hide; those under 4 characters are ignored
 */
export function redactor(secrets: readonly string[]): Redact {
  const forms = new Set<string>();
  for (const secret of secrets.flatMap(withLines)) {
    if (secret.length < MIN_SECRET_LENGTH) continue;
    forms.add(secret);
    forms.add(JSON.stringify(secret).slice(1, -1));
    forms.add(asciiJson(secret));
    const percent = encodeURIComponent(secret.toWellFormed());
    forms.add(percent);
    forms.add(percent.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()));
    forms.add(percent.replaceAll("%20", "+"));
    forms.add(Buffer.from(secret).toString("base64"));
    forms.add(Buffer.from(secret).toString("base64url"));
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

/** JSON text as Python writes it: everything beyond ASCII escaped. */
function asciiJson(text: string): string {
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/[\u0080-\uffff]/g, escaped);
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
