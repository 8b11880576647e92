import { describe, expect, it } from "@jest/globals";
import { type HeadRoom, headRoom } from "../../../review/capacity/head-room";
import { UNKNOWN } from "../../../review/engine/values";
import type { DeclaredState } from "../../../review/replay/declared";

const REGION = "eu-west-1";

/** One resource; every AWS one says its region. `from` names what a property takes its value from. */
function state(
  type: string,
  name: string,
  inputs: object,
  { parent = "", from = {} }: { parent?: string; from?: Record<string, string[]> } = {},
): DeclaredState {
  const region = type.startsWith("aws:") ? { region: REGION } : {};
  return {
    ...{ urn: name, type, name, parent, inputs: { ...region, ...inputs } as DeclaredState["inputs"] },
    propertyDependencies: from,
  };
}

const workload = (name: string, replicas: number | undefined, cpu: string, memory: string) =>
  state("kubernetes:apps/v1:Deployment", `eu-west-1-${name}`, {
    metadata: { name, namespace: "shop" },
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      template: { spec: { containers: [{ resources: { requests: { cpu, memory } } }] } },
    },
  });
const hpa = (name: string, maxReplicas: number | string) =>
  state("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", `eu-west-1-${name}-hpa`, {
    metadata: { name: `${name}-hpa`, namespace: "shop" },
    spec: { scaleTargetRef: { name }, minReplicas: 2, maxReplicas },
  });

const figures = (rows: readonly HeadRoom[]) =>
  rows.map(({ id, used, available, share }) => [id, used, available, share]);
const row = (rows: readonly HeadRoom[], id: string) => rows.find((each) => each.id === `${REGION}/${id}`)!;

describe("headRoom() of pods and nodes", () => {
  const quota = state("kubernetes:core/v1:ResourceQuota", "eu-west-1-shop-quota", {
    metadata: { namespace: "shop" },
    spec: { hard: { pods: "100", "requests.cpu": "60", "requests.memory": "64Gi" } },
  });
  const vcpus = state("aws:servicequotas/serviceQuota:ServiceQuota", "vcpus", { quotaCode: "L-1216C47A", value: 128 });
  const consumer = state("kubernetes:keda.sh/v1alpha1:ScaledObject", "eu-west-1-worker-scaling", {
    metadata: { name: "worker", namespace: "shop" },
    spec: { scaleTargetRef: { name: "worker" }, maxReplicaCount: 20, triggers: [{ type: "aws-sqs-queue" }] },
  });
  const shop = [
    ...[workload("api", undefined, "1", "1Gi"), hpa("api", 40)],
    ...[workload("worker", undefined, "500m", "512Mi"), consumer],
    workload("pool", 3, "250m", "128Mi"),
  ];

  it("counts what autoscalers, queues' scalers and fixed numbers may come to", () => {
    const rows = headRoom([...shop, quota, vcpus]);
    expect(figures(rows)).toEqual([
      [`${REGION}/namespace/shop/pods`, 63, 100, 0.63],
      [`${REGION}/namespace/shop/requests.cpu`, 40 + 10 + 0.75, 60, 50.75 / 60],
      [`${REGION}/namespace/shop/requests.memory`, 40 * 1024 + 20 * 512 + 3 * 128, 65_536, 51_584 / 65_536],
      // 7, 15 and 30 of them fit on eight vCPUs: 5.7 + 1.3 + 0.1 nodes
      [`${REGION}/nodes/vcpus`, 8 * 8, 128, 0.5],
    ]);
    expect(row(rows, "namespace/shop/pods")).toEqual({
      ...{ id: `${REGION}/namespace/shop/pods`, limit: "pods of namespace shop", component: "namespace" },
      ...{ region: REGION, used: 63, available: 100, unit: "pods", share: 0.63 },
      urns: [
        ...["eu-west-1-api", "eu-west-1-api-hpa", "eu-west-1-pool", "eu-west-1-shop-quota"],
        ...["eu-west-1-worker", "eu-west-1-worker-scaling"],
      ],
      notes: ["pods of a roll-out come on top"],
    });
  });

  it("does not depend on the order of the resources", () => {
    const states = [...shop, quota, vcpus];
    expect(headRoom([...states].reverse())).toEqual(headRoom(states));
  });

  it("says which property is not known yet, and claims nothing", () => {
    const rows = headRoom([...shop, hpa("pool", UNKNOWN), quota, vcpus]);
    const unknown = "not evaluable: spec.maxReplicas of eu-west-1-pool-hpa is not known yet";
    expect(rows.map(({ used, share, notes }) => [used, share, notes[0]])).toEqual(
      Array.from({ length: 4 }, () => [undefined, undefined, unknown]),
    );
    const hard = { ...quota, inputs: { metadata: { namespace: "shop" }, spec: { hard: { pods: UNKNOWN } } } };
    expect(row(headRoom([...shop, hard]), "namespace/shop/pods")).toMatchObject({
      ...{ used: 63, available: undefined, share: undefined },
      notes: [
        'not evaluable: spec.hard["pods"] of eu-west-1-shop-quota is not known yet',
        "pods of a roll-out come on top",
      ],
    });
  });

  it("does not take a quota that nobody declares for AWS's default", () => {
    const { used, available, notes } = row(headRoom(shop), "nodes/vcpus");
    expect([used, available, notes[0], notes.at(-1)]).toEqual([
      ...[64, undefined, "not evaluable: no ServiceQuota declares the vCPUs of eu-west-1"],
      "a new account has 5 vCPUs, most have more",
    ]);
  });

  it("takes a quota whose value is not known yet for neither zero nor AWS's default", () => {
    const quota = (name: string, quotaCode: string) =>
      state("aws:servicequotas/serviceQuota:ServiceQuota", name, { quotaCode, value: UNKNOWN });
    const rows = headRoom([
      ...[...shop, quota("vcpus", "L-1216C47A"), quota("ips", "L-0263D0A3")],
      state("aws:ec2/eip:Eip", "ip", {}),
    ]);
    expect(figures(rows)).toEqual([
      [`${REGION}/nodes/vcpus`, 64, undefined, undefined],
      [`${REGION}/account/elasticIps`, 1, undefined, undefined],
    ]);
    expect(rows.map(({ notes }) => notes[0])).toEqual([
      "not evaluable: value of vcpus is not known yet",
      "not evaluable: value of ips is not known yet",
    ]);
  });

  it("compares with node groups where no Auto Mode adds nodes", () => {
    const group = state("aws:eks/nodeGroup:NodeGroup", "nodes", {
      instanceTypes: ["m7g.2xlarge"],
      scalingConfig: { maxSize: 6 },
    });
    const auto = state("aws:eks/cluster:Cluster", "eks", { computeConfig: { enabled: true } });
    expect(row(headRoom([...shop, group]), "nodes/groups")).toMatchObject({ used: 8, available: 6, share: 8 / 6 });
    expect(row(headRoom([...shop, group, auto]), "nodes/groups")).toBeUndefined();
    expect(
      row(
        headRoom([...shop, { ...group, inputs: { ...group.inputs, scalingConfig: { maxSize: 20 } } }, vcpus]),
        "nodes/vcpus",
      ),
    ) //
      .toMatchObject({ used: 160, share: 160 / 128 }); // all nodes that the group may start
  });

  it("finds the requests of a controller that a chart brings", () => {
    const entrance = { parent: "ingress" };
    const release = state(
      "kubernetes:helm.sh/v3:Release",
      "eu-west-1-ingress-controller",
      {
        chart: "oci://ghcr.io/nginx/charts/nginx-ingress",
        values: {
          controller: {
            resources: { requests: { cpu: "2", memory: "2Gi" } },
            config: { entries: { "worker-connections": "1000", "worker-rlimit-nofile": "1500" } },
          },
        },
      },
      entrance,
    );
    const scaler = { ...hpa("nginx", 30), parent: "ingress" };
    const route = state("kubernetes:k8s.nginx.org/v1:VirtualServerRoute", "eu-west-1-route", {
      spec: { upstreams: [{ name: "api", keepalive: 64 }, { name: "worker" }] },
    });
    const rows = headRoom([...shop, release, scaler, route, quota]);
    expect(row(rows, "namespace/shop/requests.cpu").used).toBe(50.75 + 60);
    expect(figures(rows).slice(0, 2)).toEqual([
      [`${REGION}/ingress/worker-connections`, 64, 1_000, 0.064],
      [`${REGION}/ingress/worker-files`, 2_000, 1_500, 2_000 / 1_500],
    ]);
  });
});

describe("headRoom() of addresses", () => {
  const subnet = (name: string, cidrBlock: string, tags = {}) =>
    state("aws:ec2/subnet:Subnet", name, { cidrBlock, tags });
  const forNodes = { "kubernetes.io/role/internal-elb": "1" };
  const subnets = [
    subnet("a", "10.0.0.0/24", forNodes),
    subnet("b", "10.0.1.0/25", forNodes),
    ...[subnet("data-a", "10.0.2.0/28"), subnet("data-b", "10.0.3.0/28"), subnet("nobody", "10.0.4.0/28")],
  ];

  it("spreads nodes over zones, and counts whatever else stands in a subnet", () => {
    const rows = headRoom([
      ...subnets,
      ...[workload("api", undefined, "1", "1Gi"), hpa("api", 40)],
      state("aws:ec2/vpcEndpoint:VpcEndpoint", "ecr", {}, { from: { subnetIds: ["a", "b"] } }),
      state("aws:elasticache/subnetGroup:SubnetGroup", "group", {}, { from: { subnetIds: ["data-a", "data-b"] } }),
      state(
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "cache",
        { nodeType: "cache.r7g.large", numNodeGroups: 3, replicasPerNodeGroup: 2 },
        { from: { subnetGroupName: ["group"] } },
      ),
    ]);
    expect(figures(rows.filter(({ component }) => component === "addresses"))).toEqual([
      // 40 pods on 6 nodes: 20 + 3 x 32 in each zone, and the endpoint
      [`${REGION}/addresses/a`, 117, 251, 117 / 251],
      [`${REGION}/addresses/b`, 117, 123, 117 / 123],
      [`${REGION}/addresses/data-a`, 5, 11, 5 / 11], // nine nodes in two zones
      [`${REGION}/addresses/data-b`, 5, 11, 5 / 11],
    ]);
  });

  it("knows no size of a block that is not known yet", () => {
    const rows = headRoom([subnet("a", UNKNOWN, forNodes), workload("api", 4, "1", "1Gi"), hpa("api", 40)]);
    expect(row(rows, "addresses/a")).toMatchObject({
      ...{ used: 40 + 6 * 32, available: undefined, share: undefined },
      notes: ["not evaluable: cidrBlock of a is not known yet"],
    });
  });
});

describe("headRoom() of caches and databases", () => {
  it("takes shards and replicas at their scalers' maximum, and a datastore's shards for its members", () => {
    const scaler = (dimension: string, maxCapacity: number) =>
      state("aws:appautoscaling/target:Target", dimension, {
        ...{ resourceId: "replication-group/meta", scalableDimension: `elasticache:replication-group:${dimension}` },
        maxCapacity,
      });
    const rows = headRoom([
      state("aws:elasticache/replicationGroup:ReplicationGroup", "meta", {
        ...{ nodeType: "cache.r7g.large", numNodeGroups: 2, replicasPerNodeGroup: 1, replicationGroupId: "meta" },
      }),
      ...[scaler("NodeGroups", 15), scaler("Replicas", 5)],
      state("aws:elasticache/globalReplicationGroup:GlobalReplicationGroup", "global", { numNodeGroups: 4 }),
      state(
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "follower",
        { globalReplicationGroupId: UNKNOWN, replicasPerNodeGroup: 1 },
        { from: { globalReplicationGroupId: ["global"] } },
      ),
    ]);
    expect(figures(rows)).toEqual([
      [`${REGION}/cache/follower/nodes`, 8, 90, 8 / 90],
      [`${REGION}/cache/meta`, undefined, 147.04, undefined], // 13.07 GiB x 15, a quarter reserved
      [`${REGION}/cache/meta/nodes`, 90, 90, 1],
      [`${REGION}/account/cacheNodes`, 98, 300, 98 / 300],
    ]);
    expect(row(rows, "cache/meta").notes[0]).toBe("not evaluable: what is used of it is not declared");
  });

  it("takes the nodes of a cache without cluster mode as they are declared", () => {
    const rows = headRoom([
      state("aws:elasticache/replicationGroup:ReplicationGroup", "plain", { numCacheClusters: 3 }),
      state("aws:elasticache/replicationGroup:ReplicationGroup", "later", { numCacheClusters: UNKNOWN }),
    ]);
    expect(figures(rows)).toEqual([
      [`${REGION}/cache/plain/nodes`, 3, 6, 0.5],
      [`${REGION}/account/cacheNodes`, 3, 300, 3 / 300],
    ]);
  });

  const file = `[databases]
streaming = host=db.cluster-abc.eu-west-1.rds.amazonaws.com port=5432 dbname=streaming max_db_connections=200
streaming_ro = host=db.cluster-ro-abc.eu-west-1.rds.amazonaws.com port=5432 dbname=streaming max_db_connections=100

[pgbouncer]
max_client_conn = 2000
`;
  const pools = (region: string, ini: string, annotations = {}) => [
    state(
      "kubernetes:core/v1:ConfigMap",
      `${region}-pools-config`,
      { data: { "pgbouncer.ini": ini } },
      { parent: region },
    ),
    state(
      "kubernetes:apps/v1:Deployment",
      `${region}-pools-pods`,
      { metadata: { annotations }, spec: { replicas: 3, strategy: { rollingUpdate: { maxSurge: 1 } } } },
      { parent: region },
    ),
  ];
  const database = state("aws:rds/cluster:Cluster", "db", { clusterIdentifier: "db" }, { parent: "database" });
  const instance = state(
    "aws:rds/clusterInstance:ClusterInstance",
    "db-1",
    { instanceClass: "db.r8g.large" },
    { parent: "database" },
  );
  const readers = state("aws:appautoscaling/target:Target", "readers", {
    ...{ resourceId: "cluster:db", scalableDimension: "rds:cluster:ReadReplicaCount", maxCapacity: 6 },
  });
  const ofDatabase = (rows: readonly HeadRoom[]) => figures(rows.filter(({ component }) => component !== "account"));

  it("adds what pools of all regions hold of one instance, while all of them are rolled out", () => {
    const rows = headRoom([...pools("eu-west-1", file), ...pools("us-east-1", file), database, instance, readers]);
    expect(ofDatabase(rows)).toEqual([
      ["eu-west-1/pool/eu-west-1-pools-config", undefined, 6_000, undefined],
      ["us-east-1/pool/us-east-1-pools-config", undefined, 6_000, undefined],
      [`${REGION}/database/db-1`, 4 * (200 + 100) + 4 * 200, 1_678, 2_000 / 1_678],
      [`${REGION}/database/db/readers`, 6, 15, 0.4],
    ]);
    expect(row(rows, "account/databaseInstances").used).toBe(7);
  });

  it("reads the pools' sizes from the Deployment while the file waits for the database's name", () => {
    const sizes = { "p95/max-clients": "2000", "p95/writer-connections": "200", "p95/reader-connections": "100" };
    const [known, unknown] = [sizes, { ...sizes, "p95/max-clients": undefined }].map((annotations) =>
      headRoom([...pools(REGION, UNKNOWN, annotations), database, instance]),
    ) as [HeadRoom[], HeadRoom[]];
    expect(ofDatabase(known).slice(0, 2)).toEqual([
      [`${REGION}/pool/eu-west-1-pools-config`, undefined, 6_000, undefined],
      [`${REGION}/database/db-1`, 1_200, 1_678, 1_200 / 1_678],
    ]);
    const reason = 'not evaluable: data["pgbouncer.ini"] of eu-west-1-pools-config is not known yet';
    expect(unknown.slice(0, 2).map(({ available, notes }) => [available, notes[0]])).toEqual([
      [undefined, reason],
      [1_678, reason],
    ]);
  });
});

describe("headRoom() with more limits", () => {
  const states = [
    ...[workload("api", undefined, "1", "1Gi"), hpa("api", 40)],
    state("aws:servicequotas/serviceQuota:ServiceQuota", "vcpus", { quotaCode: "L-1216C47A", value: 128 }),
  ];

  it("has those that only load reaches as well, of which no maximum takes anything", () => {
    const figures = (...args: Parameters<typeof headRoom>) =>
      headRoom(...args).map(({ id, used, available, share }) => [id, used, available, share]);
    const vcpus = [`${REGION}/nodes/vcpus`, 48, 128, 0.375];
    expect(figures(states)).toEqual([vcpus]);
    expect(figures(states, new Set([`${REGION}/pods/api`, `${REGION}/pods/gone`]))).toEqual([
      [`${REGION}/pods/api`, undefined, 40, undefined],
      vcpus,
    ]);
  });
});
