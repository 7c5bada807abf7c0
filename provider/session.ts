import type { WherobotsClient } from "./api/client";
import { NotFoundError, PermissionError } from "./api/errors";
import type { RunView } from "./api/models";
import type { Clock, Random } from "./clock";
import type { ProviderConfig } from "./config";
import { type Redact, redactor } from "./redact";
import { RunWatcher } from "./watch/watcher";

/** Whose account the credential belongs to. A part is undefined if this credential may not read it. */
export interface Account {
  organizationId: string | undefined;
  userId: string | undefined;
  /** What a run gets that names none. */
  defaultRegion: string | undefined;
  defaultRuntime: string | undefined;
}

/** The run that the engine's state holds for one resource. */
export interface RecordedRun {
  runId: string;
  /** As state last saw it. */
  status: string;
  createTime?: string | undefined;
  /** Inputs of that time that a create compares with those of now. */
  takeOverRunId?: string | undefined;
  timeoutSeconds?: number | undefined;
  /** This provider asked for its end, which may have come otherwise; told by diff alone. */
  cancelledByProvider?: true | undefined;
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
  /** Runs that a create of this process returned: a delete of their former owner must not cancel them. */
  readonly returnedRunIds = new Set<string>();
  /** When this process began, in milliseconds since the epoch: `maxWaitSeconds` counts from here. */
  readonly startedAtMs: number;
  /** When the process was interrupted, in milliseconds since the epoch; every grace counts from here. */
  interruptedAtMs: number | undefined;
  /** Run that this process started or took over, by URN: the engine may call create again after a failure. */
  readonly startedRunIds = new Map<string, string>();
  /** What state holds, by URN; told by check (from the sdk) and by diff. */
  readonly recordedRuns = new Map<string, RecordedRun>();

  private readonly hidden = new Set<string>();
  private redactHidden: Redact | undefined;
  private readonly listings = new Map<string, Promise<RunListing>>();
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
  hide(values: readonly string[]): void {
    for (const value of values) this.hidden.add(value);
    this.redactHidden = undefined;
  }

  /** Hides every secret that this process was told: a request does not know whose it is. */
  redact(text: string): string {
    this.redactHidden ??= redactor([...this.hidden, ...this.secrets()]);
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

  /** Whose key this is; asked once, unless asking failed. */
  account(signal: AbortSignal): Promise<Account> {
    this.pendingAccount ??= readAccount(this.api(), signal).catch((error: unknown) => {
      this.pendingAccount = undefined;
      throw error;
    });
    return this.pendingAccount;
  }

  /** A listing that all creates of this process share; `load` runs once per key, unless it failed. */
  listing(key: string, load: () => Promise<RunListing>): Promise<RunListing> {
    const known = this.listings.get(key);
    if (known) return known;
    const loading = load().catch((error: unknown) => {
      this.listings.delete(key);
      throw error;
    });
    this.listings.set(key, loading);
    return loading;
  }
}

/** Runs found by name; `complete` is false if the account has more than was read. */
export interface RunListing {
  runs: RunView[];
  complete: boolean;
}

async function readAccount(api: WherobotsClient, signal: AbortSignal): Promise<Account> {
  const [organization, user] = await Promise.all([
    ifAllowed(api.getOrganization({ signal })),
    ifAllowed(api.getCurrentUser({ signal })),
  ]);
  return {
    organizationId: organization?.id,
    userId: user?.id,
    defaultRegion: organization?.defaultRegion ?? undefined,
    defaultRuntime: organization?.defaultRuntime ?? undefined,
  };
}

/** A role may lack the right to read these; a run can be submitted all the same. */
async function ifAllowed<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof PermissionError || error instanceof NotFoundError) return undefined;
    throw error;
  }
}
