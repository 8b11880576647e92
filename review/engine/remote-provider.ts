import { type Client, credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { EngineError } from "./engine-error";
import { CHANNEL_OPTIONS } from "./grpc";
import type { CheckFailure, Provider, ProviderSpec, ResourceIdentity } from "./provider";
import { PROVIDER_HEADER } from "./providers/server";
import { fromStruct, toStruct } from "./structs";
import { providerType } from "./urn";
import {
  containsSecret,
  containsUnknown,
  isObject,
  makeSecret,
  mapProperties,
  type Properties,
  revealSecrets,
  signatureOf,
  UNKNOWN,
  type Value,
} from "./values";

/** A provider plugin behind Pulumi's ResourceProvider service, asked as the engine asks it during a preview. */
export class RemoteProvider implements Provider {
  readonly #client: ResourceProviderClient;
  readonly #metadata = new Metadata();
  #acceptsSecrets = false;
  #supportsPreview = false;
  /** False while its configuration holds unknown values: then nobody can ask it anything. */
  #configured = false;

  private constructor(address: string, header: string) {
    this.#client = new ResourceProviderClient(address, credentials.createInsecure(), CHANNEL_OPTIONS);
    this.#metadata.set(PROVIDER_HEADER, header);
  }

  /**
   * Connects to the plugin at `address` and configures it, unless its configuration is not known yet.
   * @param header tells the providers apart that one server stands for.
   * @throws {EngineError} when the plugin refuses the configuration.
   */
  static async connect(address: string, header: string, spec: ProviderSpec): Promise<RemoteProvider> {
    const provider = new RemoteProvider(address, header);
    const { version: _, __internal: __, ...config } = spec.config;
    if (Object.values(config).some(containsUnknown)) return provider;
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
    provider.#configured = true;
    provider.#acceptsSecrets = response.getAcceptsecrets();
    provider.#supportsPreview = response.getSupportspreview();
    return provider;
  }

  async check(resource: ResourceIdentity, inputs: Properties) {
    if (!this.#configured) return { inputs, failures: [] };
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
    if (!this.#configured) return {};
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
    if (!this.#configured) return {};
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
    // An empty result would read as "there is none"; what cannot be asked is unknown.
    if (!this.#configured) return { result: { id: UNKNOWN }, failures: [] };
    const request = new messages.InvokeRequest();
    request.setTok(token);
    request.setArgs(toStruct(this.#outgoing(args)));
    request.setPreview(true);
    const response = await this.#unary("invoke", request, messages.InvokeResponse);
    return { result: fromStruct(response.getReturn()), failures: readFailures(response) };
  }

  async call(token: string, args: Properties) {
    if (!this.#configured) return { result: { id: UNKNOWN }, failures: [] };
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
      call.call(this.#client, request, this.#metadata, (error, response) => {
        if (error) reject(new EngineError(error.details || error.message, status.UNKNOWN));
        else resolve(response as Response);
      });
    });
  }
}

type UnaryMethod<Response> = (
  request: unknown,
  metadata: Metadata,
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
