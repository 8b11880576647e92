import { type Client, credentials, type ServiceError, status } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { EngineError } from "./engine-error";
import { CHANNEL_OPTIONS } from "./grpc";
import type { CheckFailure, Provider, ProviderSpec, ResourceIdentity } from "./provider";
import { fromStruct, toStruct } from "./structs";
import { providerType } from "./urn";
import {
  containsSecret,
  isObject,
  makeSecret,
  mapProperties,
  type Properties,
  revealSecrets,
  signatureOf,
  type Value,
} from "./values";

/** A provider plugin behind Pulumi's ResourceProvider service, asked as the engine asks it during a preview. */
export class RemoteProvider implements Provider {
  readonly #client: ResourceProviderClient;
  #acceptsSecrets = false;
  #supportsPreview = false;

  private constructor(address: string) {
    this.#client = new ResourceProviderClient(address, credentials.createInsecure(), CHANNEL_OPTIONS);
  }

  /**
   * Connects to the plugin at `address` and configures it.
   * @param spec with a configuration that is known.
   * @throws {EngineError} when the plugin refuses the configuration.
   */
  static async connect(address: string, spec: ProviderSpec): Promise<RemoteProvider> {
    const provider = new RemoteProvider(address);
    const { version: _, __internal: __, ...config } = spec.config;
    const request = new messages.ConfigureRequest();
    request.setArgs(toStruct(spec.config));
    request.setAcceptsecrets(true);
    request.setAcceptresources(true);
    request.setType(providerType(spec.packageName));
    for (const [key, value] of Object.entries(config)) {
      const plain = revealSecrets(value);
      const text = typeof plain === "string" ? plain : JSON.stringify(plain);
      request.getVariablesMap().set(`${spec.packageName}:config:${key}`, text);
    }
    const response = await provider.#unary("configure", request, messages.ConfigureResponse);
    provider.#acceptsSecrets = response.getAcceptsecrets();
    provider.#supportsPreview = response.getSupportspreview();
    return provider;
  }

  async check(resource: ResourceIdentity, inputs: Properties) {
    const request = new messages.CheckRequest();
    request.setUrn(resource.urn);
    request.setName(resource.name);
    request.setType(resource.type);
    request.setOlds(toStruct({}));
    request.setNews(toStruct(this.#outgoing(inputs)));
    const response = await this.#unary("check", request, messages.CheckResponse);
    const checked = response.hasInputs() ? fromStruct(response.getInputs()) : inputs;
    return { inputs: this.#restoreSecrets(checked, inputs), failures: readFailures(response) };
  }

  async previewCreate(resource: ResourceIdentity, inputs: Properties): Promise<Properties> {
    if (!this.#supportsPreview) return inputs;
    const request = new messages.CreateRequest();
    request.setUrn(resource.urn);
    request.setName(resource.name);
    request.setType(resource.type);
    request.setProperties(toStruct(this.#outgoing(inputs)));
    request.setPreview(true);
    const response = await this.#unary("create", request, messages.CreateResponse);
    return this.#restoreSecrets(fromStruct(response.getProperties()), inputs);
  }

  async read(resource: ResourceIdentity, id: string, inputs: Properties): Promise<Properties> {
    const request = new messages.ReadRequest();
    request.setId(id);
    request.setUrn(resource.urn);
    request.setName(resource.name);
    request.setType(resource.type);
    request.setProperties(toStruct(this.#outgoing(inputs)));
    const response = await this.#unary("read", request, messages.ReadResponse);
    return this.#restoreSecrets(fromStruct(response.getProperties()), inputs);
  }

  async invoke(token: string, args: Properties) {
    const request = new messages.InvokeRequest();
    request.setTok(token);
    request.setArgs(toStruct(this.#outgoing(args)));
    request.setPreview(true);
    const response = await this.#unary("invoke", request, messages.InvokeResponse);
    return { result: fromStruct(response.getReturn()), failures: readFailures(response) };
  }

  async call(token: string, args: Properties) {
    const request = new messages.CallRequest();
    request.setTok(token);
    request.setArgs(toStruct(args));
    request.setDryrun(true);
    const response = await this.#unary("call", request, messages.CallResponse);
    return { result: fromStruct(response.getReturn()), failures: readFailures(response) };
  }

  close(): void {
    (this.#client as unknown as Client).close();
  }

  #outgoing(properties: Properties): Properties {
    return this.#acceptsSecrets ? properties : (revealSecrets(properties) as Properties);
  }

  /** A plugin that knows no secrets loses their marks: what was secret on the way in is secret on the way out. */
  #restoreSecrets(received: Properties, sent: Properties): Properties {
    return this.#acceptsSecrets ? received : mapProperties(received, (value, key) => restoreSecret(value, sent[key]));
  }

  #unary<Response>(
    method: "configure" | "check" | "create" | "read" | "invoke" | "call",
    request: unknown,
    _response: new () => Response,
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      const call = this.#client[method] as unknown as UnaryMethod<Response>;
      call.call(this.#client, request, (error, response) => {
        if (error) reject(new EngineError(error.details || error.message, status.UNKNOWN));
        else resolve(response as Response);
      });
    });
  }
}

type UnaryMethod<Response> = (
  request: unknown,
  callback: (error: ServiceError | null, response: Response | undefined) => void,
) => void;

function restoreSecret(received: Value, sent: Value | undefined): Value {
  if (isObject(received) && isObject(sent) && signatureOf(sent) === undefined) {
    return mapProperties(received, (each, key) => restoreSecret(each, sent[key]));
  }
  return containsSecret(sent) ? makeSecret(received) : received;
}

function readFailures(response: { getFailuresList(): messages.CheckFailure[] }): CheckFailure[] {
  return response.getFailuresList().map((each) => ({ property: each.getProperty(), reason: each.getReason() }));
}
