import { describe, expect, it } from "@jest/globals";
import { blankState } from "../../../review/engine/goal-state";
import { Redactor } from "../../../review/engine/redaction";
import type { ResourceState } from "../../../review/engine/resource-state";
import { createUrn } from "../../../review/engine/urn";
import { makeSecret, type Properties, UNKNOWN } from "../../../review/engine/values";
import { type PlannedChange, planChanges } from "../../../review/plan/plan";
import { loadReplacements } from "../../../review/terraform/replacements";

const TABLE = loadReplacements();
const QUEUE = "aws:sqs/queue:Queue";
const POLICY = "aws:sqs/queuePolicy:QueuePolicy";
const SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup";
const CLUSTER = "aws:rds/cluster:Cluster";

const urnOf = (type: string, name: string, parent = "") => createUrn("dev", "p95", parent, type, name);

function state(type: string, name: string, inputs: Properties, more: Partial<ResourceState> = {}): ResourceState {
  const urn = urnOf(type, name, more.parent);
  return { ...blankState(urn, type, name), custom: true, inputs, ...more };
}

/** An input that comes from another resource. */
const from = (property: string, ...urns: string[]) => ({
  propertyDependencies: { [property]: urns },
  dependencies: urns,
});

function plan(base: ResourceState[], head: ResourceState[], secrets: string[] = []): PlannedChange[] {
  return planChanges({ base, head, redactor: new Redactor(secrets) }, TABLE);
}

/** `<action> <name>` with what forces a replacement. */
const told = (changes: PlannedChange[]) =>
  changes.map(({ action, name, properties, replacement }) => {
    const forcing = properties.filter(({ consequence }) => consequence !== "update");
    const why = forcing.map(({ path, consequence }) => ` ${path} ${consequence}`).join();
    return `${action} ${name}${replacement === "possible" ? "?" : ""}${why}`;
  });

const database = (inputs: Properties = {}, more: Partial<ResourceState> = {}) =>
  state(CLUSTER, "db", { engine: "aurora-postgresql", region: "eu-west-1", ...inputs }, more);

describe("planChanges()", () => {
  it("finds nothing to do where nothing differs", () => {
    expect(told(plan([database()], [database()]))).toEqual(["same db"]);
  });

  it("creates, updates and deletes, the deleted ones last and in reverse", () => {
    const base = [state(QUEUE, "a", {}), state(QUEUE, "b", {}), state(QUEUE, "c", { delaySeconds: 1 })];
    const head = [state(QUEUE, "c", { delaySeconds: 2 }), state(QUEUE, "d", {})];
    const changes = plan(base, head);
    expect(told(changes)).toEqual(["update c", "create d", "delete b", "delete a"]);
    expect(changes[0]?.properties).toEqual([
      { path: "delaySeconds", kind: "update", consequence: "update", before: "1", after: "2", cause: undefined },
    ]);
  });

  it("says what replaces a database, that data is lost with it and that Pulumi would refuse", () => {
    const base = [database({ storageEncrypted: false }, { protect: true })];
    const [change] = plan(base, [database({ storageEncrypted: true }, { protect: true })]);
    expect(change).toMatchObject({
      action: "replace",
      replacement: "certain",
      holds: "data",
      protected: true,
      properties: [
        { path: "storageEncrypted", kind: "update", consequence: "replace", before: "false", after: "true" },
      ],
    });
  });

  it("follows a replacement to what takes its value from there, and no further than to what changes", () => {
    const group = (name: string) => state(SUBNET_GROUP, "group", { name, subnetIds: ["s"] });
    const urn = urnOf(SUBNET_GROUP, "group");
    const rest = [
      database({ dbSubnetGroupName: UNKNOWN }, from("dbSubnetGroupName", urn)),
      state(QUEUE, "q", { delaySeconds: 1 }, { dependencies: [urn] }),
    ];
    const changes = plan([group("one"), ...rest], [group("two"), ...rest]);
    expect(told(changes)).toEqual(["replace group name replace", "replace db dbSubnetGroupName replace", "same q"]);
    expect(changes[1]?.properties[0]).toMatchObject({ cause: urn, before: "(known after apply)" });
  });

  it("sees that a value comes from another resource than before, though it is unknown on both sides", () => {
    const [a, b] = [state(QUEUE, "a", {}), state(QUEUE, "b", {})];
    const policy = (on: ResourceState) => state(POLICY, "p", { queueUrl: UNKNOWN }, from("queueUrl", on.urn));
    expect(told(plan([a, b, policy(a)], [a, b, policy(b)]))).toEqual([
      "same a",
      "same b",
      "replace p queueUrl replace",
    ]);
    expect(told(plan([a, b, policy(a)], [a, b, policy(a)]))).toEqual(["same a", "same b", "same p"]);
  });

  it("takes a rename with an alias for a move, also in what depends on it", () => {
    const before = state(QUEUE, "old", {});
    const after = state(QUEUE, "new", {}, { aliases: [before.urn] });
    const policy = (on: ResourceState) => state(POLICY, "p", { queueUrl: UNKNOWN }, from("queueUrl", on.urn));
    const changes = plan([before, policy(before)], [after, policy(after)]);
    expect(told(changes)).toEqual(["same new", "same p"]);
    expect(changes[0]?.formerUrn).toBe(before.urn);
  });

  it("takes a rename without an alias for what it is", () => {
    expect(told(plan([state(QUEUE, "old", {})], [state(QUEUE, "new", {})]))).toEqual(["create new", "delete old"]);
  });

  it("leaves out what the program ignores, and replaces where the program says so", () => {
    const queue = (delaySeconds: number, more: Partial<ResourceState>) => state(QUEUE, "q", { delaySeconds }, more);
    expect(told(plan([queue(1, {})], [queue(2, { ignoreChanges: ["delaySeconds"] })]))).toEqual(["same q"]);
    expect(told(plan([queue(1, {})], [queue(2, { replaceOnChanges: ["*"] })]))).toEqual([
      "replace q delaySeconds replace",
    ]);
    const triggers = plan([queue(1, { replacementTrigger: "a" })], [queue(1, { replacementTrigger: "b" })]);
    expect(triggers[0]).toMatchObject({ action: "replace", reasons: ["trigger"] });
  });

  it("asks about each value inside a block that is new", () => {
    const base = [state("aws:lb/targetGroup:TargetGroup", "tg", {})];
    const head = [state("aws:lb/targetGroup:TargetGroup", "tg", { healthCheck: { path: "/" }, vpcId: "vpc-1" })];
    expect(told(plan(base, head))).toEqual(["replace tg vpcId replace"]);
  });

  it("says that it does not know where nobody measured", () => {
    const thing = (size: number) => state("other:index:Thing", "t", { size });
    expect(told(plan([thing(1)], [thing(2)]))).toEqual(["update t? size unknown"]);
  });

  it("deletes a named Kubernetes object before it makes the new one", () => {
    const type = "kubernetes:apps/v1:Deployment";
    const app = (label: string) =>
      state(type, "app", { metadata: { name: "app" }, spec: { selector: { matchLabels: { app: label } } } });
    expect(plan([app("a")], [app("b")])[0]).toMatchObject({ action: "replace", deletesFirst: true });
    const scaled = (label: string) => state(type, "app", { metadata: { name: "app", labels: { app: label } } });
    expect(plan([scaled("a")], [scaled("b")])[0]).toMatchObject({ action: "update", deletesFirst: false });
  });

  it("replaces everything of a provider that is replaced", () => {
    const type = "pulumi:providers:kubernetes";
    const provider = (clusterIdentifier: string) => state(type, "k8s", { clusterIdentifier });
    const namespace = state(
      "kubernetes:core/v1:Namespace",
      "ns",
      {},
      { provider: `${urnOf(type, "k8s")}::${UNKNOWN}` },
    );
    const changes = plan([provider("a"), namespace], [provider("b"), namespace]);
    expect(told(changes)).toEqual(["replace k8s clusterIdentifier replace", "replace ns"]);
    expect(changes[1]?.reasons).toEqual([urnOf(type, "k8s")]);
  });

  it("replaces what moves to a provider that reaches into another cluster, and only that", () => {
    const type = "pulumi:providers:kubernetes";
    const provider = (name: string, inputs: Properties) => state(type, name, inputs);
    const config = (of: string) =>
      state("kubernetes:core/v1:ConfigMap", "c", {}, { provider: `${urnOf(type, of)}::${UNKNOWN}` });
    const moved = (one: Properties, other: Properties) => {
      const providers = [provider("one", one), provider("other", other)];
      const changes = plan([...providers, config("one")], [...providers, config("other")]);
      return changes.find(({ name }) => name === "c");
    };
    const [blue, green] = [{ clusterIdentifier: "blue" }, { clusterIdentifier: "green" }];
    expect(moved(blue, green)).toMatchObject({ action: "replace", reasons: [urnOf(type, "other")] });
    expect(moved(blue, blue)).toMatchObject({ action: "same", replacement: "no" });
    expect(moved({ kubeconfig: "a" }, { kubeconfig: "b" })).toMatchObject({ action: "same", replacement: "possible" });
  });

  it("takes a provider that was renamed with an alias for the same one", () => {
    const type = "pulumi:providers:kubernetes";
    const before = state(type, "old", { clusterIdentifier: "blue" });
    const after = state(type, "new", { clusterIdentifier: "blue", kubeconfig: "b" }, { aliases: [before.urn] });
    const config = (of: string) =>
      state("kubernetes:core/v1:ConfigMap", "c", {}, { provider: `${urnOf(type, of)}::${UNKNOWN}` });
    const changes = plan([before, config("old")], [after, config("new")]);
    expect(changes.map(({ action, replacement }) => [action, replacement])).toEqual([
      ["update", "possible"],
      ["same", "no"],
    ]);
  });

  it("warns that what was managed and is only read from now on may be deleted", () => {
    const read = { external: true, operation: "read" } as const;
    expect(plan([database({}, { protect: true })], [database({}, read)])[0]).toMatchObject({
      action: "read",
      replacement: "possible",
      holds: "data",
      protected: true,
    });
    expect(plan([database({}, read)], [database({}, read)])[0]).toMatchObject({ action: "read", replacement: "no" });
  });

  it("creates what was only read, and moves everybody to the new one", () => {
    const queue = (more: Partial<ResourceState>) => state(QUEUE, "q", {}, more);
    const policy = state(POLICY, "p", { queueUrl: UNKNOWN }, from("queueUrl", urnOf(QUEUE, "q")));
    const changes = plan([queue({ external: true, operation: "read" }), policy], [queue({}), policy]);
    expect(told(changes)).toEqual(["create q", "replace p queueUrl replace"]);
  });

  it("forgets what is to be retained, and does not delete what was only read", () => {
    const base = [state(QUEUE, "kept", {}, { retainOnDelete: true }), state(QUEUE, "read", {}, { external: true })];
    expect(told(plan(base, []))).toEqual(["forget kept"]);
  });

  it("shows no secret, whether marked or quoted", () => {
    const queue = (password: string) => state(QUEUE, "q", { policy: makeSecret(password), url: `x?token=${password}` });
    const changes = plan([queue("hunter-one")], [queue("hunter-two")], ["hunter-one", "hunter-two"]);
    expect(JSON.stringify(changes)).not.toContain("hunter");
    expect(changes[0]?.properties.map(({ path, before, after }) => [path, before, after])).toEqual([
      ["policy", "[secret]", "[secret]"],
      ["url", "x?token=[secret]", "x?token=[secret]"],
    ]);
  });
});
