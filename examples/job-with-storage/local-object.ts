import { createHash } from "node:crypto";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";

/** Arguments of a `LocalObject`. */
export interface LocalObjectArgs {
  /** Name of the object in the bucket. */
  key: string;
  content: pulumi.Input<string>;
}

interface StoredObject {
  folder: string;
  key: string;
  content: string;
}

const provider: pulumi.dynamic.ResourceProvider<StoredObject, StoredObject> = {
  create: async (object) => ({ id: object.key, outs: await write(object) }),
  update: async (_id, _old, object) => ({ outs: await write(object) }),
  delete: (_id, { folder, key }) => fs.rm(path.join(folder, key), { force: true }),
};

async function write(object: StoredObject): Promise<StoredObject> {
  const file = path.join(object.folder, object.key);
  await fs.mkdir(path.dirname(file), { recursive: true });
  await fs.writeFile(file, object.content);
  return object;
}

/**
 * Stands in for an object in a bucket, such as `aws.s3.BucketObjectv2`, so that this example needs no cloud account:
 * it writes a file into the folder of the configuration `folder` (default `bucket`).
 */
export class LocalObject extends pulumi.dynamic.Resource {
  /** Where a job would read it. Who uses it waits until the object is written. */
  readonly uri: pulumi.Output<string>;
  /** SHA-256 of the content. */
  readonly hash: pulumi.Output<string>;

  constructor(name: string, { key, content }: LocalObjectArgs, opts?: pulumi.CustomResourceOptions) {
    const folder = new pulumi.Config().get("folder") ?? "bucket";
    super(provider, name, { folder, key, content }, opts);
    // Of the outputs of a dynamic resource only the id is known in the preview of an update.
    this.uri = pulumi.interpolate`s3://example-bucket/${this.id}`;
    this.hash = pulumi.output(content).apply((text) => createHash("sha256").update(text).digest("hex"));
  }
}
