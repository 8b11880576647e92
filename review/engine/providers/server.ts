import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import { type IResourceProviderServer, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { simulatedMethods } from "./methods";
import type { ProviderCall, SimulatedProviderOptions } from "./options";
import { fieldsOf, textOf } from "./wire";

export { loadAnswers } from "./answers";
export type { ProviderCall, SimulatedProviderOptions } from "./options";
export { PROVIDER_HEADER } from "./provider-configuration";

/** A server that stands for every provider plugin at once. */
export interface SimulatedProviders {
  /** Where it listens, e.g. `127.0.0.1:40123`. */
  readonly address: string;
  /** For `PULUMI_DEBUG_PROVIDERS=aws:PORT,kubernetes:PORT,random:PORT`, with which the real engine attaches to it. */
  readonly port: number;
  /** Ends open calls and frees the port. */
  close(): Promise<void>;
}

/**
 * Starts Pulumi's ResourceProvider service for any package, on a free port of the loopback interface. It computes only what
 * is certain, and leaves everything else unknown while an engine previews.
 * @throws {Error} if no port can be opened.
 */
export async function startSimulatedProviders(options: SimulatedProviderOptions = {}): Promise<SimulatedProviders> {
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(service, implementation(options) as unknown as IResourceProviderServer);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    address: `127.0.0.1:${port}`,
    port,
    close: async () => server.forceShutdown(),
  };
}

/** Messages of these methods hold all inputs of a resource; they are handled as bytes, see wire.ts. */
const asBytes = {
  requestDeserialize: (bytes: Buffer) => bytes,
  responseSerialize: (bytes: Buffer) => bytes,
};
const service = {
  ...ResourceProviderService,
  check: { ...ResourceProviderService.check, ...asBytes },
  create: { ...ResourceProviderService.create, ...asBytes },
  read: { ...ResourceProviderService.read, ...asBytes },
} as unknown as typeof ResourceProviderService;

/** Fields that tell what a call of a method handled as bytes is about. */
const SUBJECT = { check: { urn: 1 }, create: { urn: 1, preview: 4 }, read: { urn: 2 } } as const;

type Unary = (call: ServerUnaryCall<any, any>, respond: sendUnaryData<any>) => void;

function implementation(options: SimulatedProviderOptions): Record<string, Unary> {
  const methods = simulatedMethods(options);
  const { around } = options;
  const answer = (name: string, call: ServerUnaryCall<any, any>) => {
    const simulate = () => methods[name]?.(call);
    if (around === undefined) return simulate();
    return around(subjectOf(name, call.request), { request: call.request, simulate });
  };
  return Object.fromEntries(
    Object.keys(methods).map((name) => [
      name,
      async (call: ServerUnaryCall<any, any>, respond: sendUnaryData<any>) => {
        try {
          if (options.onCall !== undefined) await options.onCall(subjectOf(name, call.request));
          respond(null, await answer(name, call));
        } catch (error) {
          const { code, message, details, metadata } = error as Error & {
            code?: unknown;
            details?: string;
            metadata?: any;
          };
          respond({ code: typeof code === "number" ? code : status.UNKNOWN, details: details ?? message, metadata });
        }
      },
    ]),
  );
}

function subjectOf(name: string, request: any): ProviderCall {
  const method = name.charAt(0).toUpperCase() + name.slice(1);
  if (Buffer.isBuffer(request)) {
    const fields = fieldsOf(request);
    const subject: { urn: number; preview?: number } = SUBJECT[name as keyof typeof SUBJECT];
    const preview = subject.preview === undefined ? {} : { preview: fields.get(subject.preview) === 1 };
    return { method, urn: textOf(fields, subject.urn), ...preview };
  }
  return {
    method,
    ...(request.getUrn?.() ? { urn: request.getUrn() } : {}),
    ...(request.getTok === undefined ? {} : { token: request.getTok() }),
    ...(request.getPreview === undefined ? {} : { preview: request.getPreview() }),
    ...(request.getDryrun === undefined ? {} : { preview: request.getDryrun() }),
  };
}
