import type { EmulatorAccount } from "../accounts";
import type { Random } from "../random";
import { isSeen, type ReadPoint } from "./history";
import type { JobRunPayload } from "./payload";
import type { RunPlan } from "./plans";

/** A submitted run: facts only, its state is derived from them. */
export interface StoredRun {
  id: string;
  kubeAppId: string;
  /** Order of submission, counts from 1. */
  seq: number;
  payload: JobRunPayload;
  region: string;
  /** The runtime it uses: the payload's or the organization's default. */
  runtime: string;
  account: EmulatorAccount;
  plan: RunPlan;
  createMs: number;
  created: ReadPoint;
  /** The accepted request to cancel. */
  cancel?: ReadPoint;
  /** The end that was forced from outside. */
  finish?: ReadPoint & { outcome: string };
  /** Number of the last write to this run. */
  lastWrite: number;
  /** The API has forgotten it. */
  expired: boolean;
  /** The client that said it was asking, for the usage history. */
  sourceClient: string | null;
}

/** What is needed to store a run. */
export type NewRun = Pick<
  StoredRun,
  "payload" | "region" | "runtime" | "account" | "plan" | "createMs" | "sourceClient"
>;

/** A control names a run that was never submitted. */
export class NoSuchRunError extends RangeError {
  override readonly name = "NoSuchRunError";
}

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
const ID_LENGTH = 14;

/** All runs ever submitted, with numbered writes so that a reader can be shown an earlier state. */
export class RunStore {
  readonly #runs = new Map<string, StoredRun>();
  readonly #random: Random;
  #writes = 0;

  /** @param random of the ids: where it differs at each start, an id kept from before never names a new run. */
  constructor(random: Random) {
    this.#random = random;
  }

  /** Number of the last write. */
  get lastWrite(): number {
    return this.#writes;
  }

  create(run: NewRun): StoredRun {
    const created = this.#write(run.createMs);
    const stored: StoredRun = {
      ...run,
      id: newId(this.#random),
      kubeAppId: newId(this.#random),
      seq: this.#runs.size + 1,
      created,
      lastWrite: created.write,
      expired: false,
    };
    this.#runs.set(stored.id, stored);
    return stored;
  }

  cancel(run: StoredRun, atMs: number): void {
    run.cancel = this.#write(atMs);
    run.lastWrite = run.cancel.write;
  }

  finish(run: StoredRun, atMs: number, outcome: string): void {
    run.finish = { ...this.#write(atMs), outcome };
    run.lastWrite = run.finish.write;
  }

  /** Any run ever submitted, expired ones included. */
  get(id: string): StoredRun | undefined {
    return this.#runs.get(id);
  }

  /** The same for a run that must be there. @throws NoSuchRunError */
  known(id: string): StoredRun {
    const run = this.get(id);
    if (run === undefined) throw new NoSuchRunError(`there is no run ${id}`);
    return run;
  }

  /** In order of submission, expired ones included. */
  all(): StoredRun[] {
    return [...this.#runs.values()];
  }

  /** The runs of an organization that the API shows at that point, newest first. */
  visible(organizationId: string, point: ReadPoint): StoredRun[] {
    return this.all()
      .filter((run) => isVisible(run, organizationId, point))
      .reverse();
  }

  reset(): void {
    this.#runs.clear();
  }

  #write(atMs: number): ReadPoint {
    this.#writes += 1;
    return { write: this.#writes, atMs };
  }
}

/** True when a member of the organization can read the run at that point. */
export function isVisible(run: StoredRun, organizationId: string, point: ReadPoint): boolean {
  return !run.expired && run.account.organizationId === organizationId && isSeen(run.created, point);
}

function newId(random: Random): string {
  const letters = Array.from({ length: ID_LENGTH }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]);
  return letters.join("");
}
