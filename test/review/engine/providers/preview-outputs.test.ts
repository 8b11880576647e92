import { afterEach, expect, test } from "@jest/globals";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { simulatedProviderHost } from "../../../../review/engine/providers/in-process";
import { makeSecret, type Properties, UNKNOWN } from "../../../../review/engine/values";
import { ask, closeAll, connect, struct } from "./provider-client";

afterEach(closeAll);

/** What a preview shows of a new resource: asked over gRPC and in this process, which must agree. */
async function preview(
  type: string,
  inputs: Properties,
  config: Properties = { region: "eu-west-1" },
): Promise<Properties> {
  const urn = `urn:pulumi:prod::p95::${type}::x`;
  const connection = await connect();
  await ask(connection, "configure", new messages.ConfigureRequest().setArgs(struct(config)));
  const request = new messages.CreateRequest().setUrn(urn).setProperties(struct(inputs)).setPreview(true);
  const response = await ask<messages.CreateResponse>(connection, "create", request);
  const outputs = response.getProperties()?.toJavaScript() as Properties;

  const provider = await simulatedProviderHost().start({ packageName: "", version: "", config });
  expect(await provider.previewCreate({ urn, type, name: "x" }, inputs)).toEqual(outputs);
  return outputs;
}

test("inputs are outputs, and what the cloud decides is left out", async () => {
  const inputs = { description: "d", tags: { a: "b" } };
  expect(await preview("aws:kms/key:Key", inputs, {})).toEqual(inputs);
});

test("a regional resource is in its own region, otherwise in the provider's", async () => {
  expect(await preview("aws:kms/key:Key", {})).toEqual({ region: "eu-west-1" });
  expect(await preview("aws:kms/key:Key", { region: "us-west-2" })).toEqual({ region: "us-west-2" });
  expect(await preview("aws:iam/user:User", {})).toEqual({});
});

test("inside an object that the program gives, the fields that the cloud adds are unknown", async () => {
  const outputs = await preview("aws:eks/cluster:Cluster", {
    vpcConfig: { subnetIds: ["a"], endpointPublicAccess: true },
  });
  expect(outputs).toEqual({
    region: "eu-west-1",
    vpcConfig: {
      subnetIds: ["a"],
      endpointPublicAccess: true,
      clusterSecurityGroupId: UNKNOWN,
      controlPlaneEgressMode: UNKNOWN,
      publicAccessCidrs: UNKNOWN,
      vpcId: UNKNOWN,
    },
  });
});

test("lists and secrets of such objects are completed too, and unknown ones stay unknown", async () => {
  const outputs = await preview("aws:ec2/vpcEndpoint:VpcEndpoint", {
    dnsEntries: [{ dnsName: "a" }, UNKNOWN],
    dnsOptions: makeSecret({ dnsRecordIpType: "ipv4" }),
  });
  expect(outputs).toEqual({
    region: "eu-west-1",
    dnsEntries: [{ dnsName: "a", hostedZoneId: UNKNOWN }, UNKNOWN],
    dnsOptions: makeSecret({
      dnsRecordIpType: "ipv4",
      privateDnsPreference: UNKNOWN,
      privateDnsSpecifiedDomains: UNKNOWN,
    }),
  });
});

test("a Kubernetes object gets its name, namespace and uid from the server unless the program gives them", async () => {
  const inputs = { metadata: { name: "web" }, spec: { replicas: 2 }, data: makeSecret({ a: "b" }) };
  expect(await preview("kubernetes:apps/v1:Deployment", inputs)).toEqual({
    ...inputs,
    metadata: {
      name: "web",
      namespace: UNKNOWN,
      uid: UNKNOWN,
      resourceVersion: UNKNOWN,
      generation: UNKNOWN,
      creationTimestamp: UNKNOWN,
    },
  });
});

test("random secrets are secret while they are unknown; other random results are left out", async () => {
  expect(await preview("random:index/randomPassword:RandomPassword", { length: 8 })).toEqual({
    length: 8,
    result: makeSecret(UNKNOWN),
    bcryptHash: makeSecret(UNKNOWN),
  });
  expect(await preview("random:index/randomString:RandomString", { length: 8 })).toEqual({ length: 8 });
});

test("a resource of an SDK that is not installed echoes its inputs", async () => {
  expect(await preview("other:index:Thing", { a: { b: UNKNOWN } })).toEqual({ a: { b: UNKNOWN } });
});
