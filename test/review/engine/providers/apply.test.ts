import { afterEach, expect, test } from "@jest/globals";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { makeSecret, type Properties } from "../../../../review/engine/values";
import { ask, closeAll, connect, struct } from "./provider-client";

afterEach(closeAll);

async function create(type: string, inputs: Properties, name = "x"): Promise<{ id: string; outputs: Properties }> {
  const connection = await connect();
  await ask(connection, "configure", new messages.ConfigureRequest().setArgs(struct({ region: "eu-west-1" })));
  const urn = `urn:pulumi:prod::p95::${type}::${name}`;
  const request = new messages.CreateRequest().setUrn(urn).setProperties(struct(inputs));
  const response = await ask<messages.CreateResponse>(connection, "create", request);
  return { id: response.getId(), outputs: response.getProperties()?.toJavaScript() as Properties };
}

test("a real creation gives an id and ARN that follow from the URN, the same on every run", async () => {
  const inputs = { cidrBlock: "10.0.0.0/16", tags: makeSecret({ a: "b" }) };
  const { id, outputs } = await create("aws:ec2/vpc:Vpc", inputs);
  expect(id).toMatch(/^vpc-[0-9a-f]{17}$/);
  const arn = `arn:aws:ec2:eu-west-1:123456789012:vpc/${id}`;
  expect(outputs).toMatchObject({
    ...inputs,
    id,
    arn,
    region: "eu-west-1",
    defaultSecurityGroupId: expect.any(String),
  });
  expect(await create("aws:ec2/vpc:Vpc", inputs)).toEqual({ id, outputs });
  expect((await create("aws:ec2/vpc:Vpc", inputs, "y")).id).not.toBe(id);
});

test("what goes by its name is called by the name given, or by the logical name and seven digits", async () => {
  expect((await create("aws:iam/role:Role", { name: "deploy" })).id).toBe("deploy");
  const { id, outputs } = await create("aws:iam/role:Role", {});
  expect(id).toMatch(/^x-[0-9a-f]{7}$/);
  expect(outputs).toMatchObject({ id, name: id });
});

test("a Kubernetes object is called by namespace and name", async () => {
  const { id, outputs } = await create("kubernetes:core/v1:ConfigMap", { metadata: { namespace: "web" }, data: {} });
  expect(id).toMatch(/^web\/x-[0-9a-f]{7}$/);
  const name = id.slice("web/".length);
  const uid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(outputs).toEqual({ metadata: { namespace: "web", name, uid }, data: {} });
});

test.each([
  [
    "RandomPassword",
    { length: 12, special: false },
    "none",
    { result: /^[a-zA-Z0-9]{12}$/, bcryptHash: /^\$2a\$10\$.{53}$/ },
  ],
  ["RandomString", { length: 6, upper: false, numeric: false, special: false }, /^[a-z]{6}$/, { result: /^[a-z]{6}$/ }],
  ["RandomUuid", {}, /^[0-9a-f-]{36}$/, { result: /^.{8}-.{4}-4.{3}-a.{3}-.{12}$/ }],
  ["RandomPet", { length: 3, prefix: "p" }, /^p(-[a-z]+){3}$/, {}],
  ["RandomId", { byteLength: 4, prefix: "p-" }, /^[\w-]{6}$/, { hex: /^p-[0-9a-f]{8}$/, dec: /^p-\d+$/ }],
  ["RandomBytes", { length: 3 }, /^.{4}$/, { base64: /^.{4}$/, hex: /^[0-9a-f]{6}$/ }],
  ["RandomInteger", { min: 5, max: 5 }, "5", {}],
])("%s is drawn in the right shape", async (type, inputs, id, shapes) => {
  const token = `random:index/${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}`;
  const created = await create(token, inputs);
  expect(created.id).toEqual(typeof id === "string" ? id : expect.stringMatching(id));
  const expected = Object.entries(shapes).map(([key, shape]) => [key, expect.stringMatching(shape)]);
  expect(created.outputs).toMatchObject({ ...inputs, ...Object.fromEntries(expected) });
});

test("a shuffle keeps its elements", async () => {
  const inputs = { inputs: ["a", "b", "c"], resultCount: 3 };
  const { outputs } = await create("random:index/randomShuffle:RandomShuffle", inputs);
  expect([...(outputs.results as string[])].sort()).toEqual(["a", "b", "c"]);
});
