import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Forecast } from "../../../review/capacity/forecast";
import { type Limit, limitsOf, taken } from "../../../review/capacity/limits";
import { planCapacity, usedByPods } from "../../../review/capacity/plan";
import type { DeclaredState } from "../../../review/replay/declared";
import { servicesStates } from "../replay/services-states";

const object = (type: string, name: string, inputs: object, parent = ""): DeclaredState => ({
  ...{ urn: `urn::${type}::${name}`, type, name, parent, inputs: inputs as DeclaredState["inputs"] },
});

describe("limitsOf()", () => {
  let services: DeclaredState[];
  beforeAll(async () => {
    services = await servicesStates();
  });
  const subnet = (zone: number, block: string, tags: object) =>
    object("aws:ec2/subnet:Subnet", `eu-west-1-${zone}`, { region: "eu-west-1", cidrBlock: block, tags });
  const nodes = { "kubernetes.io/role/internal-elb": "1" };

  it("finds every limit on the way of a request, the edge first", () => {
    const limits = limitsOf([
      ...services,
      object(
        "aws:rds/clusterInstance:ClusterInstance",
        "db-2",
        { region: "eu-west-1", instanceClass: "db.r8g.large" },
        "db",
      ),
      object(
        "aws:rds/clusterInstance:ClusterInstance",
        "db-1",
        { region: "eu-west-1", instanceClass: "db.r8g.2xlarge" },
        "db",
      ),
      object(
        "aws:rds/clusterInstance:ClusterInstance",
        "less",
        { region: "eu-west-1", instanceClass: "db.serverless" },
        "db",
      ),
      object(
        "kubernetes:core/v1:ConfigMap",
        "eu-west-1-pool-config",
        { data: { "pgbouncer.ini": "[pgbouncer]\nmax_client_conn = 2000\n" } },
        "pool",
      ),
      object("kubernetes:apps/v1:Deployment", "eu-west-1-pool", { spec: { replicas: 3 } }, "pool"),
      object("aws:elasticache/replicationGroup:ReplicationGroup", "eu-west-1-meta", {
        ...{ region: "eu-west-1", nodeType: "cache.r7g.large", numNodeGroups: 2, replicationGroupId: "meta" },
      }),
      object("aws:appautoscaling/target:Target", "eu-west-1-meta-shards", {
        ...{ resourceId: "replication-group/meta", scalableDimension: "elasticache:replication-group:NodeGroups" },
        ...{ minCapacity: 2, maxCapacity: 8 },
      }),
      object("aws:servicequotas/serviceQuota:ServiceQuota", "eu-west-1-q", {
        region: "eu-west-1",
        quotaCode: "L-1216C47A",
        value: 1024,
      }),
      object("aws:servicequotas/serviceQuota:ServiceQuota", "us-east-1-q", {
        region: "us-east-1",
        quotaCode: "L-1216C47A",
        value: 64,
      }),
      subnet(1, "10.0.0.0/24", nodes),
      subnet(2, "10.0.1.0/25", nodes),
      subnet(3, "10.0.2.0/20", {}),
      object("aws:cloudfront/distribution:Distribution", "app", {}),
    ]);
    const alongTheWay = limits.filter(({ stage }) => stage !== "namespace"); // see head-room.test.ts
    expect(alongTheWay.map(({ stage, id, value, unit, from }) => [stage, id, value, unit, from])).toEqual([
      ["cdn", "global/cdn/app", 250_000, "requests/s", "AWS default"],
      ["pods", "eu-west-1/pods/catalog-service", 50, "pods", "declared"],
      ["pods", "eu-west-1/pods/playback-service", 100, "pods", "declared"],
      ["pods", "eu-west-1/pods/recommendation-service", 50, "pods", "declared"],
      ["pods", "eu-west-1/pods/session-service", 50, "pods", "declared"],
      ["nodes", "eu-west-1/nodes/vcpus", 1024, "vCPUs", "declared"],
      ["addresses", "eu-west-1/addresses/eu-west-1-1", 251, "addresses", "declared"],
      ["addresses", "eu-west-1/addresses/eu-west-1-2", 123, "addresses", "declared"],
      ["cache", "eu-west-1/cache/eu-west-1-meta", 78.42, "GiB", "declared"], // 13.07 x 8 shards, a quarter reserved
      ["cache", "eu-west-1/cache/eu-west-1-meta/nodes", 90, "nodes", "AWS default"],
      ["pool", "eu-west-1/pool/eu-west-1-pool-config", 6_000, "connections", "declared"],
      ["database", "eu-west-1/database/db-2", 1_678, "connections", "AWS default"], // the weaker one counts
      ["account", "eu-west-1/account/cacheNodes", 300, "in use", "AWS default"],
    ]);
  });

  it("takes connections and reserved memory from declared parameters", () => {
    const limits = limitsOf([
      object(
        "aws:rds/clusterInstance:ClusterInstance",
        "db-1",
        { region: "eu-west-1", instanceClass: "db.r8g.large" },
        "db",
      ),
      object(
        "aws:rds/parameterGroup:ParameterGroup",
        "db-p",
        { parameters: [{ name: "max_connections", value: "900" }] },
        "db",
      ),
      object(
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "c",
        { region: "eu-west-1", nodeType: "cache.r7g.xlarge" },
        "cache",
      ),
      object(
        "aws:elasticache/parameterGroup:ParameterGroup",
        "cp",
        { parameters: [{ name: "reserved-memory-percent", value: "50" }] },
        "cache",
      ),
    ]);
    expect(limits.filter(({ from }) => from === "declared").map(({ id, value }) => [id, value])).toEqual([
      ["eu-west-1/cache/c", 13.16],
      ["eu-west-1/database/db-1", 900],
    ]);
  });

  it("says what pods take of nodes: their share of one, beside the least of all others", () => {
    const limits = limitsOf([
      ...services,
      object("aws:servicequotas/serviceQuota:ServiceQuota", "q", {
        region: "eu-west-1",
        quotaCode: "L-1216C47A",
        value: 1024,
      }),
    ]);
    const vcpus = limits.find(({ id }) => id === "eu-west-1/nodes/vcpus")!;
    // Placeholders and the other services' nine pods are 1 + 9/15 nodes; 30 pods are two nodes of 8 vCPUs
    expect(
      [taken(vcpus, "playback-service", 0), taken(vcpus, "playback-service", 30)].map(
        (n) => Math.round(n! * 1e6) / 1e6,
      ),
    ).toEqual([12.8, 28.8]);
    expect(taken(vcpus, "catalog-service", 30)).toBeUndefined();
  });
});

describe("planCapacity()", () => {
  const limit = (id: string, value: number, more: Partial<Limit> = {}): Limit => ({
    ...{ id, stage: "pods", region: "r", what: id, value, unit: "pods", from: "declared", urns: [] },
    ...more,
  });
  const forecast: Forecast = {
    firstDay: 100,
    values: Float64Array.of(100, 110, 120, 130, 125),
    low: new Float64Array(5),
    high: new Float64Array(5),
    yearlyGrowth: 0,
  };
  const history = {
    firstDay: 70,
    values: Float64Array.from({ length: 30 }, (_, i) => (i === 0 ? 999 : i === 20 ? 100 : 50)),
  };
  const plan = (
    limits: readonly Limit[],
    usedNow: readonly [string, number][],
    announced: { day: number; multiplier: number }[] = [],
  ) => planCapacity({ history, forecast, limits, usedNow: new Map(usedNow), safetyFactor: 1.2, announced });

  it("names the first limit that breaks, and the day", () => {
    const limits = [limit("roomy", 200), limit("late", 75), limit("early", 65), limit("unasked", 1)];
    const { peakNow, peak, planned, unknown } = plan(limits, [
      ["roomy", 50],
      ["late", 50],
      ["early", 50],
    ]);
    expect({ peakNow, peak }).toEqual({ peakNow: 100, peak: { day: 103, value: 156 } }); // 999 is older than four weeks
    expect(planned.map(({ limit: { id }, usedAtPeak, breaksOn }) => [id, usedAtPeak, breaksOn])).toEqual([
      ["early", 78, 101], // 50 x 1.32 = 66
      ["late", 78, 103],
      ["roomy", 78, undefined],
    ]);
    expect(unknown.map(({ id }) => id)).toEqual(["unasked"]);
  });

  it("holds at exactly the limit, and lets only what follows the load grow", () => {
    const use = { workload: "w", perPod: 1, base: 30 };
    const { planned } = plan(
      [limit("base", 61.3, { use }), limit("exact", 78)],
      [
        ["base", 50],
        ["exact", 50],
      ],
    );
    expect(
      planned.map(({ limit: { id }, usedAtPeak, breaksOn }) => [id, Math.round(usedAtPeak * 1e6) / 1e6, breaksOn]),
    ).toEqual([
      ["exact", 78, undefined],
      ["base", 61.2, undefined],
    ]);
  });

  it("multiplies announced days", () => {
    const { peak, planned } = plan([limit("pods", 100)], [["pods", 50]], [{ day: 101, multiplier: 2 }]);
    expect([peak, planned[0]!.breaksOn]).toEqual([{ day: 101, value: 264 }, 101]);
  });

  it("takes from pods what they take of each limit", () => {
    const limits = [
      limit("a", 1, { use: { workload: "w", perPod: 2, base: 3 } }),
      limit("b", 1, { use: { workload: "other", perPod: 2, base: 3 } }),
      limit("c", 1),
    ];
    expect([...usedByPods(limits, "r", "w", 10)]).toEqual([["a", 23]]);
    expect([...usedByPods(limits, "elsewhere", "w", 10)]).toEqual([]);
  });
});
