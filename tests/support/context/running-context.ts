import { setMaxListeners } from "node:events";
import type { Emulator } from "../../../emulator/index";
import { DEFAULT_ACCOUNT } from "../../../emulator/index";
import type { ProviderConfig } from "../../../provider/account/config";
import { Session } from "../../../provider/account/session";
import { WherobotsClient } from "../../../provider/api/client";
import { TokenBucket } from "../../../provider/api/token-bucket";
import {
  createTransport,
  DEFAULT_LIMITS,
  type HttpRequest,
  type Transport,
} from "../../../provider/api/transport";
import type { LifecycleContext } from "../../../provider/resource";
import { redactor } from "../../../provider/text/redact";
import { FakeClock } from "../time/fake-clock";
import { CONFIG, IDENTITY, type LoggedLine, STACK_STATE } from "./lifecycle-context";

/** A context whose requests reach the emulator, and whose clock moves the emulator's. */
export interface RunningContext extends LifecycleContext {
  clock: FakeClock;
  lines: LoggedLine[];
  /** Ends the connections. */
  close: () => Promise<void>;
}

/** What a test needs otherwise. */
export interface ClientSettings {
  /** Default: as good as no limit. */
  maxRequestsPerSecond?: number;
  maxResponseBytes?: number;
  /** A network of its own, whose end is not the process's. Default: a new one. */
  transport?: Transport;
  apiKey?: string;
  /** Simulated time that each request takes to the server. Default 0. */
  latencyMs?: number;
  /** What the stack's configuration says; read by each process at its first use. */
  config?: Partial<ProviderConfig>;
  /** Told of each request. */
  onSend?: (request: HttpRequest) => void;
}

/** @param emulator one with a manual clock that nobody else moves */
export function runningContext(emulator: Emulator, settings: ClientSettings = {}): RunningContext {
  const { maxRequestsPerSecond = 1_000_000, maxResponseBytes = DEFAULT_LIMITS.maxResponseBytes } = settings;
  const clock = new FakeClock({ startMs: emulator.now(), onAdvance: (ms) => emulator.advance(ms) });
  const { transport = createTransport({ ...DEFAULT_LIMITS, maxResponseBytes }) } = settings;
  const config = {
    apiUrl: emulator.url,
    credential: { kind: "apiKey", value: settings.apiKey ?? DEFAULT_ACCOUNT.apiKey },
  } as const;
  const client = new WherobotsClient({
    apiUrl: config.apiUrl,
    credential: config.credential,
    transport: {
      ...transport,
      send: async (request) => {
        settings.onSend?.(request);
        if (settings.latencyMs) await clock.sleep(settings.latencyMs, request.signal);
        return clock.during(transport.send(request));
      },
    },
    bucket: new TokenBucket(maxRequestsPerSecond, clock),
    clock,
    random: () => 0.5,
    redact: redactor([config.credential.value]),
    onRetry: () => undefined,
  });
  const lines: LoggedLine[] = [];
  const { signal } = new AbortController();
  // As the hosts do.
  setMaxListeners(0, signal);
  return {
    session: new Session({
      config: () => ({ ...CONFIG, ...config, ...settings.config }),
      connect: () => client,
      startedAtMs: clock.now(),
    }),
    clock,
    random: () => 0.5,
    log: (level, message) => {
      lines.push([level, message]);
    },
    live: false,
    signal,
    deadlineMs: undefined,
    identity: IDENTITY,
    stackState: STACK_STATE,
    lines,
    close: () => transport.close(),
  };
}
