import { createHash } from "node:crypto";
import type { Random } from "../../clock";
import { comparableValue } from "../../field-policy";
import type { Identity } from "../../lifecycle";
import { JOB_RUN_FIELDS } from "./field-policy";
import type { JobRunInputs } from "./inputs";

/*
 * Names make a run recognisable after a crash: POST /runs has no idempotency key, and the list filters by name
 * with one `*` anywhere. `<logical>-<wish8>-<nonce6>-<stack6>`: `*-<stack6>` finds all runs of a stack,
 * `<logical>-<wish8>-*-<stack6>` all of one wish, the whole name one submit.
 */

const MAX_LOGICAL_LENGTH = 200;
const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

/** A new name, unique by its nonce. */
export function automaticName(inputs: JobRunInputs, identity: Identity, random: Random): string {
  return wishName(inputs, identity, nonce(random));
}

const LAST_OF_NONCE = /[a-z0-9](?=-[a-z0-9]{6}$)/;

/** The automatic name of attempt `attempt` (1 is the first) of the same create: the last letter of the nonce counts. */
export function attemptName(name: string, attempt: number): string {
  return name.replace(LAST_OF_NONCE, ((attempt - 1) % 36).toString(36));
}

/** True if both automatic names come from one create. */
export function isSameCreate(a: string, b: string): boolean {
  return attemptName(a, 1) === attemptName(b, 1);
}

/** The pattern that finds every run of this wish. */
export function wishPattern(inputs: JobRunInputs, identity: Identity): string {
  return wishName(inputs, identity, "*");
}

/** The pattern that finds every automatically named run of this stack, whoever else shares the account. */
export function stackPattern(identity: Identity): string {
  return `*-${stackHash(identity)}`;
}

/** True if an automatic name belongs to this wish of this resource. */
export function isOfWish(runName: string, inputs: JobRunInputs, identity: Identity): boolean {
  const [before, after] = wishPattern(inputs, identity).split("*") as [string, string];
  const middle = runName.slice(before.length, runName.length - after.length);
  return runName === `${before}${middle}${after}` && /^[a-z0-9]{6}$/.test(middle);
}

function wishName(inputs: JobRunInputs, identity: Identity, middle: string): string {
  const logical = logicalName(identity)
    .replace(/[^a-zA-Z0-9_\-.]/g, "-")
    .slice(0, MAX_LOGICAL_LENGTH);
  return `${logical}-${wishHash(inputs, identity)}-${middle}-${stackHash(identity)}`;
}

/** The resource's name in the program. */
function logicalName({ path }: Identity): string {
  return path.slice(path.indexOf("::") + 2);
}

/** Over the resource's place in the program and what defines and triggers the run; secrets are left out. */
function wishHash(inputs: JobRunInputs, identity: Identity): string {
  const shown = withoutPaths(inputs, inputs.__secretPaths ?? []);
  const wish = JOB_RUN_FIELDS.filter((row) => row.class === "run" || row.class === "trigger").map((row) => [
    row.path,
    comparableValue(row, shown),
  ]);
  return hash(JSON.stringify([identity.path, wish]), 8);
}

function stackHash({ organization, project, stack }: Identity): string {
  return hash(JSON.stringify([organization, project, stack]), 6);
}

function withoutPaths(value: unknown, paths: readonly (readonly (string | number)[])[]): unknown {
  if (paths.some((path) => path.length === 0)) return undefined;
  if (typeof value !== "object" || value === null || paths.length === 0) return value;
  const entries = Object.entries(value).map(([key, item]) => {
    const inner = paths.filter((path) => String(path[0]) === key).map((path) => path.slice(1));
    return [key, withoutPaths(item, inner)] as const;
  });
  return Array.isArray(value) ? entries.map(([, item]) => item ?? null) : Object.fromEntries(entries);
}

function hash(text: string, length: number): string {
  const digest = createHash("sha256").update(text).digest();
  return [...digest.subarray(0, length)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
}

function nonce(random: Random): string {
  return `${Array.from({ length: 5 }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join("")}0`;
}
