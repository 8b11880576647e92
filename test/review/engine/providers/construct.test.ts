import { Server, ServerCredentials, type ServiceError } from "@grpc/grpc-js";
import { afterEach, expect, test } from "@jest/globals";
import { Alias } from "@pulumi/pulumi/proto/alias_pb";
import { ConstructRequest, type ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import { type IResourceMonitorServer, ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import {
  type RegisterResourceOutputsRequest,
  type RegisterResourceRequest,
  RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { makeSecret, UNKNOWN } from "../../../../review/engine/values";
import { ask, closeAll, connect, struct } from "./provider-client";

const servers: Server[] = [];
afterEach(async () => {
  await closeAll();
  for (const server of servers.splice(0)) server.forceShutdown();
});

const URN = "urn:pulumi:prod::p95::awsx:ec2:Vpc::network";

/** A monitor that notes what is registered. */
async function monitor(refusal?: Partial<ServiceError>) {
  const registered: RegisterResourceRequest[] = [];
  const finished: RegisterResourceOutputsRequest[] = [];
  const server = new Server();
  servers.push(server);
  server.addService(ResourceMonitorService, {
    registerResource: ({ request }: any, respond: any) => {
      registered.push(request);
      respond(refusal ?? null, new RegisterResourceResponse().setUrn(URN));
    },
    registerResourceOutputs: ({ request }: any, respond: any) => {
      finished.push(request);
      respond(null, new Empty());
    },
  } as unknown as IResourceMonitorServer);
  const port = await new Promise<number>((resolve, reject) => {
    const bound = (error: Error | null, port: number) => (error ? reject(error) : resolve(port));
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), bound);
  });
  return { endpoint: `127.0.0.1:${port}`, registered, finished };
}

test("a remote component is one resource with everything the program asked for, no children and unknown outputs", async () => {
  const { endpoint, registered, finished } = await monitor();
  const inputs = { cidrBlock: "10.0.0.0/16", later: UNKNOWN, secret: makeSecret("canary") };
  const request = new ConstructRequest()
    .setMonitorendpoint(endpoint)
    .setType("awsx:ec2:Vpc")
    .setName("network")
    .setParent("urn:parent")
    .setDryrun(true)
    .setInputs(struct(inputs))
    .setDependenciesList(["urn:dependency"])
    .setAliasesList([new Alias().setUrn("urn:before")])
    .setProtect(true)
    .setRetainondelete(false)
    .setIgnorechangesList(["tags"])
    .setReplaceonchangesList(["cidrBlock"])
    .setAdditionalsecretoutputsList(["key"])
    .setResourceHooks(new ConstructRequest.ResourceHooksBinding().setAfterCreateList(["hook"]));
  request.getProvidersMap().set("aws", "urn:provider::id");
  request.getInputdependenciesMap().set("later", new ConstructRequest.PropertyDependencies().setUrnsList(["urn:a"]));

  const response = await ask<ConstructResponse>(await connect(), "construct", request);

  expect(response.toObject()).toEqual({ urn: URN, state: { fieldsMap: [] }, statedependenciesMap: [] });
  expect(registered).toHaveLength(1);
  const [registration] = registered;
  expect(registration?.getObject()?.toJavaScript()).toEqual(inputs);
  expect(registration?.toObject()).toMatchObject({
    type: "awsx:ec2:Vpc",
    name: "network",
    parent: "urn:parent",
    custom: false,
    remote: false,
    dependenciesList: ["urn:dependency"],
    aliasesList: [{ urn: "urn:before" }],
    protect: true,
    retainondelete: false,
    ignorechangesList: ["tags"],
    replaceonchangesList: ["cidrBlock"],
    additionalsecretoutputsList: ["key"],
    providersMap: [["aws", "urn:provider::id"]],
    propertydependenciesMap: [["later", { urnsList: ["urn:a"] }]],
    hooks: { afterCreateList: ["hook"] },
    acceptsecrets: true,
    acceptresources: true,
  });
  expect(registration?.hasProtect()).toBe(true);
  expect(finished.map((request) => request.toObject())).toEqual([{ urn: URN, outputs: { fieldsMap: [] } }]);
});

test("what the program did not say stays unsaid", async () => {
  const { endpoint, registered } = await monitor();
  await ask(await connect(), "construct", new ConstructRequest().setMonitorendpoint(endpoint).setType("a:b:C"));
  const [registration] = registered;
  expect([registration?.hasProtect(), registration?.hasRetainondelete(), registration?.hasHooks()]).toEqual([
    false,
    false,
    false,
  ]);
  expect(registration?.getDeletebeforereplacedefined()).toBe(false);
});

test("the monitor's refusal is handed on", async () => {
  const { endpoint, finished } = await monitor({ code: 3, details: "duplicate URN" });
  const request = new ConstructRequest().setMonitorendpoint(endpoint).setType("a:b:C");
  await expect(ask(await connect(), "construct", request)).rejects.toMatchObject({ code: 3, details: "duplicate URN" });
  expect(finished).toEqual([]);
});
