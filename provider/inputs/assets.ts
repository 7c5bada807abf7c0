import { createHash } from "node:crypto";
import { z } from "zod";
import { ARCHIVE_SIGNATURE, ASSET_SIGNATURE, SIGNATURE_KEY } from "../../wire/pulumi-values";

/** A file or text as the engine hands it over. For diff it has no more than its hash. */
export interface Asset {
  /** SHA-256 of the content, in hexadecimal digits. */
  readonly hash?: string | undefined;
  /** Of a file; a relative path starts at the folder of the program, in which the engine starts providers. */
  readonly path?: string | undefined;
  readonly text?: string | undefined;
  /** Of content elsewhere, which is not taken. */
  readonly uri?: string | undefined;
}

const ASSET: z.ZodType<Asset> = z.looseObject({
  [SIGNATURE_KEY]: z.literal(ASSET_SIGNATURE),
  hash: z.string().optional(),
  path: z.string().optional(),
  text: z.string().optional(),
  uri: z.string().optional(),
});

/** Several files as the engine hands them over: a folder, an archive file, or a list of assets and archives by name. */
export interface Archive {
  /** SHA-256 of the files, in hexadecimal digits; not that of an archive file's own bytes. */
  readonly hash?: string | undefined;
  readonly path?: string | undefined;
  readonly assets?: Readonly<Record<string, unknown>> | undefined;
  readonly uri?: string | undefined;
}

const ARCHIVE: z.ZodType<Archive> = z.looseObject({
  [SIGNATURE_KEY]: z.literal(ARCHIVE_SIGNATURE),
  hash: z.string().optional(),
  path: z.string().optional(),
  assets: z.record(z.string(), z.unknown()).optional(),
  uri: z.string().optional(),
});

/** What an input that is a file may be. */
export const fileAsset = z.custom<Asset>(
  (value) => ASSET.safeParse(value).success,
  "must be one file of this machine: new pulumi.asset.FileAsset(path) or StringAsset(text), no folder and no archive; in " +
    "Python, pulumi.FileAsset or pulumi.StringAsset; in YAML, fn::fileAsset or fn::stringAsset",
);

/** What an input may be that is a file, or several in one. */
export const fileOrArchive = z.custom<Asset | Archive>(
  (value) => ASSET.safeParse(value).success || isArchive(value),
  "must be files of this machine: new pulumi.asset.FileAsset(path), StringAsset(text), FileArchive(path) or AssetArchive(files); " +
    "in YAML, fn::fileAsset, fn::stringAsset, fn::fileArchive or fn::assetArchive",
);

/** Whether it is an archive with properties of the right types. */
export function isArchive(value: unknown): value is Archive {
  return ARCHIVE.safeParse(value).success;
}

/** An asset is its content: where the file lies is not compared. */
export function assetsByHash(value: unknown): unknown {
  if (isAsset(value)) return assetContent(value);
  return mapItems(value, assetsByHash);
}

/**
 * For diff the engine strips assets of everything but their hash, and takes none of these back from check. This is
 * `stripped` with its assets as they are in `whole`, which holds the same values or some that were corrected since.
 */
export function withAssetsOf(whole: unknown, stripped: unknown): unknown {
  if (isAsset(stripped)) return isAsset(whole) ? whole : stripped;
  return mapItems(stripped, (item, key) =>
    withAssetsOf(typeof whole === "object" && whole !== null ? Reflect.get(whole, key) : undefined, item),
  );
}

/**
 * `kept` with each asset that the engine stripped as the program has it now, under the hash that it had. A component in
 * Node.js cannot read one that is nothing but a hash, and waits for ever.
 */
export function withPlacesOf(program: unknown, kept: unknown): unknown {
  if (isAsset(kept)) return isStripped(kept) && isAsset(program) ? { ...program, hash: kept["hash"] } : kept;
  return mapItems(kept, (item, key) =>
    withPlacesOf(
      typeof program === "object" && program !== null ? Reflect.get(program, key) : undefined,
      item,
    ),
  );
}

function isStripped({ path, text, uri, assets }: Record<string, unknown>): boolean {
  return [path, text, uri, assets].every((content) => content === undefined || content === "");
}

function isAsset(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const signature: unknown = Reflect.get(value, SIGNATURE_KEY);
  return signature === ASSET_SIGNATURE || signature === ARCHIVE_SIGNATURE;
}

/** By the engine's own hash; for an engine that sends none, by that of the text. One value, in which no path leads on. */
function assetContent(asset: Record<string, unknown>): unknown {
  const { hash, text } = asset;
  if (typeof hash === "string" && hash !== "") return `asset ${hash}`;
  return typeof text === "string" ? `asset ${createHash("sha256").update(text).digest("hex")}` : asset;
}

/** A copy of a list or an object with its items changed; any other value as it is. */
function mapItems(value: unknown, change: (item: unknown, key: PropertyKey) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item, index) => change(item, index));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item, key)]));
}
