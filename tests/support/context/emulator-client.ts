import {
  createEmulator,
  DEFAULT_ACCOUNT,
  type Emulator,
  type EmulatorOptions,
} from "../../../emulator/index";
import type { ClientParts } from "../../../provider/api/caller";
import { WherobotsClient } from "../../../provider/api/client";
import { TokenBucket } from "../../../provider/api/token-bucket";
import { createTransport, DEFAULT_LIMITS, type TransportLimits } from "../../../provider/api/transport";
import type { CreateRunPayload } from "../../../provider/resources/job-run/request";
import { redactor } from "../../../provider/text/redact";
import { FakeClock } from "../time/fake-clock";

/** The smallest body that the API accepts, with the defaults of this program. */
export const PAYLOAD: CreateRunPayload = {
  name: "nightly-load",
  runPython: { uri: "s3://jobs/load.py", args: [] },
  timeoutSeconds: 3600,
  environment: { sparkConfigs: {}, dependencies: [] },
};

/** A client with the real transport, against an emulator of its own. */
export interface EmulatorClient {
  emulator: Emulator;
  client: WherobotsClient;
  clock: FakeClock;
  retries: string[];
  /** Another client of the same emulator. */
  connect: (parts?: Partial<ClientParts>, limits?: Partial<TransportLimits>) => WherobotsClient;
  stop: () => Promise<void>;
}

/** Starts an emulator and connects to it; delays pass on a fake clock. */
export async function emulatorClient(options: EmulatorOptions = {}): Promise<EmulatorClient> {
  const emulator = await createEmulator({ clock: "manual", ...options });
  const clock = new FakeClock();
  const retries: string[] = [];
  const transports: { close: () => Promise<void> }[] = [];
  const connect: EmulatorClient["connect"] = (parts, limits) => {
    const transport = createTransport({ ...DEFAULT_LIMITS, ...limits });
    transports.push(transport);
    return new WherobotsClient({
      apiUrl: emulator.url,
      credential: { kind: "apiKey", value: DEFAULT_ACCOUNT.apiKey },
      transport,
      bucket: new TokenBucket(1_000_000, clock),
      clock,
      random: () => 1,
      redact: redactor([DEFAULT_ACCOUNT.apiKey]),
      onRetry: (text) => retries.push(text),
      ...parts,
    });
  };
  const stop = async (): Promise<void> => {
    await emulator.stop();
    await Promise.all(transports.map((transport) => transport.close()));
  };
  return { emulator, client: connect(), clock, retries, connect, stop };
}
