import { WherobotsClient } from "./api/client";
import { ConfigurationError } from "./api/errors";
import { TokenBucket } from "./api/token-bucket";
import { createTransport, DEFAULT_LIMITS } from "./api/transport";
import { shownText } from "./boundary";
import { systemClock } from "./clock";
import { NO_CREDENTIAL, type ProviderConfig, type ReadStackConfig, resolveConfig } from "./config";
import type { Redact } from "./redact";
import { Session } from "./session";

/**
 * The session of this process, over the real network.
 *
 * @param readStackConfig settings of the stack or of an explicit provider
 * @param sayRetry told that something is slow, and why; a request belongs to no single resource
 */
export function openSession(readStackConfig: ReadStackConfig, sayRetry: (text: string) => void): Session {
  const config = () => resolveConfig(readStackConfig, process.env);
  const session: Session = new Session({
    config,
    connect: () => connect(config(), (text) => session.redact(text), sayRetry),
    startedAtMs: systemClock.now(),
  });
  return session;
}

function connect(config: ProviderConfig, redact: Redact, sayRetry: (text: string) => void): WherobotsClient {
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
    onRetry: (text) => sayRetry(shownText([text], redact)),
  });
}
