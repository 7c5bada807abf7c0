import type * as pulumi from "@pulumi/pulumi";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { type ComponentRuntime, pulumisComponentRuntime } from "../pulumi-modules";
import { structOf } from "./properties";

/** A component that was declared: its URN, and what it gives out. */
export interface Component {
  readonly urn: pulumi.Output<string>;
  readonly outputs: pulumi.Inputs;
}

/** Declares a component and its children, as a program would. */
export type DeclareComponent = (
  name: string,
  args: pulumi.Inputs,
  opts: pulumi.ComponentResourceOptions,
) => Component;

/** The components of this package, by their types. */
export type Components = Readonly<Record<string, DeclareComponent>>;

/**
 * Declares a component for a program that has no class of it, in YAML or another language: this process is its program
 * then, and the engine asks it, or another one, for each child as it does for any resource.
 *
 * @param request what the engine says of the component, and where its monitor listens
 * @param components those that this package has
 * @param engineAddress where the engine itself listens
 * @param signal aborted when the engine ends: it then answers no call of the component any more, and the SDK waits for ever
 */
export function construct(
  request: proto.ConstructRequest,
  components: Components,
  engineAddress: string,
  signal: AbortSignal,
): Promise<proto.ConstructResponse> {
  const runtime = pulumisComponentRuntime();
  const declared = runtime.withLocalStorage(async () => {
    await connectRuntime(runtime, request, engineAddress);
    const declare = components[request.getType()];
    if (!declare) throw new Error(`this provider has no component ${request.getType()}`);
    const args = await runtime.deserializeInputs(
      request.getInputs() ?? structOf({}),
      request.getInputdependenciesMap(),
    );
    const response = await answer(runtime, declare(request.getName(), args, optionsOf(runtime, request)));
    await runtime.waitForRPCs();
    return response;
  });
  return Promise.race([declared, ended(signal)]);
}

function ended(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(new Error("the command ended before all resources in it were ready"));
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}

async function connectRuntime(
  runtime: ComponentRuntime,
  request: proto.ConstructRequest,
  engineAddress: string,
): Promise<void> {
  runtime.resetOptions(
    request.getProject(),
    request.getStack(),
    request.getParallel(),
    engineAddress,
    request.getMonitorendpoint(),
    request.getDryrun(),
    request.getOrganization(),
  );
  await runtime.awaitFeatureSupport();
  runtime.setAllConfig(
    Object.fromEntries(request.getConfigMap().getEntryList()),
    request.getConfigsecretkeysList(),
  );
}

/** Those that mean something for a component: it has no diff, no timeouts and nothing to ignore. */
function optionsOf(
  { DependencyResource, DependencyProviderResource, hookBindingFromProto }: ComponentRuntime,
  request: proto.ConstructRequest,
): pulumi.ComponentResourceOptions {
  const resource = (urn: string): pulumi.Resource => new DependencyResource(urn);
  const providers = request.getProvidersMap().getEntryList();
  const options = {
    parent: request.getParent() === "" ? undefined : resource(request.getParent()),
    providers: providers.map(([, ref]) => new DependencyProviderResource(ref)),
    dependsOn: request.getDependenciesList().map(resource),
    aliases: request.getAliasesList().map(aliasOf),
    protect: request.getProtect(),
    retainOnDelete: request.getRetainondelete(),
    deletedWith: request.getDeletedwith() === "" ? undefined : resource(request.getDeletedwith()),
    replaceWith: request.getReplaceWithList().map(resource),
    hooks: hookBindingFromProto(request.getResourceHooks()),
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

type ProtoAlias = ReturnType<proto.ConstructRequest["getAliasesList"]>[number];

/** An alias that says that there was no parent has the parent `undefined`. */
function aliasOf(alias: ProtoAlias): pulumi.Alias | string {
  const spec = alias.getSpec();
  if (!spec) return alias.getUrn();
  const said = {
    name: spec.getName(),
    type: spec.getType(),
    stack: spec.getStack(),
    project: spec.getProject(),
    parent: spec.getParenturn(),
  };
  const known = Object.entries(said).filter(([, text]) => text !== "");
  return { ...Object.fromEntries(known), ...(spec.getNoparent() ? { parent: undefined } : {}) } as object;
}

async function answer(
  { serializeResourceProperties }: ComponentRuntime,
  { urn, outputs }: Component,
): Promise<proto.ConstructResponse> {
  const ownUrn = await urnOf(urn);
  const [values, dependencies] = await serializeResourceProperties(`construct(${ownUrn})`, outputs);
  const response = new proto.ConstructResponse().setUrn(ownUrn).setState(structOf(values));
  for (const [name, resources] of dependencies) {
    const urns = await Promise.all([...resources].map((resource) => urnOf(resource.urn)));
    const list = new proto.ConstructResponse.PropertyDependencies().setUrnsList(urns);
    response.getStatedependenciesMap().set(name, list);
  }
  return response;
}

function urnOf(urn: pulumi.Output<string>): Promise<string> {
  return (urn as unknown as { promise(): Promise<string> }).promise();
}
