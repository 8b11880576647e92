import { expect, test } from "@jest/globals";
import { adoptPending, type Deployment, pendingCreations } from "../../../review/recovery/adopt-pending";

const urn = (name: string) => `urn:pulumi:prod::p95::aws:ec2/vpc:Vpc::${name}`;
const resource = (name: string, more: object = {}) => ({
  urn: urn(name),
  custom: true,
  type: "aws:ec2/vpc:Vpc",
  ...more,
});

const deployment: Deployment = {
  manifest: { version: "v3.250.0" },
  resources: [resource("before", { id: "vpc-1" }), resource("user", { id: "vpc-9", dependencies: [urn("before")] })],
  pending_operations: [
    { type: "creating", resource: resource("happened", { inputs: { cidrBlock: "10.0.0.0/16" } }) },
    { type: "creating", resource: resource("never") },
    { type: "updating", resource: resource("user", { id: "vpc-9" }) },
  ],
};

test("a creation that happened becomes a resource, one that did not is dropped, an update is left to the next up", () => {
  expect(adoptPending(deployment, new Map([[urn("happened"), "vpc-2"]]))).toEqual({
    manifest: { version: "v3.250.0" },
    resources: [
      resource("before", { id: "vpc-1" }),
      resource("user", { id: "vpc-9", dependencies: [urn("before")] }),
      resource("happened", { id: "vpc-2", inputs: { cidrBlock: "10.0.0.0/16" } }),
    ],
    pending_operations: [],
  });
});

test("a successor stands before what it replaces, which is left to be deleted", () => {
  const replacing = {
    ...deployment,
    pending_operations: [{ type: "creating" as const, resource: resource("before") }],
  };
  expect(adoptPending(replacing, new Map([[urn("before"), "vpc-2"]])).resources).toEqual([
    resource("before", { id: "vpc-2" }),
    resource("before", { id: "vpc-1", delete: true }),
    resource("user", { id: "vpc-9", dependencies: [urn("before")] }),
  ]);
});

test("a successor of what is deleted already takes its place", () => {
  const replacing: Deployment = {
    resources: [resource("before", { id: "db", pendingReplacement: true })],
    pending_operations: [{ type: "creating", resource: resource("before") }],
  };
  expect(adoptPending(replacing, new Map([[urn("before"), "db"]])).resources).toEqual([
    resource("before", { id: "db" }),
  ]);
});

test("an older generation that still waits for its deletion stays", () => {
  const waiting = resource("before", { id: "vpc-0", delete: true });
  const replacing: Deployment = {
    resources: [waiting],
    pending_operations: [{ type: "creating", resource: resource("before") }],
  };
  expect(adoptPending(replacing, new Map([[urn("before"), "vpc-1"]])).resources).toEqual([
    waiting,
    resource("before", { id: "vpc-1" }),
  ]);
});

test("an id of something that was not being created is refused", () => {
  expect(() => adoptPending(deployment, new Map([[urn("user"), "vpc-9"]]))).toThrow(
    new RangeError(`${urn("user")}: its creation is not pending`),
  );
});

test("a stack without pending operations stays as it is", () => {
  expect(pendingCreations({ resources: [] })).toEqual([]);
  expect(adoptPending({ resources: [resource("before")] }, new Map())).toEqual({
    resources: [resource("before")],
    pending_operations: [],
  });
});
