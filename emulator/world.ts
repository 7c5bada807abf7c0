import type { AccountDirectory } from "./accounts";
import { type Clock } from "./clock";
import type { EmulatorOptions } from "./options";
import type { ReadPoint } from "./runs/history";
import type { PlanBook } from "./runs/plans";
import type { RunStore } from "./runs/store";
import type { CredentialIssuer } from "./storage/credentials";
import type { ObjectStore } from "./storage/object-store";
import type { StorageSources } from "./storage/storage-sources";

/** What all operations work on. */
export interface World {
  readonly options: EmulatorOptions;
  readonly clock: Clock;
  readonly accounts: AccountDirectory;
  readonly runs: RunStore;
  readonly plans: PlanBook;
  readonly storages: StorageSources;
  readonly objects: ObjectStore;
  readonly credentials: CredentialIssuer;
  /** Address of the emulator as clients see it, for links that it hands out. */
  readonly url: string;
}

/** Everything that has happened until now. */
export function presentOf({ clock, runs }: World): ReadPoint {
  return { write: runs.lastWrite, atMs: clock.now() };
}
