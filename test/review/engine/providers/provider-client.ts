import { type ClientOptions, credentials, type Metadata, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { SimulatedProviderOptions } from "../../../../review/engine/providers/options";
import { startSimulatedProviders } from "../../../../review/engine/providers/server";

const open: Array<() => Promise<void> | void> = [];

/** Starts a server and connects to it; {@link closeAll} ends both. */
export async function connect(options?: SimulatedProviderOptions): Promise<Connection> {
  const server = await startSimulatedProviders(options);
  open.push(() => server.close());
  return connectTo(server.address);
}

/** Another connection to the server at `address`, with a port of its own, as the engine opens one per provider. */
export function connectTo(
  address: string,
  options: ClientOptions = { "grpc.use_local_subchannel_pool": 1 },
): Connection {
  const client = new ResourceProviderClient(address, credentials.createInsecure(), options);
  open.unshift(() => client.close());
  return { address, client };
}

export interface Connection {
  readonly address: string;
  readonly client: ResourceProviderClient;
}

export async function closeAll(): Promise<void> {
  for (const close of open.splice(0)) await close();
}

/** Response to one request, or the error as a rejection. */
export function ask<Response>(
  { client }: Connection,
  method: keyof ResourceProviderClient,
  request: unknown,
  metadata?: Metadata,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const answered = (error: ServiceError | null, response: Response) => (error ? reject(error) : resolve(response));
    const rest = metadata === undefined ? [answered] : [metadata, answered];
    (client[method] as unknown as (...args: unknown[]) => void).call(client, request, ...rest);
  });
}

/** Response to a request as the bytes that travel. */
export function askBytes({ client }: Connection, method: string, request: Uint8Array): Promise<Buffer> {
  const same = (bytes: Buffer) => bytes;
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      `/pulumirpc.ResourceProvider/${method}`,
      same,
      same,
      Buffer.from(request),
      (error: ServiceError | null, response?: Buffer) => (error ? reject(error) : resolve(response ?? Buffer.alloc(0))),
    );
  });
}

export const struct = (properties: object): Struct => Struct.fromJavaScript(properties as never);
