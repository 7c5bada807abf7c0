import type { Fault, FaultClass } from "./faults";
import type { Operation } from "./scene";

/*
 * Faults at the requests of an upload, whichever resource has the file.
 */

const FOLDER: Operation = { method: "GET", path: /^\/storage\/[^/]+\/directories\// };

/** The requests of an upload, in their order. */
export const UPLOAD_PLACES = {
  storages: { operation: { method: "GET", path: /^\/storage$/ } },
  address: { operation: { method: "POST", path: /^\/storage\/[^/]+\/file-upload-url\// } },
  "listing before": { operation: FOLDER },
  upload: { operation: { method: "PUT", path: /^\/s3\// } },
  "listing after": { operation: FOLDER, skip: 1 },
} as const satisfies Record<string, { operation: Operation; skip?: number }>;

/** What one of them is repeated for, or what is no fault. */
const BORNE: readonly FaultClass[] = ["unreachable", "lost", "done", "busy", "newer", "stale"];

/** Whether it can happen there. The object store says nothing in JSON, so any answer of 200 is believed, and a run's status is not its business. */
export function isPossible({ name, class: kind, expires, alters }: Fault, place: string): boolean {
  if (expires) return false;
  if (place === "upload")
    return kind !== "stale" && !alters && !/malformedJson|truncated|oversize/.test(name);
  return kind !== "stale" || place !== "address";
}

/** Whether the command goes on. A look at the folder that is refused or finds nothing says nothing against the upload. */
export function isBorne({ class: kind, name }: Fault, place: string, times: number): boolean {
  if (kind === "newer" || kind === "stale") return true;
  if (place.startsWith("listing") && (kind === "right" || kind === "missing")) return true;
  // The address may have expired.
  if (place === "upload" && times === 1 && name === "403") return true;
  return times === 1 && BORNE.includes(kind);
}
