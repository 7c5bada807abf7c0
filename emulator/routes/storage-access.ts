import { isoTime } from "../clock";
import { ApiProblem } from "../problem";
import type { StorageAccess, StorageSource } from "../storage/storage-sources";
import type { World } from "../world";
import { type OperationAnswer, type OperationCall, type OperationHandlers, textOf } from "./operation";
import { integrationOf, refuseReadOnly } from "./storage";

/** What roles in AWS must allow, whether they do, and what clients need that talk to S3 themselves. */
export const STORAGE_ACCESS_HANDLERS: OperationHandlers = {
  verifyIntegrationAccess,
  getTrustRelationship,
  getSamplePolicy,
  getS3AccessType,
  getStorageCredentials,
};

/** The account that assumes the roles; one of AWS's own examples. */
const TRUSTED_ACCOUNT = "123456789012";
const POLICY_VERSION = "2012-10-17";

function verifyIntegrationAccess(call: OperationCall): OperationAnswer {
  const { world } = call;
  const source = integrationOf(call);
  const checks = world.storages.countCheck(source.id);
  return { body: { ...accessOf(world, source, checks), ...world.storages.accessSetOf(source.id) } };
}

/** A new role is of no use for a while; without a role, a public bucket can be read. */
function accessOf({ clock, options }: World, source: StorageSource, checks: number): StorageAccess {
  const { bucket, cloudConnectionId, createMs, readOnly, roleArn } = source;
  const hasSpread =
    createMs === undefined ||
    (checks > (options.accessAfterChecks ?? 0) && clock.now() >= createMs + (options.accessAfterMs ?? 0));
  const hasRole = createMs === undefined || roleArn !== null || cloudConnectionId !== null;
  const reads = hasRole ? hasSpread : options.publicBuckets?.[bucket] !== undefined;
  const writes = hasRole && hasSpread && !readOnly;
  return { listAccess: reads, getAccess: reads, putAccess: writes, deleteAccess: writes };
}

function getTrustRelationship({ account, query }: OperationCall): OperationAnswer {
  const given: unknown = query["trustedAccountIds"];
  const accounts: unknown[] = Array.isArray(given) ? given : [];
  return {
    body: {
      Version: POLICY_VERSION,
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: [TRUSTED_ACCOUNT, ...accounts].map((id) => `arn:aws:iam::${String(id)}:root`) },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "sts:ExternalId": account.organizationId } },
        },
      ],
    },
  };
}

function getSamplePolicy(call: OperationCall): OperationAnswer {
  const { bucket, prefix, readOnly } = integrationOf(call);
  const writes = readOnly ? [] : ["s3:PutObject", "s3:DeleteObject"];
  return {
    body: {
      Version: POLICY_VERSION,
      Statement: [
        {
          Effect: "Allow",
          Action: ["s3:ListBucket", "s3:GetBucketLocation"],
          Resource: [`arn:aws:s3:::${bucket}`],
        },
        {
          Effect: "Allow",
          Action: ["s3:GetObject", ...writes],
          Resource: [`arn:aws:s3:::${bucket}/${prefix}*`],
        },
      ],
    },
  };
}

function getS3AccessType({ query, world }: OperationCall): OperationAnswer {
  const path = textOf(query, "s3_path") ?? "";
  const [, bucket] = /^s3:\/\/([^/]+)/.exec(path) ?? [];
  if (bucket === undefined)
    throw new ApiProblem(422, [{ field: "s3_path", details: "s3_path: no path of S3" }]);
  return { body: { accessType: world.options.publicBuckets?.[bucket] ?? "private" } };
}

const CREDENTIALS_LIFE_MS = 3_600_000;

/** Credentials for everything that begins with the path. */
function getStorageCredentials({ account, body, world }: OperationCall): OperationAnswer {
  const { path, access_mode: mode } = body as { path: string; access_mode?: string };
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
