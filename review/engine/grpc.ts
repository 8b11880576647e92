import { Server, ServerCredentials } from "@grpc/grpc-js";

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

/** A server bound to a free port of the loopback interface. */
export async function listen(addServices: (server: Server) => void): Promise<{ server: Server; address: string }> {
  const server = new Server(CHANNEL_OPTIONS);
  addServices(server);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { server, address: `127.0.0.1:${port}` };
}
