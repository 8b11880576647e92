import { beforeAll, describe, expect, it } from "@jest/globals";
import { accessString, parameterFamily, parameters } from "../../../components/cache/purposes";
import type { CachePurpose } from "../../../components/cache/settings";
import { ValkeyCluster, type ValkeyClusterArgs } from "../../../components/cache/valkey-cluster";
import { physicalName } from "../../../components/physical-name";
import { type Declared, declared } from "../../support/declared";
import { resolved } from "../../support/mocks";
import { clusters, network } from "./samples";

const named = (...parts: string[]) => physicalName("elasticache", ...parts);

const metadata: ValkeyClusterArgs = {
  region: "eu-west-1",
  purpose: "metadata",
  engineVersion: "8.2",
  size: { nodeType: "cache.r7g.large", shards: 2, replicasPerShard: 1, snapshotRetentionDays: 1 },
  clock: { timezone: "Europe/Dublin", quietHourUtc: 3 },
  network: network("eu-west-1", ["10.33.0.0/16"]),
  pageTopicArn: "arn:page",
  ticketTopicArn: "arn:ticket",
  logRetentionDays: 30,
  protectStateful: false,
};

const recommendations: ValkeyClusterArgs = {
  ...metadata,
  purpose: "recommendations",
  size: clusters.recommendations,
  primeTime: { fromHour: 17, toHour: 1 },
};

const sessions: ValkeyClusterArgs = {
  ...metadata,
  purpose: "sessions",
  size: clusters.sessions,
  protectStateful: true,
};

describe("ValkeyCluster of fixed size", () => {
  let made: Declared;
  let cluster!: ValkeyCluster;
  beforeAll(async () => {
    made = await declared((opts) => {
      cluster = new ValkeyCluster("meta", metadata, opts);
    });
  });

  it("is private, encrypted, and outlives a zone", () => {
    const id = named("meta");
    expect(made.one("meta-cluster")).toEqual({
      region: "eu-west-1",
      replicationGroupId: id,
      description: "metadata in eu-west-1",
      engine: "valkey",
      engineVersion: "8.2",
      nodeType: "cache.r7g.large",
      dataTieringEnabled: false,
      clusterMode: "enabled",
      numNodeGroups: 2,
      replicasPerNodeGroup: 1,
      automaticFailoverEnabled: true,
      multiAzEnabled: true,
      port: 6379,
      parameterGroupName: "meta-parameters",
      subnetGroupName: "meta-subnets",
      securityGroupIds: ["meta-firewall-group-id"],
      atRestEncryptionEnabled: true,
      kmsKeyId: "arn:meta-key",
      transitEncryptionEnabled: true,
      transitEncryptionMode: "required",
      networkType: "ipv4",
      ipDiscovery: "ipv4",
      userGroupIds: [named("meta-users", "group")],
      logDeliveryConfigurations: ["slow-log", "engine-log"].map((logType) => ({
        logType,
        logFormat: "json",
        destinationType: "cloudwatch-logs",
        destination: `/aws/vendedlogs/elasticache/${id}/${logType}`,
      })),
      notificationTopicArn: "arn:ticket",
      snapshotRetentionLimit: 1,
      snapshotWindow: "03:00-04:00",
      maintenanceWindow: "sun:04:00-sun:05:00",
      autoMinorVersionUpgrade: true,
      applyImmediately: false,
    });
  });

  it("admits its clients and calls nobody", () => {
    expect(made.one("meta-firewall-group")).toEqual({
      region: "eu-west-1",
      vpcId: "vpc-eu-west-1",
      description: "Clients of a Valkey cache",
    });
    expect(made.one("meta-firewall-from-10.33.0.0-16")).toEqual({
      region: "eu-west-1",
      securityGroupId: "meta-firewall-group-id",
      cidrIpv4: "10.33.0.0/16",
      ipProtocol: "tcp",
      fromPort: 6379,
      toPort: 6379,
      description: "Valkey over TLS",
    });
    expect(made.names("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")).toEqual([]);
  });

  it("lets one IAM user in, whose id is its name, as IAM authentication demands", () => {
    const id = named("meta-users", "metadata");
    expect(made.one("meta-users-metadata")).toEqual({
      region: "eu-west-1",
      userId: id,
      userName: id,
      engine: "valkey",
      accessString: accessString("metadata"),
      authenticationMode: { type: "iam" },
    });
    expect(made.one("meta-users-group")).toEqual({
      region: "eu-west-1",
      userGroupId: named("meta-users", "group"),
      engine: "valkey",
      userIds: [id],
    });
  });

  it("leaves the parameter group's name to Pulumi, which makes the new one before it deletes the old", () => {
    expect(made.one("meta-parameters")).toEqual({
      region: "eu-west-1",
      family: "valkey8",
      description: "Managed by Pulumi",
      parameters: parameters("metadata", 25),
    });
  });

  it("keeps its logs for as long as told, and rotates its key", () => {
    expect(made.one("meta-slow-log").retentionInDays).toBe(30);
    expect(made.one("meta-engine-log").retentionInDays).toBe(30);
    expect(made.one("meta-key")).toEqual({
      region: "eu-west-1",
      description: "meta: Valkey data at rest",
      enableKeyRotation: true,
      deletionWindowInDays: 30,
    });
  });

  it("gives every resource its region", () => {
    const aws = made.resources.filter(({ type }) => type.startsWith("aws:"));
    expect(aws.filter(({ inputs }) => inputs.region !== "eu-west-1").map(({ name }) => name)).toEqual([]);
    expect(made.names("aws:elasticache/replicationGroup:ReplicationGroup")).toEqual(["meta-cluster"]);
  });

  it("scales nothing, ignores nothing, protects nothing and waits long enough to reshard", () => {
    expect(made.names("aws:appautoscaling/target:Target")).toEqual([]);
    expect(made.options("meta-cluster")).toMatchObject({
      ignoreChanges: [],
      protect: false,
      customTimeouts: { create: "90m", update: "90m", delete: "90m" },
    });
  });

  it("tells a client where to connect, as whom, and what its role must be allowed", async () => {
    const { host: _, cacheName, userName, connectArns, ...plain } = cluster.endpoint;
    expect(plain).toEqual({ port: 6379, region: "eu-west-1", serverless: false });
    expect(await resolved(cacheName)).toBe(named("meta"));
    expect(await resolved(userName)).toBe(named("meta-users", "metadata"));
    expect(await Promise.all(connectArns.map(resolved))).toEqual(["arn:meta-cluster", "arn:meta-users-metadata"]);
  });
});

describe("ValkeyCluster that scales", () => {
  let made: Declared;
  beforeAll(async () => {
    made = await declared((opts) => new ValkeyCluster("recs", recommendations, opts));
  });
  const where = (dimension: string) => ({
    region: "eu-west-1",
    serviceNamespace: "elasticache",
    scalableDimension: `elasticache:replication-group:${dimension}`,
    resourceId: `replication-group/${named("recs")}`,
  });

  it("starts at the minimum and leaves both counts to the scaler", () => {
    expect(made.one("recs-cluster")).toMatchObject({ numNodeGroups: 3, replicasPerNodeGroup: 2, multiAzEnabled: true });
    expect(made.options("recs-cluster").ignoreChanges).toEqual(["numNodeGroups", "replicasPerNodeGroup"]);
  });

  it("adds shards as memory fills and never removes one", () => {
    expect(made.one("recs-shards")).toEqual({ ...where("NodeGroups"), minCapacity: 3, maxCapacity: 20 });
    expect(made.one("recs-shards-tracking")).toEqual({
      ...where("NodeGroups"),
      policyType: "TargetTrackingScaling",
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: {
          predefinedMetricType: "ElastiCacheDatabaseMemoryUsageCountedForEvictPercentage",
        },
        targetValue: 60,
        disableScaleIn: true,
        scaleInCooldown: 600,
        scaleOutCooldown: 600,
      },
    });
    expect(made.options("recs-shards").ignoreChanges).toEqual([]);
  });

  it("adds and removes replicas as their CPU rises and falls, and raises their minimum for prime time", () => {
    expect(made.one("recs-replicas")).toEqual({ ...where("Replicas"), minCapacity: 2, maxCapacity: 5 });
    expect(made.one("recs-replicas-tracking").targetTrackingScalingPolicyConfiguration).toEqual({
      predefinedMetricSpecification: { predefinedMetricType: "ElastiCacheReplicaEngineCPUUtilization" },
      targetValue: 60,
      disableScaleIn: false,
      scaleInCooldown: 600,
      scaleOutCooldown: 600,
    });
    const scheduled = { ...where("Replicas"), timezone: "Europe/Dublin" };
    expect(made.one("recs-replicas-raise")).toEqual({
      ...scheduled,
      schedule: "cron(0 17 * * ? *)",
      scalableTargetAction: { minCapacity: 3, maxCapacity: 5 },
    });
    expect(made.one("recs-replicas-lower")).toEqual({
      ...scheduled,
      schedule: "cron(0 1 * * ? *)",
      scalableTargetAction: { minCapacity: 2, maxCapacity: 5 },
    });
    expect(made.options("recs-replicas").ignoreChanges).toEqual(["minCapacity"]);
  });

  it.each([
    [
      "the primaries' CPU",
      { shards: { minCount: 1, maxCount: 2, targetCpuPercent: 50 }, replicasPerShard: 1 },
      "ElastiCachePrimaryEngineCPUUtilization",
      50,
    ],
    [
      "memory and SSD where nodes tier data",
      { nodeType: "cache.r6gd.xlarge" },
      "ElastiCacheDatabaseCapacityUsageCountedForEvictPercentage",
      60,
    ],
  ])("can track %s", async (_, size, metric, target) => {
    const tracking = await declared(
      (opts) => new ValkeyCluster("recs", { ...recommendations, size: { ...recommendations.size, ...size } }, opts),
    );
    const policy = tracking.one("recs-shards-tracking").targetTrackingScalingPolicyConfiguration;
    expect([policy.predefinedMetricSpecification.predefinedMetricType, policy.targetValue]).toEqual([metric, target]);
    expect(tracking.one("recs-cluster").dataTieringEnabled).toBe("nodeType" in size);
  });
});

describe("ValkeyCluster of sessions", () => {
  it("is protected with its key and leaves a last snapshot", async () => {
    const made = await declared((opts) => new ValkeyCluster("sess", sessions, opts));
    expect(made.one("sess-cluster").finalSnapshotIdentifier).toBe(named("sess", "final"));
    expect(["sess-cluster", "sess-key"].map((name) => made.options(name).protect)).toEqual([true, true]);
  });

  it("leaves no snapshot in the way of the next review stack of the same name", async () => {
    const made = await declared((opts) => new ValkeyCluster("sess", { ...sessions, protectStateful: false }, opts));
    expect(made.one("sess-cluster").finalSnapshotIdentifier).toBe(undefined);
  });
});

describe("ValkeyCluster of a Global Datastore", () => {
  it("mentions, as a copy, nothing that the primary decides: the provider refuses it", async () => {
    const copy: ValkeyClusterArgs = { ...sessions, globalDatastore: { id: "ldgnf-sessions" } };
    const made = await declared((opts) => new ValkeyCluster("copy", copy, opts));
    expect(made.one("copy-cluster").globalReplicationGroupId).toBe("ldgnf-sessions");
    expect(Object.keys(made.one("copy-cluster")).sort()).toEqual([
      "applyImmediately",
      "autoMinorVersionUpgrade",
      "automaticFailoverEnabled",
      "description",
      "globalReplicationGroupId",
      "kmsKeyId",
      "logDeliveryConfigurations",
      "maintenanceWindow",
      "multiAzEnabled",
      "notificationTopicArn",
      "port",
      "region",
      "replicasPerNodeGroup",
      "replicationGroupId",
      "securityGroupIds",
      "snapshotRetentionLimit",
      "snapshotWindow",
      "subnetGroupName",
      "userGroupIds",
    ]);
  });
});

describe("ValkeyCluster", () => {
  it("reports every problem at once and registers nothing", async () => {
    const size = { ...metadata.size, shards: 0, replicasPerShard: 9 };
    const made = await declared((opts) => {
      expect(() => new ValkeyCluster("meta", { ...metadata, size }, opts)).toThrow(
        'Cannot declare ValkeyCluster "meta"\n' +
          "  size.shards: must be 1 to 500 shards, got 0\n" +
          "  size.replicasPerShard: must be 0 to 5 nodes per shard, got 9",
      );
    });
    expect(made.resources).toEqual([]);
  });

  it("spreads over zones only what has replicas", async () => {
    const size = { ...metadata.size, nodeType: "cache.t4g.small", replicasPerShard: 0 };
    const made = await declared((opts) => new ValkeyCluster("meta", { ...metadata, size }, opts));
    expect(made.one("meta-cluster")).toMatchObject({ multiAzEnabled: false, automaticFailoverEnabled: true });
  });
});

describe("purposes", () => {
  const common =
    "-@all +@read +@write +@connection -@dangerous +cluster|slots +cluster|shards +cluster|nodes +cluster|info +info";

  it.each<[CachePurpose, string]>([
    ["sessions", `on ~session:* ~user-state:* ${common} +@transaction &__keyevent@0__:expired +subscribe +unsubscribe`],
    ["recommendations", `on ~recs:* ${common}`],
    ["metadata", `on ~metadata:* ${common}`],
  ])("lets %s reach its own keys with data commands only", (purpose, expected) => {
    expect(accessString(purpose)).toBe(expected);
  });

  it("evicts each cache as its purpose bears it", () => {
    const base = {
      "cluster-enabled": "yes",
      "lazyfree-lazy-eviction": "yes",
      "reserved-memory-percent": "50",
      "tcp-keepalive": "60",
      timeout: "0",
    };
    const of = (purpose: CachePurpose) =>
      Object.fromEntries(parameters(purpose, 50).map(({ name, value }) => [name, value]));
    expect(of("sessions")).toEqual({ ...base, "maxmemory-policy": "volatile-lru", "notify-keyspace-events": "Ex" });
    expect(of("recommendations")).toEqual({
      ...base,
      "maxmemory-policy": "allkeys-lfu",
      "lfu-decay-time": "1",
      "lfu-log-factor": "10",
    });
    expect(of("metadata")).toEqual({ ...base, "maxmemory-policy": "allkeys-lru" });
  });

  it.each([
    ["7.2", "valkey7"],
    ["8.2", "valkey8"],
    ["9.0", "valkey9"],
  ])("takes %s to the family %s", (version, family) => {
    expect(parameterFamily(version)).toBe(family);
  });
});
