import { credentials } from "@grpc/grpc-js";
import { type ConstructRequest, ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import {
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  type RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/**
 * A component whose code lives in a provider, so that nobody can see into it here: one resource with the inputs, without
 * children. Its state is empty, and the SDK takes every output that a preview leaves out for unknown; echoing inputs would
 * claim that an output of the same name has the same value.
 * @throws the monitor's error, e.g. for two resources with one URN.
 */
export async function construct(request: ConstructRequest): Promise<ConstructResponse> {
  const monitor = new ResourceMonitorClient(request.getMonitorendpoint(), credentials.createInsecure());
  try {
    const registered = await new Promise<RegisterResourceResponse>((resolve, reject) => {
      monitor.registerResource(registration(request), (error, response) => (error ? reject(error) : resolve(response)));
    });
    const urn = registered.getUrn();
    const outputs = new RegisterResourceOutputsRequest().setUrn(urn).setOutputs(new Struct());
    await new Promise<void>((resolve, reject) => {
      monitor.registerResourceOutputs(outputs, (error) => (error ? reject(error) : resolve()));
    });
    return new ConstructResponse().setUrn(urn).setState(new Struct());
  } finally {
    monitor.close();
  }
}

/** Everything that the program asked of the component, as a plain component. */
function registration(request: ConstructRequest): RegisterResourceRequest {
  const registration = new RegisterResourceRequest()
    .setType(request.getType())
    .setName(request.getName())
    .setParent(request.getParent())
    .setCustom(false)
    .setRemote(false)
    .setObject(request.getInputs() ?? new Struct())
    .setAcceptsecrets(true)
    .setAcceptresources(true)
    .setSupportspartialvalues(true)
    .setSupportsresultreporting(true)
    .setAliasspecs(true)
    .setAliasesList(request.getAliasesList())
    .setDependenciesList(request.getDependenciesList())
    .setDeletedwith(request.getDeletedwith())
    .setReplaceWithList(request.getReplaceWithList())
    .setAdditionalsecretoutputsList(request.getAdditionalsecretoutputsList())
    .setIgnorechangesList(request.getIgnorechangesList())
    .setReplaceonchangesList(request.getReplaceonchangesList())
    .setParentstacktracehandle(request.getStackTraceHandle());
  const protect = request.getProtect();
  if (request.hasProtect() && protect !== undefined) registration.setProtect(protect);
  const retainOnDelete = request.getRetainondelete();
  if (request.hasRetainondelete() && retainOnDelete !== undefined) registration.setRetainondelete(retainOnDelete);
  const deleteBeforeReplace = request.getDeletebeforereplace();
  if (request.hasDeletebeforereplace() && deleteBeforeReplace !== undefined) {
    registration.setDeletebeforereplace(deleteBeforeReplace).setDeletebeforereplacedefined(true);
  }
  for (const [pkg, reference] of request.getProvidersMap().entries())
    registration.getProvidersMap().set(pkg, reference);
  for (const [property, { urns }] of inputDependencies(request)) {
    const dependencies = new RegisterResourceRequest.PropertyDependencies().setUrnsList(urns);
    registration.getPropertydependenciesMap().set(property, dependencies);
  }
  const hooks = request.getResourceHooks();
  if (hooks !== undefined) {
    registration.setHooks(RegisterResourceRequest.ResourceHooksBinding.deserializeBinary(hooks.serializeBinary()));
  }
  return registration;
}

function inputDependencies(request: ConstructRequest): Array<[string, { urns: string[] }]> {
  const entries = [...request.getInputdependenciesMap().entries()] as Array<
    [string, ConstructRequest.PropertyDependencies]
  >;
  return entries.map(([property, dependencies]) => [property, { urns: dependencies.getUrnsList() }]);
}
