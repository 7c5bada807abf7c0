import type * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { structOf } from "../../../../provider/hosts/plugin/properties";
import { type PluginServer, servePlugin } from "../../../../provider/hosts/plugin/server";
import type { ProviderService } from "../../../../provider/hosts/plugin/service";
import { pulumisGrpc } from "../../../../provider/hosts/pulumi-modules";
import { aPlugin, TILES } from "./a-plugin";

const UNLIMITED = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

describe("the server of the plugin", () => {
  let service: ProviderService;
  let server: PluginServer;
  let client: ResourceProviderClient;
  beforeEach(async () => {
    service = { ...aPlugin().service };
    server = await servePlugin(() => service);
    const credentials = pulumisGrpc().credentials.createInsecure();
    client = new ResourceProviderClient(`127.0.0.1:${server.port}`, credentials, UNLIMITED);
  });
  afterEach(async () => {
    client.close();
    await server.close();
  });

  const create = (properties: object = {}): Promise<proto.CreateResponse> => {
    const request = new proto.CreateRequest().setUrn(TILES).setProperties(structOf({ ...properties }));
    return answerOf((done) => client.create(request, done));
  };

  it.each<[what: string, create: ProviderService["create"]]>([
    ["thrown at once", () => throwing(new TypeError("no such thing"))],
    ["thrown later", () => Promise.reject(new TypeError("no such thing"))],
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what a library may throw
    ["no Error at all", () => Promise.reject("no such thing")],
  ])("survives an exception in a call: %s", async (_, failing) => {
    service.create = failing;
    const error = await errorOf(create());
    expect([error.code, error.details]).toEqual([pulumisGrpc().status.UNKNOWN, "no such thing"]);
    const answer = await answerOf<proto.GetSchemaResponse>((done) =>
      client.getSchema(new proto.GetSchemaRequest(), done),
    );
    expect(answer.getSchema()).not.toBe("");
  });
});

function throwing(error: Error): never {
  throw error;
}

function answerOf<A>(call: (done: grpc.requestCallback<A>) => unknown): Promise<A> {
  return new Promise((resolve, reject) => {
    call((error, answer) => (error ? reject(error) : resolve(answer as A)));
  });
}

async function errorOf(call: Promise<unknown>): Promise<grpc.ServiceError> {
  return call.then(
    () => throwing(new Error("no error")),
    (error: unknown) => error as grpc.ServiceError,
  );
}
