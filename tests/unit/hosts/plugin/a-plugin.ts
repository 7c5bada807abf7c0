import { PluginHost } from "../../../../provider/hosts/plugin/plugin-host";
import { type ProviderService, providerService } from "../../../../provider/hosts/plugin/service";
import { offlineContext } from "../../../support/context/lifecycle-context";

export const TILES = "urn:pulumi:dev::maps::wherobots:index:JobRun::tiles";

/** A plugin in this process, without an engine and without a network. */
export interface APlugin {
  service: ProviderService;
  /** Addresses of engines that it was told. */
  attached: string[];
}

export function aPlugin(): APlugin {
  const { session, clock, random, live, stackState, signal } = offlineContext();
  const attached: string[] = [];
  const parts = { openSession: () => session, clock, random, live, stackStateOf: () => stackState };
  const service = providerService({
    host: new PluginHost({ ...parts, engineLog: () => Promise.resolve() }, signal),
    attach: (address) => attached.push(address),
    cancel: () => undefined,
    schema: () => '{"name":"wherobots"}',
    construct: () => Promise.reject(new Error("no component is declared here")),
  });
  return { service, attached };
}
