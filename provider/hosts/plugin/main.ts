import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { atBoundary } from "../../boundary";
import { systemClock } from "../../clock";
import type * as session from "../../open-session";
import { connectEngine, whenGone } from "../engine-client";
import { type EngineLog, engineLogOf } from "../engine-log";
import { isLiveDisplay, procTable } from "../live-display";
import type { HostParts } from "../operation";
import { keepHeapSmall } from "../small-heap";
import { machineSources, stateBackend } from "../state-backend";
import type * as pluginHost from "./plugin-host";
import { type PluginServer, servePlugin } from "./server";
import { type ProviderService, providerService } from "./service";

/** What an interrupt stops hands over its state within 2 s; a process that is still there then holds nothing. */
const EXIT_GRACE_MS = 4_000;

/**
 * Runs the plugin in this process: prints the port, serves the engine, and ends when it says so or is gone.
 *
 * @param schemaFile the package schema
 */
export async function main(schemaFile: string): Promise<void> {
  keepHeapSmall(false);
  const interrupt = new AbortController();
  const engine = new AttachedEngine();
  let service: ProviderService | undefined;
  // The engine waits for the port and not for what the first call needs, so that is loaded after.
  const server = await servePlugin(() => (service ??= makeService(interrupt, engine, schemaFile)));
  endOnSignals(interrupt, server);
  keepOnFaults(engine);
  process.stdout.write(`${server.port}\n`);
  engine.attach(process.argv[2] ?? "");
}

/** The engine that this process works for; a plugin that was started by hand hears of it later. */
class AttachedEngine {
  log: EngineLog = engineLogOf(undefined, printLine);
  private address: string | undefined;

  attach(address: string): void {
    if (address === this.address) return;
    const engine = connectEngine(address);
    if (!engine) return;
    this.address = address;
    this.log = engineLogOf(engine, printLine);
    // As if it had been killed too: what it leaves is what the next up expects.
    whenGone(engine, () => process.exit(1));
  }
}

/** Loaded late: see above. */
function makeService(
  interrupt: AbortController,
  engine: AttachedEngine,
  schemaFile: string,
): ProviderService {
  const load = createRequire(__filename);
  const { PluginHost } = load("./plugin-host") as typeof pluginHost;
  const { openSession } = load("../../open-session") as typeof session;
  const parts: HostParts = {
    // The stack's row.
    openSession: (readSetting) => openSession(readSetting, (text) => engine.log("", "info", text, true)),
    engineLog: (...line) => engine.log(...line),
    clock: systemClock,
    random: Math.random,
    live: isLiveDisplay(process.env, process.ppid, procTable),
    backend: stateBackend(machineSources(process.env, process.cwd())),
  };
  return providerService({
    host: new PluginHost(parts, interrupt.signal),
    attach: (address) => engine.attach(address),
    cancel: () => interrupt.abort(),
    schema: () => readFileSync(schemaFile, "utf8"),
  });
}

/** At the end of every operation the engine interrupts its plugins and waits for them. */
function endOnSignals(interrupt: AbortController, server: PluginServer): void {
  const leave = (): void => {
    interrupt.abort();
    setTimeout(() => process.exit(), EXIT_GRACE_MS).unref();
    void server.close().then(() => process.exit());
  };
  process.on("SIGINT", leave).on("SIGTERM", leave);
}

/** Several runs are followed at once: a fault in one operation must not take the state of the others with it. */
function keepOnFaults(engine: AttachedEngine): void {
  const report = (error: unknown): void => {
    process.exitCode = 1;
    engine.log("", "error", atBoundary(error, (text) => text).stack ?? "", false);
  };
  process.on("uncaughtException", report).on("unhandledRejection", report);
}

function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
