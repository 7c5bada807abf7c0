import type { RecordedRun } from "../../wire/recorded-run";
import type { CallOptions } from "../api/caller";
import type { WherobotsClient } from "../api/client";
import { ConfigurationError, NotFoundError, OutOfTime, PermissionError } from "../api/errors";
import type { RunView } from "../api/models";
import type { Clock, Random } from "../clock";
import { type Redact, redactor } from "../text/redact";
import { RunWatcher } from "../watch/watcher";
import type { ProviderConfig } from "./config";

/** Whose account the credential belongs to. A part is undefined if this credential may not read it. */
export interface Account {
  organizationId: string | undefined;
  userId: string | undefined;
  /** What a run gets that names none. */
  defaultRegion: string | undefined;
  defaultRuntime: string | undefined;
}

/** The runs in state, by the URNs of their resources. */
export class RecordedRuns {
  private readonly byUrn = new Map<string, RecordedRun>();
  private readonly urns = new Map<string, Set<string>>();

  get(urn: string): RecordedRun | undefined {
    return this.byUrn.get(urn);
  }

  set(urn: string, run: RecordedRun): void {
    this.urns.get(this.byUrn.get(urn)?.runId ?? "")?.delete(urn);
    this.byUrn.set(urn, run);
    this.urns.set(run.runId, (this.urns.get(run.runId) ?? new Set()).add(urn));
  }

  /** True if a resource other than this one has the run. */
  hasElsewhere(runId: string, urn: string): boolean {
    const urns = this.urns.get(runId);
    return urns !== undefined && urns.size > (urns.has(urn) ? 1 : 0);
  }
}

/** What the engine asked about one resource, and what came of it (`resources/engine-calls.ts`). */
export interface EngineQuestions {
  /** Check was given the inputs in state, and nobody asked diff since. */
  awaitsDiff: boolean;
  /** The inputs as diff was asked about them, or as check was given them. */
  inputs: object;
  /** What state holds, where diff found nothing to do. */
  unchanged?: { id: string; state: object };
}

/** Creates or updates of one resource that failed one after the other. */
export interface FailedCalls {
  count: number;
  /** What the last one that left a resource had to say, and how many of them there were. */
  kept: { id: string; state: object; reason: readonly string[]; tries: number } | undefined;
}

/** What a session is made of. */
export interface SessionParts {
  /** @throws ConfigurationError */
  config: () => ProviderConfig;
  /** @throws ConfigurationError */
  connect: () => WherobotsClient;
  startedAtMs: number;
}

/**
 * What one provider process remembers between operations. It is lost with the process, so nothing here may be
 * needed for correctness after a crash: that is what state and the names of runs are for.
 */
export class Session {
  /** Runs that a create of this process has: a delete of their former owner must not cancel them, nor another create take them. */
  readonly returnedRunIds = new Set<string>();
  /** When this process began, in milliseconds since the epoch: `maxWaitSeconds` counts from here. */
  readonly startedAtMs: number;
  /** When the process was interrupted, in milliseconds since the epoch; every grace counts from here. */
  interruptedAtMs: number | undefined;
  /** Runs that this process started or took over, newest first, by URN: the engine may call create again after a failure. */
  readonly startedRunIds = new Map<string, readonly string[]>();
  /** Active runs that a replacement leaves alone (`onReplace`): the delete that belongs to it must not cancel them. */
  readonly leftRunIds = new Set<string>();
  /**
   * Runs of others that a resource of this package cancelled, as far as this process was shown its record: their owner
   * can know it from nobody else.
   */
  readonly cancelledRunIds = new Set<string>();
  /** What state holds, by URN; told by check (from the sdk) and by diff. */
  readonly recordedRuns = new RecordedRuns();
  /** By URN. */
  readonly questions = new Map<string, EngineQuestions>();
  /** By URN. */
  readonly failedCalls = new Map<string, FailedCalls>();
  /** URNs that the engine replaces although nobody asked diff: state holds them, and may be all that is known. */
  readonly forcedReplacements = new Set<string>();
  /** Runs that the sdk saw in state under resources of other names. */
  readonly heldRunIds = new Set<string>();
  /** What resources were called before, by URN, as `Identity.path`; told by the sdk, which knows their aliases. */
  readonly formerPaths = new Map<string, readonly string[]>();
  /** Addresses of the uploaded files that creates of this process use: a delete of their former owner must not delete them. */
  readonly usedUploads = new Set<string>();
  /** Storages that this process deleted: a list that lags still has them, and they are in nobody's way. */
  readonly deletedStorageIds = new Set<string>();
  /** The first parts of the names of runs of this program's resources. */
  readonly namesInUse = new Set<string>();

  /** Runs that this process submitted. */
  private newRuns = 0;
  private readonly hidden = new Set<string>();
  private redactHidden: Redact | undefined;
  private readonly asked = new Map<string, Promise<unknown>>();
  private checkedConfig: ProviderConfig | undefined;
  private client: WherobotsClient | undefined;
  private runWatcher: RunWatcher | undefined;
  private pendingAccount: Promise<Account> | undefined;

  constructor(private readonly parts: SessionParts) {
    this.startedAtMs = parts.startedAtMs;
  }

  /** @throws ConfigurationError */
  config(): ProviderConfig {
    this.checkedConfig ??= this.parts.config();
    return this.checkedConfig;
  }

  /** False if the configuration says that no run is to be started. */
  get startsRuns(): boolean {
    try {
      return this.config().runJobs;
    } catch {
      // Whatever is to be sent says what is wrong.
      return true;
    }
  }

  /** Counts a run that is about to be submitted. @throws ConfigurationError if this command may submit no more */
  countNewRun(): void {
    const { maxNewRuns = Number.POSITIVE_INFINITY } = this.config();
    if (this.newRuns >= maxNewRuns)
      throw new ConfigurationError(
        `not started: wherobots:maxNewRuns allows ${maxNewRuns} new runs in one command, and this would be one more; nothing ` +
          "was sent for it. If so many are meant, raise the limit; the runs that were started stay as they are",
      );
    this.newRuns++;
  }

  /** The key or token in use, to be hidden from every line; none if the configuration cannot be read. */
  secrets(): string[] {
    try {
      const { credential } = this.config();
      return credential ? [credential.value] : [];
    } catch {
      return [];
    }
  }

  /** Secrets of one resource, which an answer of the API may repeat. */
  addSecrets(values: readonly string[]): void {
    for (const value of values) this.hidden.add(value);
    this.redactHidden = undefined;
  }

  /** Hides the credential, and these secrets. */
  redactorOf(secrets: readonly string[]): Redact {
    return redactor([...secrets, ...this.secrets()]);
  }

  /** Hides every secret that this process was told: a request does not know whose it is. */
  redact(text: string): string {
    this.redactHidden ??= this.redactorOf([...this.hidden]);
    return this.redactHidden(text);
  }

  /** The client, made at first use. @throws ConfigurationError */
  api(): WherobotsClient {
    this.client ??= this.parts.connect();
    return this.client;
  }

  /** What follows every open run of this process, made at first use. @throws ConfigurationError */
  watcher(clock: Clock, random: Random): RunWatcher {
    const { maxRequestsPerSecond } = this.config();
    this.runWatcher ??= new RunWatcher({ api: this.api(), clock, random, maxRequestsPerSecond });
    return this.runWatcher;
  }

  /** When every wait of this process ends, in milliseconds since the epoch; infinite without a limit. @throws ConfigurationError */
  waitsEndAtMs(): number {
    const { maxWaitSeconds = Number.POSITIVE_INFINITY } = this.config();
    return this.startedAtMs + maxWaitSeconds * 1000;
  }

  /**
   * Whose key this is; asked once, unless asking failed.
   *
   * @param options how the one asks who is the first
   */
  account(signal: AbortSignal, options: CallOptions = {}): Promise<Account> {
    if (this.pendingAccount) return elseOnOnesOwn(this.pendingAccount, () => this.account(signal, options));
    this.pendingAccount = readAccount(this.api(), { ...options, signal }).catch((error: unknown) => {
      this.pendingAccount = undefined;
      throw error;
    });
    return this.pendingAccount;
  }

  /** What all operations of this process share; `load` runs once per key, unless it failed. A key always means one type. */
  shared<T>(key: string, load: () => Promise<T>): Promise<T> {
    const known = this.asked.get(key) as Promise<T> | undefined;
    if (known) return elseOnOnesOwn(known, () => this.shared(key, load));
    const loading = load().catch((error: unknown) => {
      this.asked.delete(key);
      throw error;
    });
    this.asked.set(key, loading);
    return loading;
  }
}

/** Runs found by name; `complete` is false if the account has more than was read. */
export interface RunListing {
  runs: RunView[];
  complete: boolean;
}

/** What somebody else asks for; where only that one's time was over, it is asked for again. */
async function elseOnOnesOwn<T>(asked: Promise<T>, again: () => Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof OutOfTime)) throw error;
    return again();
  }
}

async function readAccount(api: WherobotsClient, options: CallOptions): Promise<Account> {
  const [organization, user] = await Promise.all([
    ifAllowed(api.getOrganization(options)),
    ifAllowed(api.getCurrentUser(options)),
  ]);
  return {
    organizationId: organization?.id,
    userId: user?.id,
    defaultRegion: organization?.defaultRegion ?? undefined,
    defaultRuntime: organization?.defaultRuntime ?? undefined,
  };
}

/** A role may lack the right to read something that only informs. */
export async function ifAllowed<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof PermissionError || error instanceof NotFoundError) return undefined;
    throw error;
  }
}
