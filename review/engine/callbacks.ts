import { credentials, type ServiceError } from "@grpc/grpc-js";
import { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb";
import { CallbackInvokeRequest } from "@pulumi/pulumi/proto/callback_pb";
import type { Message } from "google-protobuf";
import { EngineError } from "./engine-error";
import { CHANNEL_OPTIONS } from "./grpc";

/** The functions inside the program's process that an engine may call: transforms and hooks. One connection per address. */
export class Callbacks {
  readonly #clients = new Map<string, CallbacksClient>();

  /** The raw answer of the function behind `token`. @throws {EngineError} with the function's own message. */
  async invoke(target: string, token: string, request: Message): Promise<Uint8Array> {
    const message = new CallbackInvokeRequest();
    message.setToken(token);
    message.setRequest(request.serializeBinary());
    return new Promise((resolve, reject) => {
      this.#client(target).invoke(message, (error: ServiceError | null, response) => {
        if (error) reject(new EngineError(error.details || error.message, error.code));
        else resolve(response.getResponse_asU8());
      });
    });
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
    this.#clients.clear();
  }

  #client(target: string): CallbacksClient {
    const known = this.#clients.get(target);
    if (known) return known;
    const client = new CallbacksClient(target, credentials.createInsecure(), CHANNEL_OPTIONS);
    this.#clients.set(target, client);
    return client;
  }
}
