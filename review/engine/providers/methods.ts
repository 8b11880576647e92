import { type ServerUnaryCall, status } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { EngineError } from "../engine-error";
import { fromStruct, toStruct } from "../structs";
import { construct } from "./construct";
import { Declarations } from "./declared-fields";
import { resultOf } from "./functions";
import type { SimulatedProviderOptions } from "./options";
import { ProviderConfigurations } from "./provider-configuration";
import * as resources from "./resources";

type Method = (call: ServerUnaryCall<any, any>) => unknown;

/** The methods of Pulumi's `ResourceProvider` service by name; each returns its response or throws. */
export function simulatedMethods(options: SimulatedProviderOptions): Record<string, Method> {
  const configurations = new ProviderConfigurations();
  const declarations = new Declarations(options.programDirectory ?? process.cwd());
  return {
    ...configurationMethods(configurations),
    check: ({ request }) => resources.check(request),
    diff: ({ request }) => resources.diff(request, options.forcesReplacement),
    create: (call) => resources.create(call.request, configurations.get(call), declarations),
    read: ({ request }) => resources.read(request),
    update: ({ request }) => resources.update(request),
    delete: () => new Empty(),
    construct: ({ request }) => construct(request),
    invoke: (call: ServerUnaryCall<messages.InvokeRequest, messages.InvokeResponse>) => {
      const { request } = call;
      const invoked = { token: request.getTok(), args: fromStruct(request.getArgs()), preview: request.getPreview() };
      const result = resultOf(invoked, configurations.get(call), declarations, options);
      return new messages.InvokeResponse().setReturn(toStruct(result));
    },
    call: (call: ServerUnaryCall<messages.CallRequest, messages.CallResponse>) => {
      const { request } = call;
      const called = { token: request.getTok(), args: fromStruct(request.getArgs()), preview: request.getDryrun() };
      const result = resultOf(called, configurations.get(call), declarations, options);
      return new messages.CallResponse().setReturn(toStruct(result));
    },
    list: unimplemented("List"),
    getMapping: () => new messages.GetMappingResponse(),
    getMappings: () => new messages.GetMappingsResponse(),
    cancel: () => new Empty(),
  };
}

function configurationMethods(configurations: ProviderConfigurations): Record<string, Method> {
  return {
    // Output values are not asked for: nothing here looks at a dependency, and the engine hands those of inputs on itself.
    handshake: () =>
      new messages.ProviderHandshakeResponse().setAcceptSecrets(true).setAcceptResources(true).setAcceptOutputs(false),
    attach: () => new Empty(),
    // One server stands for packages of any version; the engine warns about one that is older than the SDK.
    getPluginInfo: () => new PluginInfo().setVersion("9999.0.0+simulated"),
    getSchema: unimplemented("GetSchema"),
    parameterize: ({ request }: ServerUnaryCall<messages.ParameterizeRequest, unknown>) => {
      const value = request.getValue();
      if (value === undefined) {
        const reason =
          "Cannot parameterize a simulated provider by command-line arguments, only by the value in an SDK";
        throw new EngineError(reason, status.UNIMPLEMENTED);
      }
      return new messages.ParameterizeResponse().setName(value.getName()).setVersion(value.getVersion());
    },
    checkConfig: ({ request }: ServerUnaryCall<messages.CheckRequest, unknown>) =>
      new messages.CheckResponse().setInputs(request.getNews()),
    diffConfig: ({ request }: ServerUnaryCall<messages.DiffRequest, unknown>) => resources.diff(request, undefined),
    configure: (call: ServerUnaryCall<messages.ConfigureRequest, unknown>) => {
      configurations.set(call);
      return new messages.ConfigureResponse()
        .setAcceptsecrets(true)
        .setSupportspreview(true)
        .setAcceptresources(true)
        .setAcceptoutputs(false);
    },
  };
}

function unimplemented(method: string): Method {
  return () => {
    throw new EngineError(`Simulated providers do not implement ${method}`, status.UNIMPLEMENTED);
  };
}
