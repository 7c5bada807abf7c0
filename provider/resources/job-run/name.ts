import { createHash, createHmac } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Random } from "../../clock";
import { comparableValue } from "../../field-policy";
import type { Identity, LifecycleContext } from "../../lifecycle";
import { JOB_RUN_FIELDS } from "./field-policy";
import type { JobRunInputs } from "./inputs";

/*
 * Names make a run recognisable after a crash: POST /runs has no idempotency key, and the list filters by name
 * with one `*` anywhere. `<logical>-<wish8>-<nonce6>-<stack6>`: `*-<stack6>` finds all runs of a stack,
 * `<logical>-<wish8>-*-<stack6>` all of one wish, the whole name one submit.
 */

const MAX_LOGICAL_LENGTH = 200;
const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

/** What a name is made of beside the inputs. */
export type NameContext = Pick<LifecycleContext, "identity" | "session" | "random">;

/** A new name, unique by its nonce. */
export function automaticName(inputs: JobRunInputs, context: NameContext): string {
  return wishName(inputs, context, nonce(context.random));
}

const LAST_OF_NONCE = /[a-z0-9](?=-[a-z0-9]{6}$)/;

/** The automatic name of attempt `attempt` (1 is the first) of the same create: the last letter of the nonce counts. */
export function attemptName(name: string, attempt: number): string {
  return name.replace(LAST_OF_NONCE, ((attempt - 1) % 36).toString(36));
}

/** True if a name looks like one that this package chose, for whatever stack. */
export function isAutomaticName(runName: string): boolean {
  return /-[a-z0-9]{8}-[a-z0-9]{6}-[a-z0-9]{6}$/.test(runName);
}

/** The pattern that finds every run of this wish. */
export function wishPattern(inputs: JobRunInputs, context: NameContext): string {
  return wishName(inputs, context, "*");
}

/** The pattern that finds every automatically named run of this stack, whoever else shares the account. */
export function stackPattern(identity: Identity): string {
  return `*-${stackHash(identity)}`;
}

/** The pattern that finds every automatically named run of the members of a resource, and hardly any other. */
export function membersPattern(identity: Identity): string {
  const start = plainText(nameIn(memberPath(identity, ""))).slice(0, MAX_LOGICAL_LENGTH);
  return `${start}*-${stackHash(identity)}`;
}

/** The place in the program of one run of many: the key has no slash of its own, so that no two are the same. */
export function memberPath({ path }: Identity, key: string): string {
  return `${path}/${encodeURIComponent(key.toWellFormed())}`;
}

/** The id of a resource that has no run of its own. */
export function ownId({ identity, random }: NameContext): string {
  return `${logicalPart(identity)}-${nonce(random)}-${stackHash(identity)}`;
}

/** Tells whether an automatic name belongs to this wish of this resource. */
export function ofWish(inputs: JobRunInputs, context: NameContext): (runName: string) => boolean {
  return fitting(wishPattern(inputs, context), /^[a-z0-9]{6}$/);
}

/** Tells whether an automatic name belongs to this resource, whatever was wished. */
export function ofResource({ identity }: NameContext): (runName: string) => boolean {
  return fitting(`${logicalPart(identity)}-*-${stackHash(identity)}`, /^[a-z0-9]{8}-[a-z0-9]{6}$/);
}

function fitting(pattern: string, middlePart: RegExp): (runName: string) => boolean {
  const [before = "", after = ""] = pattern.split("*");
  return (runName) =>
    runName.startsWith(before) &&
    runName.endsWith(after) &&
    middlePart.test(runName.slice(before.length, runName.length - after.length));
}

function wishName(inputs: JobRunInputs, context: NameContext, middle: string): string {
  const { identity } = context;
  return `${logicalPart(identity)}-${wishHash(inputs, context)}-${middle}-${stackHash(identity)}`;
}

/**
 * The resource's name in the program, in the letters of the API. Where that is not all that tells it from others (a
 * letter was replaced, the end cut off, or it has a parent), a hash of its place in the program follows.
 */
function logicalPart({ path }: Identity): string {
  const [types = ""] = path.split("::");
  const name = nameIn(path);
  const plain = plainText(name).slice(0, MAX_LOGICAL_LENGTH);
  return plain === name && !types.includes("$") ? plain : `${plain}-${hash(path, 6)}`;
}

function nameIn(path: string): string {
  return path.split("::").slice(1).join("::");
}

function plainText(name: string): string {
  return name.replace(/[^a-zA-Z0-9_\-.]/g, "-");
}

/**
 * Over the resource's place in the program and what defines and triggers the run. Inputs left at their default do not
 * count, so that a later version with more of them makes the same name. Secrets go in under the credential as a key,
 * since names are shown: without a credential they are left out.
 */
function wishHash(inputs: JobRunInputs, { identity, session }: NameContext): string {
  const paths = inputs.__secretPaths ?? [];
  const wish = wishedValues(withoutPaths(inputs, paths));
  const [key] = paths.length > 0 ? session.secrets() : [];
  const sealed =
    key === undefined
      ? []
      : [
          createHmac("sha256", key)
            .update(JSON.stringify(wishedValues(inputs)))
            .digest("hex"),
        ];
  return hash(JSON.stringify([identity.path, wish, ...sealed]), 8);
}

function wishedValues(inputs: unknown): [string, unknown][] {
  return JOB_RUN_FIELDS.filter((row) => row.class === "run" || row.class === "trigger")
    .filter((row) => !isDeepStrictEqual(comparableValue(row, inputs), comparableValue(row, {})))
    .map((row) => [row.path, comparableValue(row, inputs)]);
}

function stackHash({ organization, project, stack, backend }: Identity): string {
  return hash(JSON.stringify([organization, project, stack, ...(backend === "" ? [] : [backend])]), 6);
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
