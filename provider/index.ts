import { WherobotsClient } from "./api/client";
import { ConfigurationError } from "./api/errors";
import { TokenBucket } from "./api/token-bucket";
import { createTransport, DEFAULT_LIMITS } from "./api/transport";
import { shownText } from "./boundary";
import { systemClock } from "./clock";
import { NO_CREDENTIAL, type ProviderConfig, type ReadStackConfig, resolveConfig } from "./config";
import { DynamicHost } from "./hosts/dynamic/dynamic-host";
import { connectEngine, whenGone } from "./hosts/engine-client";
import { type EngineLog, engineLogOf } from "./hosts/engine-log";
import { isLiveDisplay, procTable } from "./hosts/live-display";
import { machineSources, stateBackend } from "./hosts/state-backend";
import type { Redact } from "./redact";
import type { ResourceName } from "./resources/registry";
import { Session } from "./session";

/**
 * The entry that every state refers to: the text in `__provider` calls it by this name, for ever. It returns what
 * `pulumi.dynamic` calls for the resource `name`.
 */
export function host(name: string): DynamicHost {
  const engine = connectEngine(process.argv[2]);
  const engineLog = engineLogOf(engine, (line) => process.stdout.write(`${line}\n`));
  // As if it had been killed too: what it leaves is what the next up expects.
  if (engine) whenGone(engine, () => process.exit(1));
  return new DynamicHost(name as ResourceName, {
    openSession: (readStackConfig) => openSession(readStackConfig, engineLog),
    engineLog,
    clock: systemClock,
    random: Math.random,
    live: isLiveDisplay(process.env, process.ppid, procTable),
    backend: stateBackend(machineSources(process.env, process.cwd())),
  });
}

function openSession(readStackConfig: ReadStackConfig, engineLog: EngineLog): Session {
  const config = () => resolveConfig(readStackConfig, process.env);
  const session: Session = new Session({
    config,
    connect: () => connect(config(), (text) => session.redact(text), engineLog),
    startedAtMs: systemClock.now(),
  });
  return session;
}

function connect(config: ProviderConfig, redact: Redact, engineLog: EngineLog): WherobotsClient {
  const { apiUrl, credential, proxy } = config;
  if (!credential) throw new ConfigurationError(NO_CREDENTIAL);
  return new WherobotsClient({
    apiUrl,
    credential,
    transport: createTransport(DEFAULT_LIMITS, { proxy }),
    bucket: new TokenBucket(config.maxRequestsPerSecond, systemClock),
    clock: systemClock,
    random: Math.random,
    redact,
    // A request belongs to no single resource: the stack's row shows that something is slow, and why.
    onRetry: (text) => engineLog("", "info", shownText([text], redact), true),
  });
}
