import { ApiProblem } from "../problem";
import type { StorageSource } from "../storage/storage-sources";
import { type OperationAnswer, type OperationCall, type OperationHandlers, textOf } from "./operation";
import { refuseReadOnly } from "./storage";
import { entryView, makeDirectory, type PlacedDirectory } from "./storage-directories";
import { downloadAnswer, type PlacedObject, renameObject, uploadLink } from "./storage-files";

/** The legacy file operations, which upload scripts for the command-line client. */
export const FILE_HANDLERS: OperationHandlers = {
  getDirectory,
  getIntegrationDirectory,
  createUploadUrl,
  createFolder,
  deleteFiles,
  downloadFile: (call) => downloadAnswer(call.world, objectOf(call)),
  renameFile,
};

function getDirectory(call: OperationCall): OperationAnswer {
  const { source, key } = locate(call, textOf(call.query, "dir") ?? "");
  return { body: directoryView(call, { source, directory: asDirectory(key) }) };
}

function getIntegrationDirectory(call: OperationCall): OperationAnswer {
  const id = textOf(call.query, "integration_id") ?? "";
  const source = call.world.storages.find(call.account, id);
  if (source === undefined) throw new ApiProblem(404, `Integration ${id} not found`);
  const directory = source.prefix + asDirectory((textOf(call.query, "dir") ?? "").replace(/^\/+/, ""));
  return { body: directoryView(call, { source, directory }) };
}

function createUploadUrl(call: OperationCall): OperationAnswer {
  return { body: { uploadUrl: uploadLink(call.world, objectOf(call)) } };
}

function createFolder(call: OperationCall): OperationAnswer {
  const { source, key } = locate(call, textOf(call.query, "dir") ?? "");
  const name = textOf(call.query, "name") ?? "";
  if (name === "" || name.includes("/"))
    throw new ApiProblem(422, [{ field: "name", details: "name: no name of a folder" }]);
  makeDirectory(call.world, { source, directory: `${asDirectory(key)}${name}/` });
  return { body: null };
}

/** All of them or none. A key that ends in `/`, or that only a folder has, takes the folder with all that is in it. */
function deleteFiles(call: OperationCall): OperationAnswer {
  const { objects } = call.world;
  const places = (call.body as string[]).map((path) => {
    const { source, bucket, key } = locate(call, path);
    refuseReadOnly(source);
    if (key === "") throw new ApiProblem(403, `Bucket ${bucket} is protected`);
    const isFolder = key.endsWith("/") || objects.get(bucket, key) === undefined;
    if (isFolder && !objects.hasDirectory(bucket, asDirectory(key)))
      throw new ApiProblem(404, `File ${key} not found`);
    return { bucket, key, isFolder };
  });
  for (const { bucket, key, isFolder } of places) {
    if (isFolder) objects.deleteBelow(bucket, asDirectory(key));
    else objects.delete(bucket, key);
  }
  return { body: null };
}

function renameFile(call: OperationCall): OperationAnswer {
  renameObject(call.world, objectOf(call), textOf(call.query, "new_name") ?? "");
  return { body: null };
}

function objectOf(call: OperationCall): PlacedObject {
  const object = locate(call, textOf(call.query, "key") ?? "");
  if (object.key !== "") return object;
  throw new ApiProblem(422, [{ field: "key", details: "key: names a bucket, not an object" }]);
}

/** Splits `<bucket>/<key>`; the legacy operations know no `s3://`. */
function locate({ account, world }: OperationCall, path: string): PlacedObject {
  const [bucket = "", ...rest] = path.split("/");
  const key = rest.join("/");
  const source = world.storages.findByKey(account, bucket, key);
  if (source === undefined) throw new ApiProblem(400, `No storage source found for bucket: ${bucket}`);
  return { source, bucket, key };
}

function asDirectory(key: string): string {
  return key === "" || key.endsWith("/") ? key : `${key}/`;
}

function directoryView(call: OperationCall, { source, directory }: PlacedDirectory): unknown {
  const { bucket, readOnly } = source;
  return {
    name: directory.split("/").at(-2) ?? bucket,
    path: `${bucket}/${directory}`,
    mutateProtected: readOnly,
    uploadProtected: readOnly || isManagedRoot(source, directory),
    files: call.world.objects.list(bucket, directory).map((entry) => entryView(bucket, entry)),
  };
}

/** The root of the managed store takes no uploads; the caller's own directory below it does. */
function isManagedRoot({ type }: StorageSource, directory: string): boolean {
  return type === "MANAGED" && directory === "";
}
