import { noCredential, type ProviderConfig, type ReadStackConfig, resolveConfig } from "../account/config";
import { Session } from "../account/session";
import type { Credential } from "../api/caller";
import { WherobotsClient } from "../api/client";
import { ConfigurationError } from "../api/errors";
import { TokenBucket } from "../api/token-bucket";
import { createTransport, DEFAULT_LIMITS, toldTransport } from "../api/transport";
import { systemClock } from "../clock";
import type { Log } from "../log";
import type { Redact } from "../text/redact";
import { safeText } from "./engine-errors";

/**
 * The session of this process, over the real network.
 *
 * @param readStackConfig settings of the stack or of an explicit provider
 * @param log of the process: a request belongs to no single resource
 * @param provider name of the explicit provider, if it is one
 */
export function openSession(readStackConfig: ReadStackConfig, log: Log, provider?: string): Session {
  const config = () => resolveConfig(readStackConfig, process.env, provider);
  const session: Session = new Session({
    config,
    connect: () => {
      const found = config();
      if (!found.credential) throw new ConfigurationError(noCredential(provider));
      return connect({ ...found, credential: found.credential }, (text) => session.redact(text), log);
    },
    startedAtMs: systemClock.now(),
  });
  return session;
}

function connect(
  { apiUrl, credential, proxy, maxRequestsPerSecond }: ProviderConfig & { credential: Credential },
  redact: Redact,
  log: Log,
): WherobotsClient {
  const transport = createTransport(DEFAULT_LIMITS, { proxy });
  return new WherobotsClient({
    apiUrl,
    credential,
    transport: toldTransport(transport, systemClock, (line) => log("debug", safeText([line], redact))),
    bucket: new TokenBucket(maxRequestsPerSecond, systemClock),
    clock: systemClock,
    random: Math.random,
    redact,
    onRetry: (text) => log("info", safeText([text], redact), { ephemeral: true }),
  });
}
