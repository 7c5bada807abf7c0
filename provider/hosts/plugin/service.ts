import { isDeepStrictEqual } from "node:util";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { VERSION } from "../../version";
import { pulumisEmpty } from "../pulumi-modules";
import type { PropertyChange } from "./detailed-diff";
import type { Checked, PluginHost } from "./plugin-host";
import { propertiesOf, structOf } from "./properties";

/** What the plugin's process does when the engine says so. */
export interface PluginProcess {
  host: PluginHost;
  /** The engine's address, where it was not known from the beginning. */
  attach: (address: string) => void;
  /** Ends what is going on, in order. */
  cancel: () => void;
  /** The package schema, as text. */
  schema: () => string;
  /** Declares a component. */
  construct: (request: proto.ConstructRequest) => Promise<proto.ConstructResponse>;
}

/** The calls of the engine by name: each takes its message and answers with one, or throws. */
export type ProviderService = ReturnType<typeof providerService>;

/** Translates the messages of the engine into calls of the host, and back. Nothing is decided here. */
export function providerService({ host, attach, cancel, schema, construct }: PluginProcess) {
  const Empty = pulumisEmpty();
  return {
    handshake(request: proto.ProviderHandshakeRequest): proto.ProviderHandshakeResponse {
      if (request.getEngineAddress() !== "") attach(request.getEngineAddress());
      return new proto.ProviderHandshakeResponse()
        .setAcceptSecrets(true)
        .setAcceptOutputs(true)
        .setSupportsAutonamingConfiguration(true);
    },
    attach(request: { getAddress(): string }): object {
      attach(request.getAddress());
      return new Empty();
    },
    getPluginInfo: () => new PluginInfo().setVersion(VERSION),
    getSchema: () => new proto.GetSchemaResponse().setSchema(schema()),

    checkConfig: (request: proto.CheckRequest) =>
      checkResponse(host.checkConfig({ urn: request.getUrn(), news: propertiesOf(request.getNews()) })),
    diffConfig(request: proto.DiffRequest): proto.DiffResponse {
      // Another key, address or limit is no reason for another run, and never for another provider.
      const isSame = isDeepStrictEqual(propertiesOf(request.getOlds()), propertiesOf(request.getNews()));
      return new proto.DiffResponse().setChanges(changes(!isSame));
    },
    configure(request: proto.ConfigureRequest): proto.ConfigureResponse {
      const provider = { id: request.getId() ?? "", urn: request.getUrn() ?? "" };
      host.configure(propertiesOf(request.getArgs()), provider);
      return new proto.ConfigureResponse()
        .setAcceptsecrets(true)
        .setAcceptoutputs(true)
        .setSupportspreview(true)
        .setSupportsAutonamingConfiguration(true);
    },

    construct,
    async check(request: proto.CheckRequest): Promise<proto.CheckResponse> {
      return checkResponse(
        await host.check({
          urn: request.getUrn(),
          olds: propertiesOf(request.getOlds()),
          news: propertiesOf(request.getNews()),
        }),
      );
    },
    async diff(request: proto.DiffRequest): Promise<proto.DiffResponse> {
      const { hasChanges, replaces, details, deleteBeforeReplace, stables } = await host.diff({
        ...recorded(request, request.getOlds()),
        news: propertiesOf(request.getNews()),
      });
      const response = new proto.DiffResponse()
        .setChanges(changes(hasChanges))
        .setReplacesList(replaces)
        .setStablesList([...stables])
        .setDeletebeforereplace(deleteBeforeReplace)
        .setDiffsList([...new Set(details.map(({ path }) => path.split(/[.[]/)[0] ?? path))])
        .setHasdetaileddiff(true);
      for (const change of details) response.getDetaileddiffMap().set(change.path, propertyDiff(change));
      return response;
    },
    async create(request: proto.CreateRequest): Promise<proto.CreateResponse> {
      const { id, state } = await host.create({
        urn: request.getUrn(),
        inputs: propertiesOf(request.getProperties()),
        isPreview: request.getPreview(),
        timeoutSeconds: request.getTimeout(),
      });
      return new proto.CreateResponse().setId(id).setProperties(structOf(state));
    },
    async update(request: proto.UpdateRequest): Promise<proto.UpdateResponse> {
      const state = await host.update({
        ...recorded(request, request.getOlds()),
        news: propertiesOf(request.getNews()),
        isPreview: request.getPreview(),
        timeoutSeconds: request.getTimeout(),
      });
      return new proto.UpdateResponse().setProperties(structOf(state));
    },
    async read(request: proto.ReadRequest): Promise<proto.ReadResponse> {
      const found = await host.read({
        urn: request.getUrn(),
        id: request.getId(),
        state: propertiesOf(request.getProperties()),
        oldInputs: propertiesOf(request.getInputs()),
      });
      // An empty id is how the engine is told that it is gone.
      if (!found) return new proto.ReadResponse();
      return new proto.ReadResponse()
        .setId(request.getId())
        .setProperties(structOf(found.state))
        .setInputs(structOf(found.inputs));
    },
    async delete(request: proto.DeleteRequest): Promise<object> {
      await host.delete({
        ...recorded(request, request.getProperties()),
        timeoutSeconds: request.getTimeout(),
      });
      return new Empty();
    },
    async invoke(request: proto.InvokeRequest): Promise<proto.InvokeResponse> {
      const { result, failures } = await host.invoke({
        token: request.getTok(),
        args: propertiesOf(request.getArgs()),
      });
      return new proto.InvokeResponse()
        .setReturn(structOf(result))
        .setFailuresList(failures.map(checkFailure));
    },
    async list(request: proto.ListRequest): Promise<proto.ListResponse[]> {
      const { Result, Continuation } = proto.ListResponse;
      const { items, next } = await host.list({
        token: request.getToken(),
        query: propertiesOf(request.getQuery()),
        cursor: request.getContinuationToken(),
        limit: request.getLimit(),
      });
      const answers = items.map(({ id, name }) =>
        new proto.ListResponse().setResult(new Result().setId(id).setName(name)),
      );
      if (next === "") return answers;
      return [
        ...answers,
        new proto.ListResponse().setContinuation(new Continuation().setContinuationToken(next)),
      ];
    },
    // It comes at the end of every operation as well, and may come more than once.
    cancel(): object {
      cancel();
      return new Empty();
    },
  };
}

interface RecordedRequest {
  getUrn(): string;
  getId(): string;
  getOldInputs(): Struct | undefined;
}

function recorded(request: RecordedRequest, state: Struct | undefined) {
  return {
    urn: request.getUrn(),
    id: request.getId(),
    state: propertiesOf(state),
    oldInputs: propertiesOf(request.getOldInputs()),
  };
}

function checkResponse({ inputs, failures }: Checked): proto.CheckResponse {
  return new proto.CheckResponse().setInputs(structOf(inputs)).setFailuresList(failures.map(checkFailure));
}

/** Without a property, whose value the engine would print. */
function checkFailure(reason: string): proto.CheckFailure {
  return new proto.CheckFailure().setReason(reason);
}

function changes(has: boolean): proto.DiffResponse.DiffChanges {
  const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
  return has ? DIFF_SOME : DIFF_NONE;
}

function propertyDiff({ kind, replaces, isInput }: PropertyChange): proto.PropertyDiff {
  const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = proto.PropertyDiff.Kind;
  const kinds = {
    add: [ADD, ADD_REPLACE],
    delete: [DELETE, DELETE_REPLACE],
    update: [UPDATE, UPDATE_REPLACE],
  } as const;
  return new proto.PropertyDiff().setKind(kinds[kind][replaces ? 1 : 0]).setInputdiff(isInput);
}
