import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { pulumisEmpty } from "../../../provider/hosts/pulumi-modules";

/** An engine that only listens to what its plugins log. */
export interface EngineStandIn {
  readonly address: string;
  /** The next line that is logged. */
  readonly nextLine: Promise<string>;
  /** Ends it with all its connections, as a kill does. */
  kill(): void;
}

export async function startEngineStandIn(): Promise<EngineStandIn> {
  const server = new grpc.Server();
  const Empty = pulumisEmpty();
  const nextLine = new Promise<string>((resolve) => {
    const log: grpc.handleUnaryCall<LogRequest, object> = ({ request }, answer) => {
      resolve(request.getMessage());
      answer(null, new Empty());
    };
    server.addService(EngineService, { log });
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, nextLine, kill: () => server.forceShutdown() };
}
