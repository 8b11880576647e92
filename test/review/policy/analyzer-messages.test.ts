import { expect, test } from "@jest/globals";
import { AnalyzeRequest, AnalyzeStackRequest } from "@pulumi/pulumi/proto/analyzer_pb";
import { toAnalyzeRequest, toRemediateRequest, toStackRequest } from "../../../review/engine/analyzer-messages";
import { blankState } from "../../../review/engine/goal-state";
import type { ResourceState } from "../../../review/engine/resource-state";
import { fromStruct } from "../../../review/engine/structs";
import { makeSecret, type Properties, RESOURCE, SIGNATURE_KEY, UNKNOWN } from "../../../review/engine/values";

const urn = "urn:pulumi:dev::shop::shop:index:Net$aws:ec2/vpc:Vpc::net::vpc";
const provider: ResourceState = {
  ...blankState("urn:pulumi:dev::shop::pulumi:providers:aws::aws", "pulumi:providers:aws", "aws"),
  inputs: { region: "eu-west-1", __internal: { a: 1 } },
};
const reference = (fields: Properties) => ({ [SIGNATURE_KEY]: RESOURCE, urn: "urn:pulumi:x", ...fields });
const inputs: Properties = {
  text: "Größe 📏 ".repeat(30),
  empty: "",
  zero: 0,
  negative: -1.5,
  large: 2 ** 53,
  yes: true,
  no: false,
  nothing: null,
  unknown: UNKNOWN,
  list: [1, "two", [], {}, [[null]]],
  nested: { __kept: 1, deep: { deeper: ["x"] } },
  secret: makeSecret("s"),
  component: reference({}),
  resource: reference({ id: "vpc-1" }),
  later: reference({ id: UNKNOWN }),
  big: "x".repeat(200_000),
  __defaults: [],
};
const state: ResourceState = {
  ...blankState(urn, "aws:ec2/vpc:Vpc", "net::vpc"),
  inputs,
  outputs: { ...inputs, id: UNKNOWN },
  parent: "urn:pulumi:parent",
  protect: true,
  deleteBeforeReplace: false,
  ignoreChanges: ["tags", "a"],
  aliases: ["urn:pulumi:old"],
  additionalSecretOutputs: ["token"],
  customTimeouts: { create: 90, update: 0, delete: 0.5 },
  dependencies: ["urn:a", "urn:b"],
  propertyDependencies: { text: ["urn:a"], list: [], nested: ["urn:a", "urn:b"] },
};
const { __defaults, ...public_ } = inputs;
const shown = { ...public_, component: "urn:pulumi:x", resource: "vpc-1", later: UNKNOWN };

test("a request says what the SDK's own messages read back: everything about the resource, but nothing internal", () => {
  const request = AnalyzeRequest.deserializeBinary(toAnalyzeRequest(state, inputs, provider));
  expect(fromStruct(request.getProperties())).toEqual(shown);
  expect([request.getUrn(), request.getType(), request.getName()]).toEqual([urn, "aws:ec2/vpc:Vpc", "net::vpc"]);
  expect(request.getOptions()?.toObject()).toEqual({
    protect: true,
    ignorechangesList: ["tags", "a"],
    deletebeforereplace: false,
    deletebeforereplacedefined: true,
    additionalsecretoutputsList: ["token"],
    aliasesList: ["urn:pulumi:old"],
    customtimeouts: { create: 90, update: 0, pb_delete: 0.5 },
    parent: "urn:pulumi:parent",
  });
  const seen = request.getProvider();
  expect([seen?.getUrn(), seen?.getType(), seen?.getName()]).toEqual([provider.urn, provider.type, "aws"]);
  expect(fromStruct(seen?.getProperties())).toEqual({ region: "eu-west-1" });
});

test("a component has no provider, and a remediation sees what is internal too", () => {
  const request = AnalyzeRequest.deserializeBinary(toRemediateRequest(state, inputs, undefined));
  expect(request.hasProvider()).toBe(false);
  expect(fromStruct(request.getProperties())).toEqual({ ...shown, __defaults: [] });
});

test("a stack's request holds every resource in order, with outputs and dependencies", () => {
  const bytes = toStackRequest([provider, state], ({ urn: of }) => (of === urn ? provider : undefined));
  const [first, second] = AnalyzeStackRequest.deserializeBinary(bytes).getResourcesList();
  expect(first?.getUrn()).toBe(provider.urn);
  expect(second?.getParent()).toBe("urn:pulumi:parent");
  expect(second?.getDependenciesList()).toEqual(["urn:a", "urn:b"]);
  const byProperty = second?.getPropertydependenciesMap().toObject(false, (_, list) => list.getUrnsList() as never);
  expect(byProperty).toEqual([
    ["list", []],
    ["nested", ["urn:a", "urn:b"]],
    ["text", ["urn:a"]],
  ]);
  expect(fromStruct(second?.getProperties())).toEqual({ ...shown, id: UNKNOWN });
  expect(second?.getProvider()?.getUrn()).toBe(provider.urn);
});
