import { beforeAll, describe, expect, it } from "@jest/globals";
import { ALARM_RULES } from "../../../components/cache/alarm-rules";
import { nodeNames } from "../../../components/cache/alarms";
import { ValkeyCluster, type ValkeyClusterArgs } from "../../../components/cache/valkey-cluster";
import { physicalName } from "../../../components/physical-name";
import { type Declared, declared } from "../../support/declared";
import { CLOCKS, clusters, network } from "./samples";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

function args(purpose: ValkeyClusterArgs["purpose"], more: Partial<ValkeyClusterArgs> = {}): ValkeyClusterArgs {
  return {
    region: "us-east-1",
    purpose,
    engineVersion: "8.2",
    size: clusters[purpose],
    clock: CLOCKS["us-east-1"]!,
    primeTime: clusters.primeTime!,
    network: network("us-east-1", ["10.32.0.0/16"]),
    pageTopicArn: "arn:page",
    ticketTopicArn: "arn:ticket",
    logRetentionDays: 30,
    protectStateful: true,
    ...more,
  };
}
const groupId = () => physicalName("elasticache", "c");
const declare = (...of: Parameters<typeof args>) => declared((opts) => new ValkeyCluster("c", args(...of), opts));

describe("nodeNames()", () => {
  const size = { nodeType: "cache.r7g.large", snapshotRetentionDays: 0 };

  it("numbers shards and nodes as cluster mode does", () => {
    expect(nodeNames("rg", { ...size, shards: 2, replicasPerShard: 1 })).toEqual([
      "rg-0001-001",
      "rg-0001-002",
      "rg-0002-001",
      "rg-0002-002",
    ]);
    expect(nodeNames("rg", { ...size, shards: 1, replicasPerShard: 0 })).toEqual(["rg-0001-001"]);
  });

  it("takes of scaled shards those that stay, and of scaled replicas all that can come", () => {
    const scaled = {
      ...size,
      shards: { minCount: 1, maxCount: 9, targetMemoryPercent: 60 },
      replicasPerShard: { minCount: 1, maxCount: 2, targetCpuPercent: 60 },
    };
    expect(nodeNames("rg", scaled)).toEqual(["rg-0001-001", "rg-0001-002", "rg-0001-003"]);
  });
});

describe("alarms of sessions", () => {
  let made: Declared;
  beforeAll(async () => {
    made = await declare("sessions");
  });

  it("are those that sessions need, one for each rule while ten metrics do", () => {
    expect(made.names(ALARM)).toEqual([
      "c-authentication-failures",
      "c-bandwidth-out",
      "c-connections",
      "c-engine-cpu",
      "c-evictions",
      "c-memory",
      "c-primaries-cpu",
      "c-read-latency",
      "c-replication-lag",
      "c-write-latency",
    ]);
  });

  it("page when a session is evicted on any node", () => {
    expect(made.one("c-evictions")).toEqual({
      region: "us-east-1",
      alarmDescription: "Sessions are evicted: viewers are signed out. Add shards or a bigger node now.",
      metricQueries: [
        ...["0001", "0002", "0003"]
          .flatMap((shard) => ["001", "002", "003"].map((node) => `${groupId()}-${shard}-${node}`))
          .map((node, index) => ({
            id: `m${index + 1}`,
            metric: {
              namespace: "AWS/ElastiCache",
              metricName: "Evictions",
              dimensions: { CacheClusterId: node, CacheNodeId: "0001" },
              period: 60,
              stat: "Sum",
            },
          })),
        { id: "combined", expression: "SUM([m1,m2,m3,m4,m5,m6,m7,m8,m9])", label: "Evictions", returnData: true },
      ],
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      datapointsToAlarm: 3,
      evaluationPeriods: 5,
      treatMissingData: "notBreaching",
      alarmActions: ["arn:page"],
      okActions: ["arn:page"],
    });
  });

  it("read memory of the whole cluster and CPU of its primaries where the service keeps them", () => {
    const dimensions = (name: string) => made.one(name).metricQueries[0].metric.dimensions;
    expect(dimensions("c-memory")).toEqual({ ReplicationGroupId: groupId() });
    expect(dimensions("c-primaries-cpu")).toEqual({ ReplicationGroupId: groupId(), Role: "Primary" });
  });

  it("watch the slowest hundredth, not the mean", () => {
    expect(made.one("c-read-latency").metricQueries[0].metric.stat).toBe("p99");
    expect(made.one("c-read-latency").metricQueries.at(-1).expression).toMatch(/^MAX\(/);
  });

  it("watch the distance to the primary region in a secondary region only", async () => {
    const secondary = await declare("sessions", {
      globalDatastore: { id: "ldgnf-x" },
      size: { ...clusters.sessions, replicasPerShard: 1 },
    });
    const lag = secondary.one("c-global-lag");
    expect(lag.metricQueries.map((query: any) => query.metric?.dimensions ?? query.expression)).toEqual([
      { ReplicationGroupId: groupId() },
      ...["0001", "0002", "0003"].flatMap((shard) =>
        ["001", "002"].map((node) => ({ CacheClusterId: `${groupId()}-${shard}-${node}`, CacheNodeId: "0001" })),
      ),
      "MAX([m1,m2,m3,m4,m5,m6,m7])",
    ]);
    expect([lag.threshold, lag.treatMissingData, lag.alarmActions]).toEqual([2, "missing", ["arn:page"]]);
    expect(made.names(ALARM)).not.toContain("c-global-lag");
  });
});

describe("alarms of the other caches", () => {
  it("count a full cache and a low hit rate as a ticket, and split what ten metrics do not hold", async () => {
    const made = await declare("recommendations");
    expect(made.one("c-memory").alarmActions).toEqual(["arn:ticket"]);
    expect(made.names(ALARM).filter((name) => name.startsWith("c-hit-rate"))).toEqual(["c-hit-rate-1", "c-hit-rate-2"]);
    expect(made.one("c-hit-rate-1")).toMatchObject({ threshold: 80, comparisonOperator: "LessThanThreshold" });
    expect(made.names(ALARM).filter((name) => name.startsWith("c-evictions"))).toEqual([]);
    const sizes = made.names(ALARM).map((name) => made.one(name).metricQueries.length - 1);
    expect(Math.max(...sizes)).toBe(10);
  });

  it("expect more hits of metadata", async () => {
    expect((await declare("metadata")).one("c-hit-rate-1").threshold).toBe(95);
  });

  it("ask no replica lag of a cluster without replicas", async () => {
    const made = await declare("metadata", { size: { ...clusters.metadata, replicasPerShard: 0 } });
    expect(made.names(ALARM)).not.toContain("c-replication-lag");
  });
});

describe("ALARM_RULES", () => {
  it("give no two alarms of one purpose the same name", () => {
    for (const purpose of ["sessions", "recommendations", "metadata"] as const) {
      const roles = ALARM_RULES.filter((rule) => rule.purposes?.includes(purpose) ?? true).map(({ role }) => role);
      expect(roles).toEqual([...new Set(roles)]);
    }
  });

  it.each(ALARM_RULES)("let $role be bad for some of its minutes", ({ badMinutes: [bad, of] }) => {
    expect(bad >= 1 && bad <= of).toBe(true);
  });
});
