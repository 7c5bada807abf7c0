import type { StorageSource } from "../object-store";
import { type OperationAnswer, type OperationCall, type OperationHandlers, textOf } from "../operation";
import { presign } from "../presigned-url";
import { ApiProblem } from "../problem";
import { entryView } from "./storage";

/** The legacy file operations, which upload scripts for the command-line client. */
export const FILE_HANDLERS: OperationHandlers = { getDirectory, getIntegrationDirectory, createUploadUrl };

function getDirectory(call: OperationCall): OperationAnswer {
  const [source, directory] = locate(call, textOf(call.query, "dir") ?? "");
  return { body: directoryView(call, source, asDirectory(directory)) };
}

function getIntegrationDirectory(call: OperationCall): OperationAnswer {
  const id = textOf(call.query, "integration_id") ?? "";
  const source = call.world.objects.source(call.account, id);
  if (source === undefined) throw new ApiProblem(404, `Integration ${id} not found`);
  const directory = (textOf(call.query, "dir") ?? "").replace(/^\/+/, "");
  return { body: directoryView(call, source, asDirectory(directory)) };
}

function createUploadUrl(call: OperationCall): OperationAnswer {
  const [source, key] = locate(call, textOf(call.query, "key") ?? "");
  if (key === "")
    throw new ApiProblem(422, [{ field: "key", details: "key: names a bucket, not an object" }]);
  return { body: { uploadUrl: presign(call.world.url, "PUT", source.bucket, key) } };
}

/** Splits `<bucket>/<key>`; the legacy operations know no `s3://`. */
function locate({ account, world }: OperationCall, path: string): [StorageSource, string] {
  const [bucket = "", ...rest] = path.split("/");
  const source = world.objects.sourceOfBucket(account, bucket);
  if (source === undefined) throw new ApiProblem(400, `No storage source found for bucket: ${bucket}`);
  return [source, rest.join("/")];
}

function asDirectory(key: string): string {
  return key === "" || key.endsWith("/") ? key : `${key}/`;
}

function directoryView(call: OperationCall, { bucket, type }: StorageSource, directory: string): unknown {
  return {
    name: directory.split("/").at(-2) ?? bucket,
    path: `${bucket}/${directory}`,
    mutateProtected: false,
    // The root of the managed store takes no uploads; the caller's own directory below it does.
    uploadProtected: type === "MANAGED" && directory === "",
    files: call.world.objects.list(bucket, directory).map((entry) => entryView(bucket, entry)),
  };
}
