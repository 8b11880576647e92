import { Server, ServerCredentials } from "@grpc/grpc-js";
import { Services } from "./wire/services.cjs";

/** Pulumi's own limit of a message; one asset may well be larger than gRPC's 4 MB. Unit: bytes. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/** Options that both ends of a connection need. */
export const CHANNEL_OPTIONS = {
  "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
  "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  // A busy event loop must not make the server drop requests that it has not read yet. Unit: seconds.
  "grpc.server_max_unrequested_time_in_server": 30 * 60,
  // Never through a proxy: both ends are on this machine.
  "grpc.enable_http_proxy": 0,
};

/** What services are added to. */
export type ServiceHost = Pick<Server, "addService">;

/** A server bound to a free port of the loopback interface, and its services for processes that ask over a pipe. */
export interface Listening {
  readonly server: Server;
  readonly address: string;
  readonly services: Services;
}

export async function listen(addServices: (host: ServiceHost) => void): Promise<Listening> {
  const server = new Server(CHANNEL_OPTIONS);
  const services = new Services();
  addServices({
    addService(definition, implementation) {
      server.addService(definition, implementation);
      services.addService(definition, implementation);
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { server, address: `127.0.0.1:${port}`, services };
}
