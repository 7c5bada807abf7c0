import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { DynamicHost } from "../../../provider/hosts/dynamic/dynamic-host";
import type { HostParts } from "../../../provider/hosts/operation";
import { PartialFailure } from "../../../provider/hosts/plugin/partial-failure";
import { PluginHost } from "../../../provider/hosts/plugin/plugin-host";
import { propertiesOf, structOf } from "../../../provider/hosts/plugin/properties";
import { type ProviderService, providerService } from "../../../provider/hosts/plugin/service";
import { InitFailure, type LifecycleContext } from "../../../provider/resource";
import { lifecycleOf, type ResourceName } from "../../../provider/resources/registry";
import { type Properties, plainJson } from "../../../provider/values";
import { providerText } from "../../../wire/provider-text";
import { pluginType } from "../../../wire/type-tokens";

/** How a test comes to the rules of a resource: by themselves, or through a host. */
export type Way = "rules" | "dynamic host" | "plugin";

/** The hosts. */
export const HOSTS = ["dynamic host", "plugin"] as const satisfies readonly Way[];

/** What the engine calls; whatever a host throws for a resource that exists has become an InitFailure again. */
export type Calls = Pick<Rules, "create" | "update" | "read" | "delete"> & {
  check(...args: Parameters<Rules["check"]>): Checked | Promise<Checked>;
  diff(...args: Parameters<Rules["diff"]>): Diffed | Promise<Diffed>;
};

type Rules = ReturnType<typeof lifecycleOf>;

interface Checked {
  inputs: Properties;
  failures: { path: string; reason: string }[];
}

interface Diffed {
  changes: "none" | "update" | "replace";
  deleteBeforeReplace: boolean;
}

/** @param recordedInputs the inputs in state, which the engine hands over with a state */
export function callsOf(way: Way, resource: ResourceName, recordedInputs: () => Properties): Calls {
  if (way === "dynamic host") return dynamicCalls(resource);
  if (way === "plugin") return pluginCalls(resource, recordedInputs);
  return lifecycleOf(resource);
}

function partsOf(context: LifecycleContext): HostParts {
  const { session, clock, random, live, log } = context;
  return {
    openSession: () => session,
    engineLog: (_urn, level, message, ephemeral) => {
      log(level, message, { ephemeral });
      return Promise.resolve();
    },
    ...{ clock, random, live },
    stackStateOf: () => context.stackState,
  };
}

function dynamicCalls(resource: ResourceName): Calls {
  const host = (context: LifecycleContext): DynamicHost => new DynamicHost(resource, partsOf(context));
  // As the sdk registers it.
  const declared = (news: Properties, { identity }: LifecycleContext): Properties => {
    const { organization, stack, project, path } = identity;
    const text = [organization, stack, project, path].join("::");
    return { ...news, __provider: providerText(resource), __identity: text };
  };
  return {
    check: async (olds, news, context) => {
      const { inputs, failures } = await host(context).check(olds, declared(news, context));
      return {
        inputs: inputs as Properties,
        failures: (failures ?? []).map(({ reason }) => ({ path: "", reason })),
      };
    },
    diff: async (id, state, inputs, context) => {
      const diff = await host(context).diff(id, state as Properties, inputs as Properties);
      return verdict(diff.changes === true, diff.replaces ?? [], diff.deleteBeforeReplace === true);
    },
    create: async (inputs, context) => {
      const { id, outs } = await host(context)
        .create(inputs as Properties)
        .catch(asInitFailure);
      return { id, state: outs as Properties };
    },
    update: async (id, state, inputs, context) => {
      const updating = host(context).update(id, state as Properties, inputs as Properties);
      return (await updating.catch(asInitFailure)).outs as Properties;
    },
    read: async (id, state, context) => {
      const read = await host(context).read(id, state as Properties);
      return read.id === "" ? undefined : (read.props as Properties);
    },
    delete: (id, state, context) => host(context).delete(id, state as Properties),
  };
}

function asInitFailure(error: unknown): never {
  const { id, properties } = error as { id?: unknown; properties?: unknown };
  if (typeof id !== "string" || !(error instanceof Error)) throw error;
  throw new InitFailure(id, properties as Properties, error.message.split("\n"));
}

function pluginCalls(resource: ResourceName, recordedInputs: () => Properties): Calls {
  const service = (context: LifecycleContext): ProviderService =>
    providerService({
      host: new PluginHost(partsOf(context), context.signal),
      attach: () => undefined,
      cancel: () => undefined,
      schema: () => "",
      construct: () => Promise.reject(new Error("a component has no lifecycle")),
    });
  const urnOf = ({ identity: { stack, project, path } }: LifecycleContext): string => {
    const [types = "", ...name] = path.split("::");
    const parents = types.slice(0, types.lastIndexOf("$") + 1);
    return [`urn:pulumi:${stack}`, project, `${parents}${pluginType(resource)}`, ...name].join("::");
  };
  const message = (values: object) => structOf(plainJson(values));
  return {
    check: async (olds, news, context) => {
      const request = new proto.CheckRequest().setUrn(urnOf(context)).setNews(message(news));
      if (olds) request.setOlds(message(olds));
      const answer = await service(context).check(request);
      const failures = answer.getFailuresList().map((failure) => ({ path: "", reason: failure.getReason() }));
      return { inputs: propertiesOf(answer.getInputs()), failures };
    },
    diff: async (id, state, inputs, context) => {
      const request = new proto.DiffRequest()
        .setUrn(urnOf(context))
        .setId(id)
        .setOlds(message(state))
        .setOldInputs(message(recordedInputs()))
        .setNews(message(inputs));
      const answer = await service(context).diff(request);
      const hasChanges = answer.getChanges() === proto.DiffResponse.DiffChanges.DIFF_SOME;
      return verdict(hasChanges, answer.getReplacesList(), answer.getDeletebeforereplace());
    },
    create: async (inputs, context) => {
      const request = new proto.CreateRequest().setUrn(urnOf(context)).setProperties(message(inputs));
      const answer = await service(context).create(request).catch(asRules);
      return { id: answer.getId(), state: propertiesOf(answer.getProperties()) };
    },
    update: async (id, state, inputs, context) => {
      const request = new proto.UpdateRequest()
        .setUrn(urnOf(context))
        .setId(id)
        .setOlds(message(state))
        .setOldInputs(message(recordedInputs()))
        .setNews(message(inputs));
      return propertiesOf((await service(context).update(request).catch(asRules)).getProperties());
    },
    read: async (id, state, context) => {
      const request = new proto.ReadRequest()
        .setUrn(urnOf(context))
        .setId(id)
        .setProperties(message(state))
        .setInputs(message(recordedInputs()));
      const answer = await service(context).read(request).catch(asRules);
      return answer.getId() === "" ? undefined : propertiesOf(answer.getProperties());
    },
    delete: async (id, state, context) => {
      const request = new proto.DeleteRequest()
        .setUrn(urnOf(context))
        .setId(id)
        .setProperties(message(state))
        .setOldInputs(message(recordedInputs()));
      await service(context).delete(request);
    },
  };
}

function asRules(error: unknown): never {
  if (!(error instanceof PartialFailure)) throw error;
  throw new InitFailure(error.id, error.properties, error.message.split("\n"));
}

function verdict(hasChanges: boolean, replaces: readonly string[], deleteBeforeReplace: boolean): Diffed {
  if (!hasChanges) return { changes: "none", deleteBeforeReplace };
  return { changes: replaces.length > 0 ? "replace" : "update", deleteBeforeReplace };
}
