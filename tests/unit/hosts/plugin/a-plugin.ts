import type { HostParts } from "../../../../provider/hosts/operation";
import { PluginHost } from "../../../../provider/hosts/plugin/plugin-host";
import { type ProviderService, providerService } from "../../../../provider/hosts/plugin/service";
import { type LoggedLine, offlineContext, STACK_STATE } from "../../../support/context/lifecycle-context";

export const TILES = "urn:pulumi:dev::maps::wherobots:index:JobRun::tiles";
export const PROVIDER = "urn:pulumi:dev::maps::pulumi:providers:wherobots::emea";

/** A plugin in this process, without an engine and without a network. */
export interface APlugin {
  service: ProviderService;
  /** What it logged. */
  lines: LoggedLine[];
  /** Addresses of engines that it was told. */
  attached: string[];
  /** How often it was told to end. */
  cancels: number;
}

export function aPlugin(): APlugin {
  const { session, clock, random, live, lines } = offlineContext();
  const parts: HostParts = {
    openSession: () => session,
    engineLog: (_urn, level, message) => {
      lines.push([level, message]);
      return Promise.resolve();
    },
    ...{ clock, random, live },
    stackStateOf: () => STACK_STATE,
  };
  const interrupt = new AbortController();
  const plugin: APlugin = {
    service: providerService({
      host: new PluginHost(parts, interrupt.signal),
      attach: (address) => plugin.attached.push(address),
      cancel: () => {
        plugin.cancels++;
        interrupt.abort();
      },
      schema: () => '{"name":"wherobots"}',
    }),
    lines,
    attached: [],
    cancels: 0,
  };
  return plugin;
}
