import { safeLine } from "../../provider/text/safe-line";
import { fieldOf, isRecord, type Properties } from "../../provider/values";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "../../wire/pulumi-values";

/** Stands for a value that the state keeps encrypted. */
const SECRET = "secret";
const MAX_LENGTH = 2_000;

/** A copy of what a state says that may be shown: no secret, and every text on one line and inert. */
export function shown(value: unknown): unknown {
  if (typeof value === "string") return safeLine(value, MAX_LENGTH);
  if (Array.isArray(value)) return value.map(shown);
  if (!isRecord(value)) return value;
  if (isSecret(value)) return SECRET;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [safeLine(key, MAX_LENGTH), shown(item)]),
  );
}

/** Encrypted, or in the clear after `pulumi stack export --show-secrets`. */
function isSecret(value: Properties): boolean {
  return value[SIGNATURE_KEY] === SECRET_SIGNATURE;
}

/** A number that is one, and not negative. */
export function amountAt(value: unknown, name: string): number | undefined {
  const found = fieldOf(value, name);
  return typeof found === "number" && Number.isFinite(found) && found >= 0 ? found : undefined;
}

/** A time that is one, in ISO 8601. */
export function timeAt(value: unknown, name: string): string | undefined {
  const found = fieldOf(value, name);
  const ms = typeof found === "string" ? Date.parse(found) : Number.NaN;
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** The records in a list. */
export function recordsAt(value: unknown, name: string): Properties[] {
  const found = fieldOf(value, name);
  return Array.isArray(found) ? found.filter(isRecord) : [];
}

/** The texts in a list, of which a secret is one. */
export function textsAt(value: unknown, name: string): string[] {
  const found = fieldOf(value, name);
  const list: unknown[] = Array.isArray(found) ? found : [found];
  return list.filter((item) => typeof item === "string");
}
