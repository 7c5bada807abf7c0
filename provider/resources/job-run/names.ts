import { createHash, createHmac } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Identity } from "../../../wire/identity";
import type { Account } from "../../account/session";
import type { Random } from "../../clock";
import { comparableValue } from "../../inputs/fields";
import type { LifecycleContext, StackState } from "../../resource";
import { JOB_RUN_FIELDS } from "./fields";
import type { JobRunInputs } from "./inputs";

/*
 * POST /runs has no idempotency key, so the name of a run makes it recognisable after a crash. The API's list filters by
 * name, with one `*` anywhere. `<logical>-<spec8>-<nonce6>-<stack6>`: `*-<stack6>` finds all runs of a stack,
 * `<logical>-<spec8>-*-<stack6>` all of one spec, the whole name one submit.
 */

const MAX_LOGICAL_LENGTH = 200;
const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

/** The names of a resource's runs. */
export interface RunNames {
  /** A new name, unique by its nonce. */
  next(): string;
  /** Finds every run of this spec, under the resource's present name. */
  readonly pattern: string;
  /** True for an automatic name of this spec and this resource, under any name that the resource had. */
  isSameSpec(runName: string): boolean;
  /** True for an automatic name of this resource, whatever its spec. */
  isSameResource(runName: string): boolean;
  /** True for an automatic name of this spec in this stack, whatever the resource. */
  isSameSpecInStack(runName: string): boolean;
}

/** What names are made of, apart from the inputs. */
export type NameContext = Pick<LifecycleContext, "identity" | "stackState" | "random">;

/**
 * @param pepper goes into the hash of a spec that has secrets, so that nobody outside can guess them from a name. Without it
 * the hash leaves the secrets out
 * @param formerPaths what the resource was called before
 */
export function runNames(
  inputs: JobRunInputs,
  context: NameContext,
  pepper: string | undefined,
  formerPaths: readonly string[] = [],
): RunNames {
  const { identity, stackState, random } = context;
  const logical = logicalPart(identity.path);
  const logicals = new Set([logical, ...formerPaths.map(logicalPart)]);
  const specs = specHashes(inputs, pepper);
  const [spec = ""] = specs;
  const stack = stackHash(identity, stackState);
  const isOfStack = (runName: string): boolean => runName.endsWith(`-${stack}`);
  const isSameResource = (runName: string): boolean =>
    isOfStack(runName) && logicals.has(logicalOf(runName) ?? "");
  // This cheap test comes first: a batch of thousands compares thousands of names for each of its runs.
  const hasSpec = (runName: string): boolean => specs.includes(runName.slice(SPEC_AT, SPEC_AT + SPEC_LENGTH));
  return {
    next: () => `${logical}-${spec}-${nonce(random)}-${stack}`,
    pattern: `${logical}-${spec}-*-${stack}`,
    isSameSpec: (runName) => hasSpec(runName) && isSameResource(runName),
    isSameResource,
    isSameSpecInStack: (runName) => hasSpec(runName) && isOfStack(runName) && isAutomaticName(runName),
  };
}

/**
 * The organisation's id is the pepper of the names. Everybody who shares the names of runs shares it, it outlives every
 * credential, and no name contains it. Without it, names have no hash of secrets.
 */
export function namesOf(
  inputs: JobRunInputs,
  context: LifecycleContext,
  { organizationId }: Account,
): RunNames {
  return runNames(inputs, context, organizationId, formerPathsOf(context));
}

function formerPathsOf({ session, identity, member }: LifecycleContext): readonly string[] {
  const paths = session.formerPaths.get((member?.of ?? identity).urn) ?? [];
  return member ? paths.map((path) => memberPath({ path }, member.key)) : paths;
}

const AUTOMATIC_ENDING = /-[a-z0-9]{8}-[a-z0-9]{6}-[a-z0-9]{6}$/;
const SPEC_LENGTH = 8;
/** Counted from the end: the stack, the nonce, and a hyphen before each. */
const SPEC_AT = -22;

/** The first part of an automatic name; undefined for any other name. */
export function logicalOf(runName: string): string | undefined {
  const ending = AUTOMATIC_ENDING.exec(runName);
  return ending ? runName.slice(0, ending.index) : undefined;
}

const LAST_OF_NONCE = /[a-z0-9](?=-[a-z0-9]{6}$)/;

/** The automatic name of another attempt of the same create (1 is the first): the last letter of the nonce counts them. */
export function attemptName(name: string, attempt: number): string {
  return name.replace(LAST_OF_NONCE, ((attempt - 1) % 36).toString(36));
}

/** True if a name looks like one that this package chose, for whatever stack. */
export function isAutomaticName(runName: string): boolean {
  return AUTOMATIC_ENDING.test(runName);
}

/** The pattern that finds every automatically named run of this stack, whoever else shares the account. */
export function stackPattern({ identity, stackState }: Omit<NameContext, "random">): string {
  return `*-${stackHash(identity, stackState)}`;
}

/** The pattern that finds every automatically named run of a batch, and hardly any other. */
export function membersPattern(batch: Identity, state: StackState): string {
  const start = plainText(nameIn(memberPath(batch, ""))).slice(0, MAX_LOGICAL_LENGTH);
  return `${start}*-${stackHash(batch, state)}`;
}

/** The place in the program of one run of a batch. The key is encoded, so it adds no slash and no two paths are the same. */
export function memberPath({ path }: Pick<Identity, "path">, key: string): string {
  return `${path}/${encodeURIComponent(key.toWellFormed())}`;
}

/** The id of a resource that has no run of its own. */
export function ownId({ identity, stackState, random }: NameContext): string {
  return `${logicalPart(identity.path)}-${nonce(random)}-${stackHash(identity, stackState)}`;
}

/**
 * The resource's name in the program, in the letters of the API. Where that is not all that tells it from others (a
 * letter was replaced, the end cut off, or it has a parent), a hash of its place in the program follows.
 */
export function logicalPart(path: string): string {
  const [types = ""] = path.split("::");
  const name = nameIn(path);
  const plain = plainText(name).slice(0, MAX_LOGICAL_LENGTH);
  return plain === name && !types.includes("$") ? plain : `${plain}-${hash(path, 6)}`;
}

/** What folders of a resource's uploads are called: no other resource has it, of whatever kind and in whatever state. */
export function uploadsName(identity: Identity, stackState: StackState): string {
  const { path } = identity;
  return `${logicalPart(path)}-${hash(JSON.stringify([stackHash(identity, stackState), path]), 6)}`;
}

function nameIn(path: string): string {
  return path.split("::").slice(1).join("::");
}

function plainText(name: string): string {
  return name.replace(/[^a-zA-Z0-9_\-.]/g, "-");
}

/**
 * The hash for a new name, and those that earlier names of the same spec may have, when other values of it were secret. It
 * covers the inputs that define or trigger the run, and not the resource's place in the program. Inputs left at their
 * default do not count, so that a later version with more inputs makes the same name.
 */
function specHashes(inputs: JobRunInputs, pepper: string | undefined): string[] {
  const secretPaths = inputs.__secretPaths ?? [];
  const text = JSON.stringify(specValues(inputs));
  const plain = letters(sha256(text), SPEC_LENGTH);
  if (pepper === undefined) {
    if (secretPaths.length === 0) return [plain];
    const withoutSecrets = JSON.stringify(specValues(withoutPaths(inputs, secretPaths)));
    return [letters(sha256(withoutSecrets), SPEC_LENGTH), plain];
  }
  const peppered = letters(createHmac("sha256", pepper).update(text).digest(), SPEC_LENGTH);
  return secretPaths.length === 0 ? [plain, peppered] : [peppered, plain];
}

function specValues(inputs: unknown): [string, unknown][] {
  return JOB_RUN_FIELDS.filter((row) => row.class === "run" || row.class === "trigger")
    .filter((row) => !isDeepStrictEqual(comparableValue(row, inputs), comparableValue(row, {})))
    .map((row) => [row.path, comparableValue(row, inputs)]);
}

/** A state that has an id keeps its runs when its stack is renamed. */
function stackHash({ organization, project, stack }: Identity, { id, place }: StackState): string {
  if (id !== "") return hash(JSON.stringify([id]), 6);
  return hash(JSON.stringify([organization, project, stack, ...(place === "" ? [] : [place])]), 6);
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
  return letters(sha256(text), length);
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function letters(digest: Buffer, length: number): string {
  return [...digest.subarray(0, length)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
}

function nonce(random: Random): string {
  return `${Array.from({ length: 5 }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join("")}0`;
}
