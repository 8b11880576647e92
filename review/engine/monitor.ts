import { type ServerUnaryCall, type ServiceDefinition, type sendUnaryData, status } from "@grpc/grpc-js";
import { CallResponse, CheckFailure as CheckFailureMessage, InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { type IResourceMonitorServer, ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { PackageRequest } from "./default-providers";
import type { Deployment } from "./deployment";
import { EngineError, FatalEngineError } from "./engine-error";
import type { ServiceHost } from "./grpc";
import type { CheckFailure } from "./provider";
import { readRegistration } from "./read-registration";
import { toSourcePosition } from "./registration";
import { fromStruct, toStruct } from "./structs";
import { isProviderType } from "./urn";

/**
 * Features of Pulumi's engine that ours has too.
 * Source: https://github.com/pulumi/pulumi/blob/master/pkg/resource/deploy/source_eval.go (supportsFeatureID)
 */
const FEATURES = new Set([
  "secrets",
  "resourceReferences",
  "outputValues",
  "aliasSpecs",
  "deletedWith",
  "replaceWith",
  "replacementTrigger",
  "transforms",
  "invokeTransforms",
  "parameterization",
  "resourceHooks",
  "errorHooks",
]);

/** A registration stays the bytes that came; see `readRegistration`. */
const SERVICE = {
  ...ResourceMonitorService,
  registerResource: { ...ResourceMonitorService.registerResource, requestDeserialize: (bytes: Buffer) => bytes },
} as unknown as ServiceDefinition;

const NOWHERE = { uri: "", line: 0, column: 0 };

/** What the host of the program has to know about the traffic. */
export interface MonitorEvents {
  /** A request came in or was answered; `open` counts those still unanswered. */
  onActivity(open: number): void;
  /** The program has nothing left to do. */
  onShutdown(): void;
  /** A mistake after which the run cannot go on. */
  onFatal(error: FatalEngineError): void;
}

/** Pulumi's ResourceMonitor service over a deployment: the half of an engine that programs talk to. */
export function addResourceMonitor(host: ServiceHost, deployment: Deployment, events: MonitorEvents): void {
  let open = 0;
  let stopped = false;

  /** A unary handler that answers with what `answer` returns, or with its error. */
  const handle = <Request, Response>(answer: (request: Request) => Promise<Response>) => {
    return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => {
      events.onActivity(++open);
      answerUnlessStopped(() => stopped, answer, call.request)
        .then(
          (response) => callback(null, response),
          (error: Error) => {
            const code = error instanceof EngineError ? error.code : status.INTERNAL;
            if (error instanceof FatalEngineError && !stopped) {
              stopped = true;
              events.onFatal(error);
            }
            callback({ code, details: error.message });
          },
        )
        .finally(() => events.onActivity(--open));
    };
  };

  const service: Partial<Record<keyof IResourceMonitorServer, unknown>> = {
    supportsFeature: handle(async (request: messages.SupportsFeatureRequest) => {
      const response = new messages.SupportsFeatureResponse();
      response.setHassupport(FEATURES.has(request.getId()));
      return response;
    }),
    registerResource: handle(async (request: Buffer) => {
      const state = await deployment.register(readRegistration(request));
      const response = new messages.RegisterResourceResponse();
      response.setUrn(state.urn);
      response.setId(state.id);
      response.setObject(toStruct(state.custom ? state.outputs : {}));
      response.setResult(messages.Result.SUCCESS);
      return response;
    }),
    readResource: handle(async (request: messages.ReadResourceRequest) => {
      const state = await deployment.read({
        type: request.getType(),
        name: request.getName(),
        id: request.getId(),
        parent: request.getParent(),
        provider: request.getProvider(),
        package: packageRequest(deployment, request.getType(), request),
        inputs: fromStruct(request.getProperties()),
        dependencies: request.getDependenciesList(),
        additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
        source: toSourcePosition({ ...NOWHERE, ...request.getSourceposition()?.toObject() }),
      });
      const response = new messages.ReadResourceResponse();
      response.setUrn(state.urn);
      response.setProperties(toStruct(state.outputs));
      return response;
    }),
    registerResourceOutputs: handle(async (request: messages.RegisterResourceOutputsRequest) => {
      await deployment.registerOutputs(request.getUrn(), fromStruct(request.getOutputs()));
      return new Empty();
    }),
    invoke: handle(async (request: messages.ResourceInvokeRequest) => {
      const token = request.getTok();
      const [args, options] = await deployment.transforms.applyToInvoke(token, fromStruct(request.getArgs()), {
        provider: request.getProvider(),
        version: request.getVersion(),
        pluginDownloadUrl: request.getPlugindownloadurl(),
      });
      const { version, pluginDownloadUrl } = options;
      const wanted = deployment.providers.packageRequest(token, request.getPackageref(), version, pluginDownloadUrl);
      const reference = deployment.providers.reference(options.provider, wanted, token);
      const provider = await deployment.providers.provider(reference);
      const { result, failures } = await provider.invoke(token, args);
      const response = new InvokeResponse();
      response.setReturn(toStruct(result));
      response.setFailuresList(failures.map(toFailureMessage));
      return response;
    }),
    call: handle(async (request: messages.ResourceCallRequest) => {
      const token = request.getTok();
      const wanted = packageRequest(deployment, token, request);
      const args = fromStruct(request.getArgs());
      const provider = await deployment.providerOfCall(token, args, request.getProvider(), wanted);
      const { result, failures } = await provider.call(token, args);
      const response = new CallResponse();
      response.setReturn(toStruct(result));
      response.setFailuresList(failures.map(toFailureMessage));
      return response;
    }),
    registerStackTransform: handle(async (request: { getTarget(): string; getToken(): string }) => {
      deployment.transforms.addForStack({ target: request.getTarget(), token: request.getToken() });
      return new Empty();
    }),
    registerStackInvokeTransform: handle(async (request: { getTarget(): string; getToken(): string }) => {
      deployment.transforms.addForInvokes({ target: request.getTarget(), token: request.getToken() });
      return new Empty();
    }),
    registerResourceHook: handle(async (request: messages.RegisterResourceHookRequest) => {
      deployment.hooks.register(request.getName(), {
        target: request.getCallback()?.getTarget() ?? "",
        token: request.getCallback()?.getToken() ?? "",
        onDryRun: request.getOnDryRun(),
        ignoreErrors: request.getIgnoreErrors(),
      });
      return new Empty();
    }),
    registerErrorHook: handle(async (request: messages.RegisterErrorHookRequest) => {
      deployment.hooks.register(request.getName(), "error-hook");
      return new Empty();
    }),
    registerPackage: handle(async (request: messages.RegisterPackageRequest) => {
      const response = new messages.RegisterPackageResponse();
      response.setRef(deployment.providers.registerPackage(toPackageRequest(request)));
      return response;
    }),
    signalAndWaitForShutdown: handle(async () => {
      events.onShutdown();
      return new Empty();
    }),
  };
  host.addService(SERVICE, service as never);
}

/** Once the run has failed for good every further call is told so, as the real engine does when it shuts down. */
async function answerUnlessStopped<Request, Response>(
  stopped: () => boolean,
  answer: (request: Request) => Promise<Response>,
  request: Request,
): Promise<Response> {
  if (stopped()) throw new EngineError("resource monitor shut down", status.UNAVAILABLE);
  return answer(request);
}

/** The plugin that a read or call needs; a provider resource is its own. */
function packageRequest(
  deployment: Deployment,
  token: string,
  request: { getPackageref(): string; getVersion(): string; getPlugindownloadurl(): string },
): PackageRequest {
  const reference = isProviderType(token) ? "" : request.getPackageref();
  return deployment.providers.packageRequest(token, reference, request.getVersion(), request.getPlugindownloadurl());
}

function toPackageRequest(request: messages.RegisterPackageRequest): PackageRequest {
  if (request.getName() === "") throw new EngineError("package name is empty");
  const plugin = { pluginDownloadUrl: request.getDownloadUrl() };
  const parameterization = request.getParameterization();
  if (parameterization === undefined) {
    return { ...plugin, packageName: request.getName(), version: request.getVersion() };
  }
  return {
    ...plugin,
    packageName: parameterization.getName(),
    version: parameterization.getVersion(),
    parameterization: {
      plugin: request.getName(),
      pluginVersion: request.getVersion(),
      value: parameterization.getValue_asB64(),
    },
  };
}

function toFailureMessage({ property, reason }: CheckFailure): CheckFailureMessage {
  const message = new CheckFailureMessage();
  message.setProperty(property);
  message.setReason(reason);
  return message;
}
