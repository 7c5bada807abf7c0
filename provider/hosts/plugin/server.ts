import type * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { pulumisAny, pulumisGrpc } from "../pulumi-modules";
import { PartialFailure } from "./partial-failure";
import { structOf } from "./properties";
import type { ProviderService } from "./service";

/** A server of the plugin's calls, on this machine only. */
export interface PluginServer {
  port: number;
  /** Lets calls end that are going on, and refuses new ones. */
  close: () => Promise<void>;
}

/** States of megabytes are rare and must not be lost: the default is 4 MB. */
const OPTIONS = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

type Handler = (request: never) => object | Promise<object>;

/**
 * Serves the engine's calls at a port that the system chooses.
 *
 * @param service made at the first call: the engine waits for the port, not for what a call needs
 */
export async function servePlugin(service: () => ProviderService): Promise<PluginServer> {
  const { Server, ServerCredentials } = pulumisGrpc();
  const server = new Server(OPTIONS);
  const calls = Object.entries(ResourceProviderService).map(([name, { responseStream }]) => {
    const handle: Handler = (request) => call(service(), name, request);
    return [name, responseStream ? answeringWithMany(handle) : answering(handle)];
  });
  server.addService(ResourceProviderService, Object.fromEntries(calls) as grpc.UntypedServiceImplementation);
  const port = await new Promise<number>((resolve, reject) => {
    const bound = (error: Error | null, number: number): void => (error ? reject(error) : resolve(number));
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), bound);
  });
  return { port, close: () => new Promise((resolve) => server.tryShutdown(() => resolve())) };
}

/** Thrown for calls that the engine may try, and whose absence it understands. */
class Unimplemented extends Error {
  override name = "Unimplemented";
}

function call(service: ProviderService, name: string, request: never): object | Promise<object> {
  const handlers: Partial<Record<string, Handler>> = service;
  const handler = Object.hasOwn(service, name) ? handlers[name] : undefined;
  if (!handler) throw new Unimplemented(`this provider has no ${name}`);
  return handler(request);
}

function answering(handle: Handler): grpc.handleUnaryCall<never, object> {
  return (request, callback) => {
    Promise.resolve()
      .then(() => handle(request.request))
      .then(
        (answer) => callback(null, answer),
        (error: unknown) => callback(serviceError(error)),
      );
  };
}

/** For a call whose answer is a stream: a list of messages. */
function answeringWithMany(handle: Handler): grpc.handleServerStreamingCall<never, object> {
  return (stream) => {
    Promise.resolve()
      .then(() => handle(stream.request))
      .then(
        (answers) => {
          for (const answer of answers as object[]) stream.write(answer);
          stream.end();
        },
        (error: unknown) => stream.emit("error", serviceError(error)),
      );
  };
}

function serviceError(error: unknown): Partial<grpc.ServiceError> {
  const { status, Metadata } = pulumisGrpc();
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Unimplemented) return { code: status.UNIMPLEMENTED, message };
  if (!(error instanceof PartialFailure)) return { code: status.UNKNOWN, message };
  // Go's gRPC reads the details of an error from here; its like for Node does not write them by itself.
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(failureDetails(error).serializeBinary()));
  // The text stands in the details: a header is no place for it.
  return { code: status.UNKNOWN, message: "the resource was not initialised", metadata };
}

function failureDetails({ id, properties, message, inputs }: PartialFailure): Status {
  const { UNKNOWN } = pulumisGrpc().status;
  const failed = new ErrorResourceInitFailed()
    .setId(id)
    .setProperties(structOf(properties))
    .setReasonsList([message]);
  if (inputs) failed.setInputs(structOf(inputs));
  const details = new (pulumisAny())();
  details.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  return new Status().setCode(UNKNOWN).setDetailsList([details]);
}
