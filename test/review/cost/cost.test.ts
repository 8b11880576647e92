import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { compareCosts } from "../../../review/cost/compare-costs";
import { estimateFixed, exactly, sum } from "../../../review/cost/estimate";
import { Prices } from "../../../review/cost/prices";
import { readUsage, usageCosts } from "../../../review/cost/usage";
import { blankState } from "../../../review/engine/goal-state";
import type { ResourceState } from "../../../review/engine/resource-state";
import { type Properties, UNKNOWN } from "../../../review/engine/values";
import { temporaryFolder } from "../../support/temporary-folder";

const PRICES = Prices.load();
const HOURS = 730;

function state(type: string, name: string, inputs: Properties, more: Partial<ResourceState> = {}): ResourceState {
  const urn = `urn:pulumi:dev::p95::${type}::${name}`;
  return { ...blankState(urn, type, name), custom: true, inputs: { region: "us-east-1", ...inputs }, ...more };
}
const behind = (property: string, ...from: ResourceState[]) => ({
  propertyDependencies: { [property]: from.map(({ urn }) => urn) },
});

/** `<item> <min>/<expected>/<max> <unit>` of each thing that is paid for. */
function quantities(...states: ResourceState[]): string[] {
  return estimateFixed(states, PRICES).items.map(({ item, quantity: { min, expected, max } }) => {
    const amounts = min === max ? `${min}` : `${min}/${expected}/${max}`;
    return `${item} ${amounts}`;
  });
}
const unpriced = (...states: ResourceState[]) =>
  estimateFixed(states, PRICES).unpriced.map(({ item, why }) => `${item}: ${why}`);

describe("fixed costs", () => {
  it("are the price times the hours of a month, dated, with their component and region", () => {
    const gateway = state("aws:ec2/natGateway:NatGateway", "nat", {});
    const [item] = estimateFixed([gateway], PRICES).items;
    expect(item).toEqual({
      ...{ urn: gateway.urn, name: "nat", component: "ec2", region: "us-east-1", item: "natgateway: gateway hour" },
      ...{
        unit: "hour",
        quantity: exactly(HOURS),
        usd: 0.045,
        priceDate: expect.stringMatching(/^202\d/),
        verified: true,
      },
      monthly: exactly(0.045 * HOURS),
    });
  });

  it("count a regional gateway and its address in each zone that its network has subnets in", () => {
    const vpc = state("aws:ec2/vpc:Vpc", "vpc", {});
    const subnet = (zone: string, role: string) =>
      state("aws:ec2/subnet:Subnet", `${role}-${zone}`, { availabilityZoneId: zone }, behind("vpcId", vpc));
    const gateway = state(
      "aws:ec2/natGateway:NatGateway",
      "nat",
      { availabilityMode: "regional" },
      behind("vpcId", vpc),
    );
    const subnets = [subnet("a", "public"), subnet("a", "private"), subnet("b", "public")];
    expect(quantities(vpc, ...subnets, gateway)).toEqual([
      `natgateway: gateway hour ${2 * HOURS}`,
      `vpc: public IPv4 address ${2 * HOURS}`,
    ]);
  });

  it("count an interface endpoint in each of its subnets, and a gateway endpoint not at all", () => {
    const endpoint = (vpcEndpointType: string) =>
      state("aws:ec2/vpcEndpoint:VpcEndpoint", vpcEndpointType, { vpcEndpointType, subnetIds: ["a", "b", "c"] });
    expect(quantities(endpoint("Interface"))).toEqual([`vpc: interface endpoint per AZ ${3 * HOURS}`]);
    expect(quantities(endpoint("Gateway"))).toEqual([]);
  });

  it("range over the nodes that an autoscaler may have, with their disks", () => {
    const template = state("aws:ec2/launchTemplate:LaunchTemplate", "t", {
      blockDeviceMappings: [{ ebs: { volumeSize: 50 } }],
    });
    const group = state(
      "aws:eks/nodeGroup:NodeGroup",
      "g",
      { instanceTypes: ["m7g.2xlarge"], scalingConfig: { minSize: 3, desiredSize: 4, maxSize: 30 } },
      behind("launchTemplate", template),
    );
    expect(quantities(template, group)).toEqual([
      `ec2: on-demand Linux m7g.2xlarge ${3 * HOURS}/${4 * HOURS}/${30 * HOURS}`,
      "ebs: gp3 storage 150/200/1500",
    ]);
  });

  it("are those of shards times their nodes, as many as their autoscalers allow", () => {
    const group = state("aws:elasticache/replicationGroup:ReplicationGroup", "c", {
      ...{
        replicationGroupId: "c-1",
        nodeType: "cache.r7g.large",
        engine: "valkey",
        numNodeGroups: 3,
        replicasPerNodeGroup: 2,
      },
    });
    const target = (dimension: string, minCapacity: number, maxCapacity: number) =>
      state("aws:appautoscaling/target:Target", dimension, {
        ...{ resourceId: "replication-group/c-1", minCapacity, maxCapacity },
        scalableDimension: `elasticache:replication-group:${dimension}`,
      });
    const item = "elasticache: Valkey node cache.r7g.large";
    expect(quantities(group)).toEqual([`${item} ${9 * HOURS}`]);
    const all = [group, target("NodeGroups", 3, 15), target("Replicas", 2, 5)];
    expect(quantities(...all)).toEqual([`${item} ${9 * HOURS}/${9 * HOURS}/${90 * HOURS}`]);
  });

  it("count the nodes of a cache without cluster mode", () => {
    const group = (inputs: Properties) =>
      state("aws:elasticache/replicationGroup:ReplicationGroup", "c", { nodeType: "cache.r7g.large", ...inputs });
    const item = "Valkey node cache.r7g.large";
    expect(quantities(group({ numCacheClusters: 3 }))).toEqual([`elasticache: ${item} ${3 * HOURS}`]);
    expect(quantities(group({}))).toEqual([`elasticache: ${item} ${HOURS}`]);
  });

  it.each([
    [{ numCacheClusters: UNKNOWN }, "the number of nodes is not known before the update"],
    [{ numNodeGroups: UNKNOWN }, "the number of nodes is not known before the update"],
    [{ numNodeGroups: 2, replicasPerNodeGroup: UNKNOWN }, "the number of nodes is not known before the update"],
    [{ nodeGroupConfigurations: [{ replicaCount: 2 }] }, "node groups that are declared one by one are not counted"],
  ])("list a cache with %j instead of a guess", (inputs, why) => {
    const group = state("aws:elasticache/replicationGroup:ReplicationGroup", "c", {
      nodeType: "cache.r7g.large",
      ...(inputs as Properties),
    });
    expect([quantities(group), unpriced(group)]).toEqual([[], [`Valkey node cache.r7g.large: ${why}`]]);
  });

  it("take the nodes of a copy in another region from the one that it follows", () => {
    const type = "aws:elasticache/replicationGroup:ReplicationGroup";
    const primary = state(type, "p", {
      nodeType: "cache.r7g.large",
      engine: "valkey",
      numNodeGroups: 3,
      replicasPerNodeGroup: 2,
    });
    const global = state(
      "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup",
      "g",
      {},
      behind("primaryReplicationGroupId", primary),
    );
    const copy = state(
      type,
      "s",
      { region: "eu-west-1", replicasPerNodeGroup: 1 },
      behind("globalReplicationGroupId", global),
    );
    expect(quantities(primary, global, copy)[1]).toBe(`elasticache: Valkey node cache.r7g.large ${6 * HOURS}`);
  });

  it("know Aurora's storage plan, its sleeping instances and the readers that may come", () => {
    const cluster = (inputs: Properties) =>
      state("aws:rds/cluster:Cluster", "db", { clusterIdentifier: "db-1", ...inputs });
    const member = (of: ResourceState, instanceClass: string) =>
      state("aws:rds/clusterInstance:ClusterInstance", "one", { instanceClass }, behind("clusterIdentifier", of));
    const fast = cluster({ storageType: "aurora-iopt1" });
    const target = state("aws:appautoscaling/target:Target", "t", {
      ...{
        resourceId: "cluster:db-1",
        scalableDimension: "rds:cluster:ReadReplicaCount",
        minCapacity: 2,
        maxCapacity: 15,
      },
    });
    const item = "aurora-postgresql: I/O-Optimized instance db.r8g.2xlarge";
    expect(quantities(fast, member(fast, "db.r8g.2xlarge"), target)).toEqual([
      `${item} 0/0/${13 * HOURS}`,
      `${item} ${HOURS}`,
    ]);
    const idle = cluster({ serverlessv2ScalingConfiguration: { minCapacity: 0, maxCapacity: 4 } });
    expect(quantities(idle, member(idle, "db.serverless"))).toEqual([
      `aurora-postgresql: Serverless v2 Standard 0/0/${4 * HOURS}`,
    ]);
  });

  it("count each metric of an alarm, each feature of a health check and each rule of a firewall", () => {
    const alarm = state("aws:cloudwatch/metricAlarm:MetricAlarm", "a", {
      metricQueries: [{ metric: {} }, { metric: {} }, { expression: "m1+m2" }],
    });
    const check = state("aws:route53/healthCheck:HealthCheck", "h", {
      type: "HTTPS",
      requestInterval: 10,
      measureLatency: true,
    });
    const firewall = state("aws:wafv2/webAcl:WebAcl", "w", { rules: [{}, {}, {}] });
    expect(quantities(alarm, check, firewall)).toEqual([
      "cloudwatch: standard metric alarm 2",
      "route53: health check, AWS endpoint 1",
      "route53: health check optional feature (HTTPS, string match, latency, fast interval), AWS endpoint 3",
      "wafv2: web ACL 1",
      "wafv2: rule 3",
    ]);
  });

  it("list what has no price, and never count it as nothing", () => {
    expect(unpriced(state("aws:ec2/natGateway:NatGateway", "n", { region: "eu-north-1" }))).toEqual([
      "natgateway: gateway hour: no price is written down for eu-north-1",
    ]);
    expect(unpriced(state("aws:braket/device:Device", "q", {}))).toEqual([
      "aws:braket/device:Device: p95 does not know what it costs",
    ]);
    expect(unpriced(state("aws:eks/cluster:Cluster", "k", { controlPlaneScalingConfig: { tier: "tier-xl" } }))).toEqual(
      ["EKS control plane, tier-xl: no price of provisioned control planes is written down"],
    );
    expect(unpriced(state("aws:iam/role:Role", "free", {}), state("aws:s3/bucket:Bucket", "by-use", {}))).toEqual([]);
  });
});

describe("usage costs", () => {
  const write = (content: unknown): string => {
    const directory = temporaryFolder("usage");
    writeFileSync(join(directory, "usage.prod.json"), typeof content === "string" ? content : JSON.stringify(content));
    return directory;
  };
  const use = (more: object = {}) => ({
    ...{ component: "cdn", service: "cloudfront", region: "edge:EU", quantity: 50_000, because: "last month's bill" },
    ...{ item: "data transfer out to internet" },
    ...more,
  });

  it("are paid tier by tier", () => {
    const costs = usageCosts(readUsage(write([use()]), "prod", PRICES), PRICES);
    expect(costs.map(({ quantity, monthly }) => [quantity, Math.round(monthly)])).toEqual([
      [10_000, 850],
      [40_000, 3_200],
    ]);
  });

  it("pay the last tier for all the rest", () => {
    const costs = usageCosts(readUsage(write([use({ quantity: 6_000_000 })]), "prod", PRICES), PRICES);
    expect(costs.map(({ quantity }) => quantity)).toEqual([
      10_000, 40_000, 100_000, 350_000, 524_000, 4_000_000, 976_000,
    ]);
  });

  it("are nothing where nothing is declared", () => {
    expect(readUsage(temporaryFolder("usage"), "prod", PRICES)).toEqual([]);
  });

  it.each([
    ["{", /Cannot read .*usage\.prod\.json\n {2}.*JSON/],
    [{}, /must be a list of uses/],
    [[use({ quantity: -1 })], /\[0\]\.quantity: must be a number of 0 or more units per month, got -1/],
    [[use({ item: "no such thing" })], /\[0\]\.item: must have a price in edge:EU, got "cloudfront: no such thing"/],
    [[use({ colour: "red" })], /\[0\]\.colour: must be one of the fields component, service/],
    [[use({ because: undefined })], /\[0\]\.because: must be a text, got nothing/],
  ])("name what is wrong in %j", (content, message) => {
    expect(() => readUsage(write(content), "prod", PRICES)).toThrow(message);
  });
});

describe("compareCosts()", () => {
  const key = state("aws:kms/key:Key", "k", {});
  const gateway = state("aws:ec2/natGateway:NatGateway", "n", { region: "eu-west-1" });
  const costs = (...states: ResourceState[]) => ({ fixed: estimateFixed(states, PRICES), usage: [] });

  it("puts the greatest change first and adds up", () => {
    const comparison = compareCosts(costs(key), costs(key, gateway));
    expect(
      comparison.lines.map(({ component, region, base, head }) => [component, region, base.expected, head.expected]),
    ).toEqual([
      ["ec2", "eu-west-1", 0, 0.048 * HOURS],
      ["kms", "us-east-1", 1, 1],
    ]);
    expect(comparison.head).toEqual(sum([exactly(1), exactly(0.048 * HOURS)]));
    expect(comparison.base).toEqual(exactly(1));
  });

  it("names prices without a source, and how old the prices are", () => {
    const balancer = state("aws:lb/loadBalancer:LoadBalancer", "b", {
      region: "eu-west-1",
      loadBalancerType: "network",
      internal: true,
    });
    const { unverified, priceDates } = compareCosts(undefined, costs(balancer, key));
    expect(unverified).toEqual(["elb: network load balancer in eu-west-1"]);
    expect(priceDates?.oldest).toMatch(/^202\d/);
  });
});
