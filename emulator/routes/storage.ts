import { isoTime } from "../clock";
import type { StorageSource, StoredEntry } from "../object-store";
import {
  integerOf,
  type OperationAnswer,
  type OperationCall,
  type OperationHandlers,
  textOf,
} from "../operation";
import { presign } from "../presigned-url";
import { ApiProblem } from "../problem";
import { ACCOUNT_TIME } from "../run-view";

/** The current storage operations. */
export const STORAGE_HANDLERS: OperationHandlers = {
  listIntegration: ({ account, world }) => ({
    body: Object.values(world.objects.sourcesOf(account)).map(sourceView),
  }),
  getIntegration: (call) => ({ body: sourceView(sourceOf(call, "integration_id")) }),
  createFileUploadUrl,
  listDirectoryContents,
  createDirectory,
  deleteDirectory,
  downloadFileFromStorage,
  deleteFileFromStorage,
  renameFileInStorage,
};

const MAX_LIMIT = 1000;
const NOTHING = new Uint8Array();

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

function createFileUploadUrl(call: OperationCall): OperationAnswer {
  const { bucket, key } = objectOf(call);
  return {
    body: {
      destination: `s3://${bucket}/${key}`,
      uploadUrl: presign(call.world.url, "PUT", bucket, key),
    },
  };
}

function listDirectoryContents(call: OperationCall): OperationAnswer {
  const { bucket, directory } = directoryOf(call);
  const limit = integerOf(call.query, "limit");
  if (limit > MAX_LIMIT) throw new ApiProblem(500, `limit ${limit} is above ${MAX_LIMIT}`);
  const entries = existingEntries(call, bucket, directory);
  const from = limit > 0 ? Number(textOf(call.query, "cursor") ?? 0) : 0;
  if (!Number.isInteger(from)) throw new ApiProblem(400, "Invalid cursor value");
  const to = limit > 0 ? from + limit : entries.length;
  return {
    body: {
      items: entries.slice(from, to).map((entry) => entryView(bucket, entry)),
      path: `s3://${bucket}/${directory}`,
      name: directory.split("/").at(-2) ?? bucket,
      mutate_protected: false,
      upload_protected: false,
      current_page: String(from),
      next_page: to < entries.length ? String(to) : null,
    },
  };
}

function createDirectory(call: OperationCall): OperationAnswer {
  const { bucket, directory } = directoryOf(call);
  const { objects, clock } = call.world;
  if (objects.get(bucket, directory) !== undefined || objects.list(bucket, directory).length > 0) {
    throw new ApiProblem(409, `Directory ${directory} exists`);
  }
  objects.put(bucket, directory, NOTHING, clock.now());
  return { body: null };
}

function deleteDirectory(call: OperationCall): OperationAnswer {
  const { bucket, directory } = directoryOf(call);
  existingEntries(call, bucket, directory);
  call.world.objects.deleteBelow(bucket, directory);
  return { body: null };
}

function existingEntries(call: OperationCall, bucket: string, directory: string): StoredEntry[] {
  const { objects } = call.world;
  const entries = objects.list(bucket, directory);
  const isRoot = (call.params["path"] ?? "") === "";
  if (isRoot || entries.length > 0 || objects.get(bucket, directory) !== undefined) return entries;
  throw new ApiProblem(404, `Directory ${directory} not found`);
}

function downloadFileFromStorage(call: OperationCall): OperationAnswer {
  const { bucket, key } = existing(call);
  return { status: 307, headers: { location: presign(call.world.url, "GET", bucket, key) } };
}

function deleteFileFromStorage(call: OperationCall): OperationAnswer {
  const { bucket, key } = existing(call);
  call.world.objects.delete(bucket, key);
  return { body: null };
}

function renameFileInStorage(call: OperationCall): OperationAnswer {
  const { bucket, key } = existing(call);
  const { objects } = call.world;
  const renamed = key.slice(0, key.lastIndexOf("/") + 1) + (textOf(call.query, "new_name") ?? "");
  if (objects.get(bucket, renamed) !== undefined) throw new ApiProblem(409, `File ${renamed} exists`);
  objects.move(bucket, key, renamed);
  return { body: null };
}

function existing(call: OperationCall): { bucket: string; key: string } {
  const { bucket, key } = objectOf(call);
  if (call.world.objects.get(bucket, key) === undefined) throw new ApiProblem(404, `File ${key} not found`);
  return { bucket, key };
}

function objectOf(call: OperationCall): { bucket: string; key: string } {
  const { bucket, prefix } = sourceOf(call, "storage_id");
  const path = call.params["path"] ?? "";
  if (path === "" || path.endsWith("/"))
    throw new ApiProblem(422, [{ field: "path", details: "path: not a file" }]);
  return { bucket, key: prefix + path };
}

function directoryOf(call: OperationCall): { bucket: string; directory: string } {
  const { bucket, prefix } = sourceOf(call, "storage_id");
  const path = (call.params["path"] ?? "").replace(/\/+$/, "");
  return { bucket, directory: path === "" ? prefix : `${prefix}${path}/` };
}

function sourceOf({ account, params, world }: OperationCall, parameter: string): StorageSource {
  const id = params[parameter] ?? "";
  const source = world.objects.source(account, id);
  if (source === undefined) throw new ApiProblem(404, `Storage ${id} not found`);
  return source;
}

function sourceView({ id, name, bucket, region, type }: StorageSource): unknown {
  return {
    id,
    createTime: ACCOUNT_TIME,
    updateTime: ACCOUNT_TIME,
    name,
    path: `s3://${bucket}`,
    roleArn: null,
    region,
    stackName: null,
    type,
    defaultDirectory: null,
    readOnly: false,
    cloudConnection: null,
  };
}
