import { isoTime } from "../clock";
import { ApiProblem } from "../problem";
import type { StoredEntry } from "../storage/object-store";
import type { StorageSource } from "../storage/storage-sources";
import type { World } from "../world";
import {
  integerOf,
  type OperationAnswer,
  type OperationCall,
  type OperationHandlers,
  textOf,
} from "./operation";
import { refuseReadOnly, sourceOf } from "./storage";

/** The directories of a storage. */
export const STORAGE_DIRECTORY_HANDLERS: OperationHandlers = {
  listDirectoryContents,
  createDirectory,
  deleteDirectory,
};

const MAX_LIMIT = 1000;
const NOTHING = new Uint8Array();

/** A directory, and the storage that it lies in. */
export interface PlacedDirectory {
  source: StorageSource;
  /** Ends in `/`, or is empty. */
  directory: string;
}

/** A file or folder as both generations of the API show it. */
export function entryView(bucket: string, entry: StoredEntry): unknown {
  return {
    name: entry.name,
    path: `s3://${bucket}/${entry.key}`,
    type: entry.type,
    lastModified: entry.modifiedMs === undefined ? null : isoTime(entry.modifiedMs),
    size: entry.size,
    protected: false,
  };
}

/** Makes one directory, in one that there is. */
export function makeDirectory({ objects, clock }: World, { source, directory }: PlacedDirectory): void {
  refuseReadOnly(source);
  const { bucket, prefix } = source;
  const file = directory.slice(0, -1);
  const isTaken = directory === prefix || objects.hasDirectory(bucket, directory);
  if (isTaken || objects.get(bucket, file) !== undefined)
    throw new ApiProblem(409, `Directory ${directory} exists`);
  const parent = file.slice(0, file.lastIndexOf("/") + 1);
  if (parent !== prefix && !objects.hasDirectory(bucket, parent))
    throw new ApiProblem(404, `Directory ${parent} not found`);
  objects.put(bucket, directory, NOTHING, clock.now());
}

function listDirectoryContents(call: OperationCall): OperationAnswer {
  const { source, directory } = existingDirectory(call);
  const { bucket, readOnly } = source;
  const limit = integerOf(call.query, "limit");
  if (limit > MAX_LIMIT) throw new ApiProblem(500, `limit ${limit} is above ${MAX_LIMIT}`);
  const entries = call.world.objects.list(bucket, directory);
  const from = limit > 0 ? Number(textOf(call.query, "cursor") ?? 0) : 0;
  if (!Number.isInteger(from)) throw new ApiProblem(400, "Invalid cursor value");
  const to = limit > 0 ? from + limit : entries.length;
  return {
    body: {
      items: entries.slice(from, to).map((entry) => entryView(bucket, entry)),
      path: `s3://${bucket}/${directory}`,
      name: directory.split("/").at(-2) ?? bucket,
      mutate_protected: readOnly,
      upload_protected: readOnly,
      current_page: String(from),
      next_page: to < entries.length ? String(to) : null,
    },
  };
}

function createDirectory(call: OperationCall): OperationAnswer {
  makeDirectory(call.world, directoryOf(call));
  return { body: null };
}

function deleteDirectory(call: OperationCall): OperationAnswer {
  const { source, directory } = existingDirectory(call);
  refuseReadOnly(source);
  call.world.objects.deleteBelow(source.bucket, directory);
  return { body: null };
}

function existingDirectory(call: OperationCall): PlacedDirectory {
  const place = directoryOf(call);
  const { source, directory } = place;
  if (directory === source.prefix || call.world.objects.hasDirectory(source.bucket, directory)) return place;
  throw new ApiProblem(404, `Directory ${directory} not found`);
}

function directoryOf(call: OperationCall): PlacedDirectory {
  const source = sourceOf(call, "storage_id");
  const path = (call.params["path"] ?? "").replace(/\/+$/, "");
  return { source, directory: path === "" ? source.prefix : `${source.prefix}${path}/` };
}
