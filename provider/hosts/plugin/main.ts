import { readFileSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import type * as session from "../../account/open-session";
import { systemClock } from "../../clock";
import { connectEngine, type EngineLog, engineLogOf, processLog, whenGone } from "../engine";
import { toEngineError } from "../engine-errors";
import { isLiveDisplay, procTable } from "../live-display";
import type { HostParts } from "../operation";
import { keepHeapSmall } from "../small-heap";
import { machineSources, stackStates } from "../state-backend";
import type * as construction from "./construct";
import type { Components } from "./construct";
import type * as pluginHost from "./plugin-host";
import { type PluginServer, servePlugin } from "./server";
import { type ProviderService, providerService } from "./service";

/** What an interrupt stops hands over its state within 2 s; a process that is still there then holds nothing. */
const EXIT_GRACE_MS = 4_000;

/** Given by a launcher, which keeps the engine's pipe at another descriptor: stdout is anybody's who prints. */
const PORT_APART = /^--port-fd=(\d)$/;

/** What the launcher knows of the rest of the package: the provider refers to neither. */
export interface Package {
  /** The file of the package schema. */
  readonly schemaFile: string;
  /** Loads the components: a program in another language has no class of them. */
  readonly components: () => Components;
}

/**
 * Runs the plugin in this process: prints the port, serves the engine, and ends when it says so or is gone.
 *
 * @param own what belongs to the plugin
 */
export async function main(own: Package): Promise<void> {
  keepHeapSmall(false);
  const interrupt = new AbortController();
  const engine = new AttachedEngine();
  let service: ProviderService | undefined;
  // The engine waits for the port and not for what the first call needs, so that is loaded after.
  const server = await servePlugin(() => (service ??= makeService(interrupt, engine, own)));
  endOnSignals(interrupt, server);
  keepOnFaults(engine);
  tellPort(server.port);
  // Behind the options for its own logs that the engine gives to every plugin.
  engine.attach(process.argv.at(-1) ?? "");
}

/** The engine that this process works for; a plugin that was started by hand hears of it later. */
class AttachedEngine {
  log: EngineLog = engineLogOf(undefined, printLine);
  address = "";

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

/** Loaded late: see above. In this form the bundle of the plugin finds it too (scripts/archives). */
function makeService(
  interrupt: AbortController,
  engine: AttachedEngine,
  { schemaFile, components }: Package,
): ProviderService {
  const { PluginHost } = createRequire(__filename)("./plugin-host") as typeof pluginHost;
  const { openSession } = createRequire(__filename)("../../account/open-session") as typeof session;
  const engineLog: EngineLog = (...line) => engine.log(...line);
  const parts: HostParts = {
    openSession: (readStackConfig, provider) =>
      openSession({ readStackConfig, env: process.env, log: processLog(engineLog), provider }),
    engineLog,
    clock: systemClock,
    random: Math.random,
    live: isLiveDisplay(process.env, process.ppid, procTable),
    stackStateOf: stackStates(machineSources(process.env, process.cwd())),
  };
  return providerService({
    host: new PluginHost(parts, interrupt.signal),
    attach: (address) => engine.attach(address),
    cancel: () => interrupt.abort(),
    schema: () => readFileSync(schemaFile, "utf8"),
    construct: (request) => {
      const { construct } = createRequire(__filename)("./construct") as typeof construction;
      return construct(request, components(), engine.address, interrupt.signal);
    },
  });
}

function tellPort(port: number): void {
  const line = `${port}\n`;
  const apart = process.argv.map((argument) => PORT_APART.exec(argument)?.[1]).find(Boolean);
  if (apart === undefined) process.stdout.write(line);
  else writeSync(Number(apart), line);
}

/** At the end of every operation the engine interrupts its plugins, on Windows by Ctrl-Break, and waits for them. */
function endOnSignals(interrupt: AbortController, server: PluginServer): void {
  const leave = (): void => {
    interrupt.abort();
    setTimeout(() => process.exit(), EXIT_GRACE_MS).unref();
    void server.close().then(() => process.exit());
  };
  process.on("SIGINT", leave).on("SIGTERM", leave).on("SIGBREAK", leave);
}

/** Several runs are followed at once: a fault in one operation must not take the state of the others with it. */
function keepOnFaults(engine: AttachedEngine): void {
  const report = (error: unknown): void => {
    process.exitCode = 1;
    void engine.log("", "error", toEngineError(error, (text) => text).stack ?? "", false);
  };
  process.on("uncaughtException", report).on("unhandledRejection", report);
}

function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
