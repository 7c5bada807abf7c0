import type { EmulatorAccount } from "../accounts";
import type { Random } from "../random";

/** A place for files: the organization's own bucket or an integrated one. */
export interface StorageSource {
  readonly id: string;
  readonly name: string;
  /** As it was given: `s3://bucket/prefix`. */
  readonly path: string;
  readonly bucket: string;
  /** Everything in the source is below this key, which ends in `/` or is empty. */
  readonly prefix: string;
  readonly region: string;
  readonly type: "MANAGED" | "INTEGRATION";
  readonly readOnly: boolean;
  readonly roleArn: string | null;
  readonly cloudConnectionId: string | null;
  /** Undefined for what is as old as the organization. */
  readonly createMs?: number;
}

/** What the role of an integration may do with its bucket. */
export interface StorageAccess {
  /** List its objects. */
  listAccess: boolean;
  /** Read them. */
  getAccess: boolean;
  /** Write them. */
  putAccess: boolean;
  /** Delete them. */
  deleteAccess: boolean;
}

/** What a new integration is made of. */
export type NewIntegration = Pick<
  StorageSource,
  "name" | "path" | "region" | "readOnly" | "roleArn" | "cloudConnectionId"
> & { createMs: number };

/** No integration has that id. */
export class NoSuchStorageError extends RangeError {
  override readonly name = "NoSuchStorageError";
}

/** The storages of all organizations. Each has a managed one and, until it is deleted, an integration. */
export class StorageSources {
  readonly #random: Random;
  readonly #firstAccounts: ReadonlyMap<string, EmulatorAccount>;
  /** By organization. */
  readonly #integrations = new Map<string, StorageSource[]>();
  readonly #checks = new Map<string, number>();
  readonly #access = new Map<string, Partial<StorageAccess>>();

  /** @param random of the ids: where it differs at each start, an id kept from before never names a new storage. */
  constructor(accounts: readonly EmulatorAccount[], random: Random) {
    this.#random = random;
    this.#firstAccounts = new Map(
      accounts.map((account) => [account.organizationId, account] as const).reverse(),
    );
    this.reset();
  }

  /** All storages of an organization, the managed one first. */
  all(account: EmulatorAccount): StorageSource[] {
    return [this.managed(account), ...this.integrations(account)];
  }

  /** The bucket that every organization has. */
  managed({ organizationId, defaultRegion }: EmulatorAccount): StorageSource {
    const id = organizationId.toLowerCase();
    const bucket = `wbts-emulator-${id}`;
    return {
      id: `store-${id}`,
      name: "managed",
      ...placeOf(`s3://${bucket}`),
      region: defaultRegion,
      type: "MANAGED",
      readOnly: false,
      roleArn: null,
      cloudConnectionId: null,
    };
  }

  /** The buckets of its own that an organization has integrated. */
  integrations({ organizationId }: EmulatorAccount): readonly StorageSource[] {
    return this.#integrations.get(organizationId) ?? [];
  }

  /** The storage with this id, the caller's personal files included. */
  find(account: EmulatorAccount, id: string): StorageSource | undefined {
    const region = account.allowedRegions.find((name) => id === `user_files::${name}`);
    if (region === undefined) return this.all(account).find((source) => source.id === id);
    const prefix = `user-files/${region}/${account.userId}/`;
    return { ...this.managed(account), id, region, name: "My Files", prefix };
  }

  /** The storage that holds this key; of several, the one whose path says most. */
  findByKey(account: EmulatorAccount, bucket: string, key: string): StorageSource | undefined {
    const holding = this.all(account).filter(
      (source) => source.bucket === bucket && `${key}/`.startsWith(source.prefix),
    );
    return holding.sort((a, b) => b.prefix.length - a.prefix.length)[0];
  }

  add({ organizationId }: EmulatorAccount, integration: NewIntegration): StorageSource {
    const id = `int-${this.#digits()}${this.#digits()}`;
    const source = { ...integration, ...placeOf(integration.path), id, type: "INTEGRATION" as const };
    this.#integrations.set(organizationId, [...(this.#integrations.get(organizationId) ?? []), source]);
    return source;
  }

  /** Forgets an integration; its objects stay in its bucket, which belongs to the customer. */
  remove({ organizationId }: EmulatorAccount, id: string): void {
    const kept = (this.#integrations.get(organizationId) ?? []).filter((source) => source.id !== id);
    this.#integrations.set(organizationId, kept);
  }

  /** Counts one more check of the integration's access, and says how many that makes. */
  countCheck(id: string): number {
    const checks = (this.#checks.get(id) ?? 0) + 1;
    this.#checks.set(id, checks);
    return checks;
  }

  /** From now on the integration's role may do this, whatever its age. @throws NoSuchStorageError */
  setAccess(id: string, access: Partial<StorageAccess>): void {
    const isKnown = [...this.#integrations.values()].flat().some((source) => source.id === id);
    if (!isKnown) throw new NoSuchStorageError(`there is no storage integration ${id}`);
    this.#access.set(id, { ...this.#access.get(id), ...access });
  }

  /** What {@link setAccess} has said of the integration. */
  accessSetOf(id: string): Partial<StorageAccess> {
    return this.#access.get(id) ?? {};
  }

  reset(): void {
    this.#checks.clear();
    this.#access.clear();
    for (const [organizationId, account] of this.#firstAccounts) {
      this.#integrations.set(organizationId, [teamIntegration(account)]);
    }
  }

  #digits(): string {
    return Math.floor(this.#random() * 2 ** 32)
      .toString(16)
      .padStart(8, "0");
  }
}

function teamIntegration({ organizationId, defaultRegion }: EmulatorAccount): StorageSource {
  const id = organizationId.toLowerCase();
  return {
    id: `int-${id}`,
    name: "team",
    ...placeOf(`s3://team-${id}`),
    region: defaultRegion,
    type: "INTEGRATION",
    readOnly: false,
    roleArn: null,
    cloudConnectionId: null,
  };
}

function placeOf(path: string): Pick<StorageSource, "path" | "bucket" | "prefix"> {
  const [bucket = "", ...steps] = path.replace("s3://", "").replace(/\/+$/, "").split("/");
  return { path, bucket, prefix: steps.map((step) => `${step}/`).join("") };
}
