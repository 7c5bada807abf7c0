import { ApiProblem } from "../problem";
import { presign } from "../storage/presigned-url";
import type { StorageSource } from "../storage/storage-sources";
import type { World } from "../world";
import { type OperationAnswer, type OperationCall, type OperationHandlers, textOf } from "./operation";
import { refuseReadOnly, sourceOf } from "./storage";

/** The files of a storage. */
export const STORAGE_FILE_HANDLERS: OperationHandlers = {
  createFileUploadUrl,
  downloadFileFromStorage,
  deleteFileFromStorage,
  renameFileInStorage,
};

/** An object, and the storage that it lies in. */
export interface PlacedObject {
  source: StorageSource;
  bucket: string;
  key: string;
}

/** A link to upload the object with. @throws ApiProblem where the storage takes none. */
export function uploadLink(world: World, { source, bucket, key }: PlacedObject): string {
  refuseReadOnly(source);
  const { storageQuotaBytes: quota } = world.options;
  if (quota !== undefined && source.type === "MANAGED" && world.objects.bytesIn(bucket) >= quota) {
    const details = `The managed storage holds ${quota} bytes or more, its quota`;
    throw new ApiProblem(403, details, { code: "INSUFFICIENT_QUOTA_ERROR" });
  }
  return presign(world, "PUT", { bucket, key });
}

/** A redirect to where the object can be downloaded. */
export function downloadAnswer(world: World, object: PlacedObject): OperationAnswer {
  requireObject(world, object);
  return { status: 307, headers: { location: presign(world, "GET", object) } };
}

/** Gives the object another name in its folder. */
export function renameObject(world: World, object: PlacedObject, newName: string): void {
  const { source, bucket, key } = object;
  refuseReadOnly(source);
  if (newName === "" || newName.includes("/"))
    throw new ApiProblem(422, [{ field: "new_name", details: "new_name: no name of a file" }]);
  requireObject(world, object);
  const renamed = key.slice(0, key.lastIndexOf("/") + 1) + newName;
  if (world.objects.get(bucket, renamed) !== undefined) throw new ApiProblem(409, `File ${renamed} exists`);
  world.objects.move(bucket, key, renamed);
}

/** Throws the 404 for a file that is not there. */
function requireObject({ objects }: World, { bucket, key }: PlacedObject): void {
  if (objects.get(bucket, key) === undefined) throw new ApiProblem(404, `File ${key} not found`);
}

function createFileUploadUrl(call: OperationCall): OperationAnswer {
  const object = objectOf(call);
  const uploadUrl = uploadLink(call.world, object);
  return { body: { destination: `s3://${object.bucket}/${object.key}`, uploadUrl } };
}

function downloadFileFromStorage(call: OperationCall): OperationAnswer {
  return downloadAnswer(call.world, objectOf(call));
}

function deleteFileFromStorage(call: OperationCall): OperationAnswer {
  const object = objectOf(call);
  refuseReadOnly(object.source);
  requireObject(call.world, object);
  call.world.objects.delete(object.bucket, object.key);
  return { body: null };
}

function renameFileInStorage(call: OperationCall): OperationAnswer {
  renameObject(call.world, objectOf(call), textOf(call.query, "new_name") ?? "");
  return { body: null };
}

function objectOf(call: OperationCall): PlacedObject {
  const source = sourceOf(call, "storage_id");
  const path = call.params["path"] ?? "";
  if (path === "" || path.endsWith("/"))
    throw new ApiProblem(422, [{ field: "path", details: "path: not a file" }]);
  return { source, bucket: source.bucket, key: source.prefix + path };
}
