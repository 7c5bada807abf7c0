import { createHash } from "node:crypto";
import { ASSET_SIGNATURES, SIGNATURE_KEY } from "../../wire/pulumi-values";

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

function isAsset(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" && value !== null && ASSET_SIGNATURES.has(Reflect.get(value, SIGNATURE_KEY))
  );
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
