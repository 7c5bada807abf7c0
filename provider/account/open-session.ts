import type { Credential } from "../api/caller";
import { WherobotsClient } from "../api/client";
import { ConfigurationError } from "../api/errors";
import { TokenBucket } from "../api/token-bucket";
import { createTransport, DEFAULT_LIMITS, toldTransport } from "../api/transport";
import { systemClock } from "../clock";
import type { Log } from "../log";
import type { Redact } from "../text/redact";
import { safeText } from "../text/safe-line";
import { noCredential, type ProviderConfig, type ReadStackConfig, resolveConfig } from "./config";
import { Session } from "./session";

/** What a process makes a session of. */
export interface SessionSources {
  /** Settings of the stack or of an explicit provider. */
  readonly readStackConfig: ReadStackConfig;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of the process: a request belongs to no single resource. */
  readonly log: Log;
  /** Name of the explicit provider, if it is one. */
  readonly provider?: string | undefined;
}

/** The session of this process, over the real network. */
export function openSession({ readStackConfig, env, log, provider }: SessionSources): Session {
  const config = () => resolveConfig(readStackConfig, env, provider);
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
