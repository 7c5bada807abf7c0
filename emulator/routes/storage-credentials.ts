import { isoTime } from "../clock";
import { ApiProblem } from "../problem";
import type { OperationAnswer, OperationCall, OperationHandlers } from "./operation";
import { refuseReadOnly } from "./storage";

/** What clients need that talk to S3 themselves. */
export const STORAGE_CREDENTIAL_HANDLERS: OperationHandlers = { getStorageCredentials };

const CREDENTIALS_LIFE_MS = 3_600_000;

/** Credentials for everything that begins with the path. */
function getStorageCredentials({ account, body, world }: OperationCall): OperationAnswer {
  const { path, access_mode: mode } = credentialsRequest(body);
  const [bucket = "", ...steps] = path.replace("s3://", "").split("/");
  const prefix = steps.join("/");
  const source = world.storages.findByKey(account, bucket, prefix);
  if (source === undefined) throw new ApiProblem(404, `No storage source matches ${path}`);
  const canWrite = mode === "read_write";
  if (canWrite) refuseReadOnly(source);
  // Clients compare with a clock of their own, which a manual clock may be far behind.
  const expiresMs = Math.max(world.clock.now(), Date.now()) + CREDENTIALS_LIFE_MS;
  return {
    body: {
      ...world.credentials.issue({ bucket, prefix, canWrite, expiresMs }),
      expiration: isoTime(expiresMs),
      // What AWS itself calls it.
      region: source.region.replace(/^aws-/, ""),
    },
  };
}

/** The contract has checked the body; this only tells the compiler what it checked. */
function credentialsRequest(body: unknown): { path: string; access_mode?: string } {
  if (isCredentialsRequest(body)) return body;
  throw new ApiProblem(422, "path: Field required");
}

function isCredentialsRequest(body: unknown): body is { path: string; access_mode?: string } {
  return typeof body === "object" && body !== null && "path" in body;
}
