import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { toUSVString } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { UNKNOWN_SENTINELS } from "../wire/pulumi-values";
import { seenDigest } from "../wire/seen-digest";
import { isFileInput } from "./local-file";

/*
 * Arguments are trees with plain values, promises and outputs at their leaves. What is done here keeps that shape,
 * so that a secret leaf stays the only secret.
 */

/** Where a value stands: property names and indexes from the arguments down. */
export type InputPath = (string | number)[];

/**
 * Brings every value into a form that the engine can carry: a Date becomes ISO text, and text that stands where files do
 * the file of that path.
 *
 * @param value the arguments, or a part of them
 * @param fileInputs where files stand (`isFileInput`)
 * @param path where the value stands
 * @returns the value that the engine is sent
 * @throws pulumi.RunError for NaN, infinite and unsafe numbers, BigInt, functions, symbols, halves of surrogate pairs and what Pulumi sends for unknown values, which would be lost or changed on the way
 */
export function engineValues(
  value: unknown,
  fileInputs: readonly string[] = [],
  path: InputPath = [],
): unknown {
  const inner = (item: unknown, at = path): unknown => engineValues(item, fileInputs, at);
  if (pulumi.Output.isInstance(value)) return value.apply((item) => inner(item));
  if (value instanceof Promise) return value.then((item: unknown) => inner(item));
  if (value instanceof Date) return isoText(value, path);
  if (typeof value === "string") {
    const text = sendableText(value, path);
    return isFileInput(path, fileInputs) ? fileAt(text, path) : text;
  }
  if (isOpaque(value)) return value;
  if (Array.isArray(value)) return value.map((item, index) => inner(item, [...path, index]));
  if (isPlainObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [wholeText(key, path), inner(item, [...path, key])]),
    );
  }
  const problem = leafProblem(value);
  if (problem !== undefined) throw new pulumi.RunError(`${path.join(".")}: ${problem}`);
  return value;
}

/** The paths of all secret values; undefined if there is none, which takes no room in state. */
export async function secretPaths(value: unknown): Promise<InputPath[] | undefined> {
  const paths = await findSecrets(value, []);
  return paths.length > 0 ? paths : undefined;
}

async function findSecrets(value: unknown, path: InputPath): Promise<InputPath[]> {
  if (pulumi.Output.isInstance(value)) return (await pulumi.isSecret(value)) ? [path] : [];
  if (value instanceof Promise) return findSecrets(await value, path);
  if (isOpaque(value) || typeof value !== "object" || value === null) return [];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return (await Promise.all(entries.map(([key, item]) => findSecrets(item, [...path, key])))).flat();
}

/** Values that the Pulumi runtime serialises in its own way. */
function isOpaque(value: unknown): boolean {
  return (
    pulumi.asset.Asset.isInstance(value) ||
    pulumi.asset.Archive.isInstance(value) ||
    pulumi.Resource.isInstance(value)
  );
}

/** The engine would say less of a file that is not there. */
function fileAt(file: string, path: InputPath): pulumi.asset.FileAsset {
  if (existsSync(file)) return new pulumi.asset.FileAsset(file);
  throw new pulumi.RunError(
    `${path.join(".")}: there is no file ${resolve(file)}; a relative path starts at the folder of the program. For text, write new pulumi.asset.StringAsset(text)`,
  );
}

function isoText(date: Date, path: InputPath): string {
  if (Number.isNaN(date.getTime())) throw new pulumi.RunError(`${path.join(".")}: is not a valid date`);
  return date.toISOString();
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // A program may run in a context of its own, with an Object of its own.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The engine would take such a text for a value that is not known yet, and leave it out without a word. */
function sendableText(text: string, path: InputPath): string {
  if (!UNKNOWN_SENTINELS.has(text)) return wholeText(text, path);
  throw new pulumi.RunError(
    `${path.join(".")}: is the text by which Pulumi marks a value that is not known yet, so it cannot be sent: nothing was ` +
      "started. Write it in another form, for example in capitals or without the hyphens",
  );
}

/** Text travels as UTF-8, which cannot hold half of a pair: it would be dropped on the way, and another text arrive. */
function wholeText(text: string, path: InputPath): string {
  if (toUSVString(text) === text) return text;
  throw new pulumi.RunError(
    `${path.join(".")}: contains half of a surrogate pair: was the text cut in the middle of a character?`,
  );
}

function leafProblem(value: unknown): string | undefined {
  if (typeof value === "object" && value !== null) {
    return `is a ${value.constructor.name}, which cannot be an input: write it as text, a list or a plain object`;
  }
  if (typeof value === "number" && !Number.isFinite(value)) return "is not a finite number";
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return "is too large for a number without loss: write it as text";
  }
  if (typeof value === "bigint") return "is a BigInt: write it as text";
  if (typeof value === "function" || typeof value === "symbol")
    return `is a ${typeof value}, which cannot be an input`;
  return undefined;
}

/**
 * What is seen of arguments here, for the provider: digests of their texts and numbers, in lists of any depth. What
 * the engine adds later (`transforms`) is not among them, and counts as secret there.
 */
export function seenValues(value: unknown): unknown {
  if (pulumi.Output.isInstance(value)) return value.apply(seenValues);
  if (value instanceof Promise) return value.then(seenValues);
  // A resource arrives as its id, or its URN where it has none.
  if (pulumi.CustomResource.isInstance(value)) return [value.id, value.urn].map(seenValues);
  if (pulumi.Resource.isInstance(value)) return [seenValues(value.urn)];
  if (typeof value === "string" || typeof value === "number") return seenDigest(String(value));
  if (typeof value !== "object" || value === null || pulumi.asset.Asset.isInstance(value)) return [];
  return pulumi.asset.Archive.isInstance(value) ? [] : Object.values(value).map(seenValues);
}
