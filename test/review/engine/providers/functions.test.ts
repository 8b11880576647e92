import { Metadata } from "@grpc/grpc-js";
import { afterEach, expect, test } from "@jest/globals";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import type { Answers } from "../../../../review/engine/providers/answers";
import { PROVIDER_HEADER } from "../../../../review/engine/providers/server";
import { makeSecret, UNKNOWN } from "../../../../review/engine/values";
import { ask, type Connection, closeAll, connect, connectTo, struct } from "./provider-client";

afterEach(closeAll);

const AMI = "aws:ec2/getAmi:getAmi";
const REGION = "aws:index/getRegion:getRegion";

async function invoke(connection: Connection, token: string, args: object = {}, metadata?: Metadata): Promise<object> {
  const request = new messages.InvokeRequest().setTok(token).setArgs(struct(args)).setPreview(true);
  const response = await ask<messages.InvokeResponse>(connection, "invoke", request, metadata);
  return response.getReturn()?.toJavaScript() ?? {};
}

const configure = (connection: Connection, args: object, metadata?: Metadata) =>
  ask(connection, "configure", new messages.ConfigureRequest().setArgs(struct(args)), metadata);

test("a function that nobody answers returns every field of its result as unknown, and is reported", async () => {
  const unanswered: string[] = [];
  const connection = await connect({ onUnansweredInvoke: (token) => unanswered.push(token) });
  const result = await invoke(connection, "aws:ec2/getVpcDhcpOptions:getVpcDhcpOptions");
  const fields = [
    "arn",
    "dhcpOptionsId",
    "domainName",
    "domainNameServers",
    "filters",
    "id",
    "ipv6AddressPreferredLeaseTime",
    "netbiosNameServers",
    "netbiosNodeType",
    "ntpServers",
    "ownerId",
    "region",
    "tags",
  ];
  expect(result).toEqual(Object.fromEntries(fields.map((field) => [field, UNKNOWN])));
  expect(unanswered).toEqual(["aws:ec2/getVpcDhcpOptions:getVpcDhcpOptions"]);
});

test("a function of an SDK that is not installed has an unknown id", async () => {
  expect(await invoke(await connect(), "other:index:getThing")).toEqual({ id: UNKNOWN });
});

test("a method that nobody answers returns an unknown value", async () => {
  const request = new messages.CallRequest().setTok("other:index:Thing/getKubeconfig").setDryrun(true);
  const response = await ask<messages.CallResponse>(await connect(), "call", request);
  expect(response.getReturn()?.toJavaScript()).toEqual({ id: UNKNOWN });
});

test("outside a preview a function that nobody answers fails and says what to do, without its arguments", async () => {
  const request = new messages.InvokeRequest().setTok(AMI).setArgs(struct({ owners: ["canary"] }));
  await expect(ask(await connect(), "invoke", request)).rejects.toMatchObject({
    code: 9,
    details:
      "Cannot answer aws:ec2/getAmi:getAmi without a cloud. Add what it returns to a file of answers: " +
      '{"aws:ec2/getAmi:getAmi":[{"result":{}}]}',
  });
});

test("for the real engine, which refuses unknown results, it fails in a preview too", async () => {
  await expect(invoke(await connect({ unanswered: "error" }), AMI)).rejects.toMatchObject({ code: 9 });
});

test("the user's answer wins over ours", async () => {
  const answers = { [REGION]: [{ result: { region: "mars-1" } }] };
  expect(await invoke(await connect({ answers }), REGION, { region: "us-east-1" })).toEqual({ region: "mars-1" });
});

test("the first answer whose arguments are contained in those of the call counts", async () => {
  const answers: Answers = {
    [AMI]: [
      { args: { owners: ["amazon"], filters: [{ name: "a" }] }, result: { id: "ami-1" } },
      { args: { owners: ["amazon"] }, result: { id: "ami-2" } },
    ],
  };
  const connection = await connect({ answers });
  expect(await invoke(connection, AMI, { owners: ["amazon"], filters: [{ name: "a", values: ["b"] }] })).toEqual({
    id: "ami-1",
  });
  expect(await invoke(connection, AMI, { owners: ["amazon"], mostRecent: true })).toEqual({ id: "ami-2" });
  expect(await invoke(connection, AMI, { owners: ["amazon", "self"] })).toMatchObject({ id: UNKNOWN });
});

test("an answer may be computed, and sees secrets as their value", async () => {
  const answers = { "other:index:getHash": ({ text }: any) => ({ length: text.length }) };
  expect(await invoke(await connect({ answers }), "other:index:getHash", { text: makeSecret("four") })).toEqual({
    length: 4,
  });
});

test("an answer that is made up is reported as simulated, one that follows from the arguments is not", async () => {
  const simulated: string[] = [];
  const connection = await connect({ onSimulatedInvoke: (token) => simulated.push(token) });
  await invoke(connection, "aws:index/getCallerIdentity:getCallerIdentity");
  await invoke(connection, REGION, { region: "us-east-1" });
  expect(simulated).toEqual(["aws:index/getCallerIdentity:getCallerIdentity"]);
});

test("without a region of its own a function is asked about its provider's, each connection being one provider", async () => {
  const ireland = await connect();
  const oregon = connectTo(ireland.address);
  await configure(ireland, { region: "eu-west-1" });
  await configure(oregon, { region: makeSecret("us-west-2") });
  expect(await invoke(ireland, REGION)).toMatchObject({ region: "eu-west-1" });
  expect(await invoke(oregon, REGION)).toMatchObject({ region: "us-west-2" });
  expect(await invoke(oregon, REGION, { region: "us-east-1" })).toMatchObject({ region: "us-east-1" });
});

test("clients that share a connection name their provider in a header", async () => {
  const connection = await connect();
  const header = (provider: string) => {
    const metadata = new Metadata();
    metadata.set(PROVIDER_HEADER, provider);
    return metadata;
  };
  await configure(connection, { region: "eu-west-1" }, header("a"));
  await configure(connection, { region: "us-west-2" }, header("b"));
  expect(await invoke(connection, REGION, {}, header("a"))).toMatchObject({ region: "eu-west-1" });
  expect(await invoke(connection, REGION, {}, header("b"))).toMatchObject({ region: "us-west-2" });
});

test("a provider whose region is not known yet leaves the answer unknown", async () => {
  const connection = await connect();
  await configure(connection, { region: UNKNOWN });
  const fields = ["description", "endpoint", "id", "name", "region"];
  expect(await invoke(connection, REGION)).toEqual(Object.fromEntries(fields.map((field) => [field, UNKNOWN])));
});

test("default tags are read from the JSON text that SDKs send", async () => {
  const connection = await connect();
  await configure(connection, { region: "us-east-1", defaultTags: JSON.stringify({ tags: { Owner: "p95" } }) });
  expect(await invoke(connection, "aws:index/getDefaultTags:getDefaultTags")).toEqual({
    id: "aws",
    tags: { Owner: "p95" },
  });
});
