import { randomBytes } from "node:crypto";
import { AccountDirectory, DEFAULT_ACCOUNT } from "./accounts";
import { manualClock, parseTime, realClock } from "./clock";
import { CONTROL_PATH, controlRouter } from "./control/control";
import { type EmulatorControls, newControls } from "./control/controls";
import { isForPage, pageRouter } from "./control/page-router";
import { FaultBook } from "./faults/faults";
import { RateLimit } from "./http/rate-limit";
import { apiRouter } from "./http/router";
import { startServer } from "./http/server";
import { fill } from "./initial";
import { Contract } from "./openapi/contract";
import type { EmulatorOptions } from "./options";
import { freshRandom, type Random, seededRandom } from "./random";
import { Recorder } from "./recorder";
import { OPERATION_HANDLERS } from "./routes";
import { PlanBook } from "./runs/plans";
import { RunStore } from "./runs/store";
import { CredentialIssuer } from "./storage/credentials";
import { ObjectStore } from "./storage/object-store";
import { StorageSources } from "./storage/storage-sources";
import type { World } from "./world";

/** A running emulator of the Wherobots API. */
export interface Emulator extends EmulatorControls {
  /** Where it is reached from this machine: `http://127.0.0.1:<port>`, or https. */
  readonly url: string;
  /** Stops listening and closes open connections. */
  stop(): Promise<void>;
}

const DEFAULT_START_TIME = "2026-01-01T00:00:00Z";

/** One for all emulators of a process: compiling its schemas takes longer than most of what they are asked to do. */
const CONTRACT = new Contract();

/**
 * Starts an emulator in this process. `stop` ends it.
 *
 * ```ts
 * const emulator = await createEmulator({ defaultPlan: { outcome: "FAILED" } });
 * process.env["WHEROBOTS_API_URL"] = emulator.url;
 * process.env["WHEROBOTS_API_KEY"] = DEFAULT_ACCOUNT.apiKey;
 * ```
 *
 * @param options how it behaves
 * @returns the emulator, once it listens
 * @throws RangeError for an option that it cannot follow, or content at the start that the API would not have taken
 * @throws Error if the port is taken
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const publicUrl = options.publicUrl === undefined ? undefined : checkedAddress(options.publicUrl);
  const stopping = new AbortController();
  const recorder = new Recorder(options.keptRequests ?? Number.POSITIVE_INFINITY);
  const faults = new FaultBook(options.faults, options.seed);
  const rateLimit =
    options.rateLimitPerSecond === undefined ? undefined : new RateLimit(options.rateLimitPerSecond);
  // The address is known only once the server listens, and nothing is served before that.
  const world = { ...newWorld(options), url: "" };
  const fillWorld = (): void => fill(world, CONTRACT);
  fillWorld();
  const controls = newControls(world, recorder, faults, rateLimit, fillWorld);
  const parts = { world, contract: CONTRACT, recorder, faults, rateLimit, stopping: stopping.signal };
  const api = apiRouter({ ...parts, handlers: OPERATION_HANDLERS });
  const control = controlRouter(controls, () => world.url);
  const pages = pageRouter(world, controls);
  const server = await startServer(options, (request, env) => {
    // The Host header is a part of it, and may be anything.
    if (!URL.canParse(request.url)) return new Response(null, { status: 400 });
    if (isForPage(request)) return pages.fetch(request, env);
    return (new URL(request.url).pathname.startsWith(CONTROL_PATH) ? control : api).fetch(request, env);
  });
  world.url = publicUrl ?? server.url;
  const stop = async (): Promise<void> => {
    stopping.abort();
    await server.stop();
  };
  return { ...controls, url: server.url, stop };
}

/** Without a slash at its end, since paths are added to it. */
function checkedAddress(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/+$/, "");
  throw new RangeError(`publicUrl is not an address: ${text}`);
}

function newWorld(options: EmulatorOptions): Omit<World, "url"> {
  const startMs = parseTime(options.startTime ?? DEFAULT_START_TIME);
  if (startMs === undefined) throw new RangeError(`startTime is not a time: ${options.startTime ?? ""}`);
  const accounts = options.accounts ?? [DEFAULT_ACCOUNT];
  const newRandom = (): Random => (options.seed === undefined ? freshRandom() : seededRandom(options.seed));
  return {
    options,
    clock: options.clock === "manual" ? manualClock(startMs) : realClock(),
    accounts: new AccountDirectory(accounts),
    runs: new RunStore(newRandom()),
    plans: new PlanBook(options.plans ?? [], options.defaultPlan ?? {}),
    storages: new StorageSources(accounts, newRandom()),
    objects: new ObjectStore(),
    credentials: new CredentialIssuer(randomBytes(32)),
  };
}
