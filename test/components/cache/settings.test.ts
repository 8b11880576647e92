import { describe, expect, it } from "@jest/globals";
import { type CachesSettings, cachesSettingsProblems } from "../../../components/cache/settings";
import { changed } from "../../support/declared";
import { clusters, REGIONS, serverless } from "./samples";

function problems(settings: CachesSettings, regions = REGIONS): string[] {
  return cachesSettingsProblems("caches", settings, regions, "us-east-1").map(
    ({ path, reason }) => `${path}: ${reason}`,
  );
}
const CAPABLE = "of r7g, r6g, r6gd, r5, m7g, m6g, m5 or c7gn";

describe("cachesSettingsProblems() of clusters", () => {
  it("accepts production and one region of it", () => {
    expect(problems(clusters)).toEqual([]);
    expect(problems(clusters, ["us-east-1"])).toEqual([]);
  });

  it.each([
    ["sessions.shards", [1, 40]],
    ["sessions.replicasPerShard", [1, 5]],
    ["sessions.secondaryReplicasPerShard", [1, 5]],
    ["sessions.snapshotRetentionDays", [0, 35]],
    ["sessions.reservedMemoryPercent", [0, 100]],
    ["recommendations.shards.minCount", [1, 20]],
    ["recommendations.shards.targetMemoryPercent", [35, 70]],
    ["recommendations.replicasPerShard.targetCpuPercent", [35, 70]],
    ["recommendations.replicasPerShard.primeTimeMinCount", [2, 5]],
    ["metadata.shards", [1, 20]],
    ["metadata.replicasPerShard.minCount", [1, 5]],
    ["nodesPerClusterQuota", [120, 500]],
    ["primeTime.fromHour", [0, 23]],
    ["engineVersion", ["7.2", "9.0"]],
  ])("accepts both ends of %s", (path, ends) => {
    for (const value of ends as unknown[]) expect(problems(changed(clusters, path, value))).toEqual([]);
  });

  it.each([
    ["engineVersion", "8", 'must be "major.minor" such as "8.2", got "8"'],
    ["engineVersion", 8.2, 'must be "major.minor" such as "8.2", got 8.2'],
    ["mode", "cluster", 'must be "serverless" or "clusters", got "cluster"'],
    ["nodesPerClusterQuota", 501, "must be 1 to 500 nodes, got 501"],
    ["nodesPerClusterQuota", "120", 'must be 1 to 500 nodes, got "120"'],
    ["primeTime", 17, "must be an object, got 17"],
    ["primeTime.fromHour", 24, "must be 0 to 23 o'clock, got 24"],
    ["primeTime.toHour", -1, "must be 0 to 23 o'clock, got -1"],
    ["primeTime.toHour", 17, "must differ from fromHour, got 17"],
    ["sessions", undefined, "must be an object, got undefined"],
    ["sessions.shards", 0, "must be 1 to 500 shards, got 0"],
    ["sessions.shards", 1.5, "must be 1 to 500 shards, got 1.5"],
    ["sessions.shards", "3", 'must be 1 to 500 shards, got "3"'],
    [
      "sessions.shards",
      { minCount: 1, maxCount: 3 },
      "must be a fixed number, as ElastiCache does not scale members of a Global Datastore, got an object",
    ],
    ["sessions.replicasPerShard", 6, "must be 0 to 5 nodes per shard, got 6"],
    [
      "sessions.replicasPerShard",
      0,
      "must be 1 to 5 nodes per shard in a Global Datastore, whose members all fail over, got 0",
    ],
    [
      "sessions.secondaryReplicasPerShard",
      0,
      "must be 1 to 5 nodes per shard in a Global Datastore, whose members all fail over, got 0",
    ],
    ["sessions.secondaryReplicasPerShard", undefined, "must be 0 to 5 nodes per shard, got undefined"],
    ["sessions.snapshotRetentionDays", 36, "must be 0 to 35 days, got 36"],
    ["sessions.snapshotRetentionDays", undefined, "must be 0 to 35 days, got undefined"],
    ["sessions.reservedMemoryPercent", 101, "must be 0 to 100 percent, got 101"],
    ["sessions.nodeType", undefined, 'must be a node type such as "cache.r7g.large", got undefined'],
    ["sessions.nodeType", "r7g.large", 'must be a node type such as "cache.r7g.large", got "r7g.large"'],
    [
      "sessions.nodeType",
      "cache.m4.large",
      `must be large or more ${CAPABLE} in a Global Datastore, got "cache.m4.large"`,
    ],
    ["recommendations", [], "must be an object, got a list of 0"],
    [
      "recommendations.nodeType",
      "cache.r7g.4xlarge",
      `must be large, xlarge or 2xlarge ${CAPABLE} where a count is scaled, got "cache.r7g.4xlarge"`,
    ],
    [
      "recommendations.nodeType",
      "cache.r8g.large",
      `must be large, xlarge or 2xlarge ${CAPABLE} where a count is scaled, got "cache.r8g.large"`,
    ],
    ["recommendations.shards", null, "must be 1 to 500 shards, got null"],
    ["recommendations.shards.minCount", 21, "must be at most maxCount (20), got 21"],
    ["recommendations.shards.minCount", 0, "must be 1 to 500 shards, got 0"],
    ["recommendations.shards.targetMemoryPercent", 34, "must be 35 to 70 percent, got 34"],
    ["recommendations.shards.targetMemoryPercent", 71, "must be 35 to 70 percent, got 71"],
    ["recommendations.replicasPerShard.primeTimeMinCount", 1, "must be 2 to 5 nodes per shard, got 1"],
    ["recommendations.replicasPerShard.primeTimeMinCount", 6, "must be 2 to 5 nodes per shard, got 6"],
    ["metadata.replicasPerShard.minCount", 0, "must be 1 to 5 nodes per shard, got 0"],
    ["metadata.replicasPerShard.maxCount", 6, "must be 1 to 5 nodes per shard, got 6"],
  ])("names %s = %j", (path, value, reason) => {
    expect(problems(changed(clusters, path, value))).toContain(`caches.${path}: ${reason}`);
  });

  it.each([
    ["no target", {}, "must track one of targetCpuPercent, targetMemoryPercent, got 0"],
    [
      "two targets",
      { targetCpuPercent: 60, targetMemoryPercent: 60 },
      "must track one of targetCpuPercent, targetMemoryPercent, got 2",
    ],
  ])("refuses shards with %s", (_, targets, reason) => {
    const settings = changed(clusters, "recommendations.shards", { minCount: 3, maxCount: 20, ...targets });
    expect(problems(settings)).toContain(`caches.recommendations.shards: ${reason}`);
  });

  it("refuses shards and replicas that are both scaled by CPU, and accepts shards alone", () => {
    const byCpu = changed(clusters, "recommendations.shards", { minCount: 3, maxCount: 20, targetCpuPercent: 60 });
    expect(problems(byCpu)).toEqual([
      "caches.recommendations.shards.targetCpuPercent: must be left out where replicas are scaled too: " +
        "let shards track memory, got both scaled by CPU",
    ]);
    expect(problems(changed(byCpu, "recommendations.replicasPerShard", 2))).toEqual([]);
  });

  it("counts the replicas, at their most, into the account's quota: 90 unless AWS raised it", () => {
    expect(problems(changed(clusters, "nodesPerClusterQuota", 119))).toEqual([
      "caches.recommendations.shards: must leave at most 119 nodes with replicas counted (nodesPerClusterQuota), got 120",
    ]);
    expect(problems(changed(clusters, "nodesPerClusterQuota", undefined))).toEqual([
      "caches.recommendations.shards: must leave at most 90 nodes with replicas counted (nodesPerClusterQuota), got 120",
    ]);
    const wide = changed(changed(clusters, "sessions.shards", 25), "sessions.secondaryReplicasPerShard", 4);
    expect(problems(wide)).toEqual([
      "caches.sessions.secondaryReplicasPerShard: must leave at most 120 nodes with replicas counted " +
        "(nodesPerClusterQuota), got 125",
    ]);
  });

  it("wants a prime time for a minimum of prime time", () => {
    expect(problems(changed(clusters, "primeTime", undefined))).toEqual([
      "caches.recommendations.replicasPerShard.primeTimeMinCount: must come with a primeTime, got none",
    ]);
  });

  it("takes T nodes only where nothing has to survive a zone", () => {
    const small = changed(clusters, "metadata", {
      nodeType: "cache.t4g.small",
      shards: 1,
      replicasPerShard: 0,
      snapshotRetentionDays: 0,
    });
    expect(problems(small)).toEqual([]);
    expect(problems(changed(small, "metadata.replicasPerShard", 1))).toEqual([
      'caches.metadata.nodeType: must not be a T node where shards have replicas: no Multi-AZ is promised, got "cache.t4g.small"',
    ]);
  });

  it("asks nothing of a Global Datastore where there is one region only", () => {
    const alone = changed(changed(clusters, "sessions.nodeType", "cache.m4.large"), "sessions.replicasPerShard", 0);
    expect(problems(alone, ["us-east-1"])).toEqual([]);
  });

  it("reaches two regions besides the primary, not three", () => {
    expect(problems(clusters, [...REGIONS, "eu-central-1"])).toEqual([
      "caches.sessions: must reach at most 2 regions besides the primary, got 3",
    ]);
  });
});

describe("cachesSettingsProblems() of a serverless cache", () => {
  it.each([
    ["maxDataGB", [1, 5_000], [0, 5_001], "must be 1 to 5000 GB"],
    ["maxEcpuPerSecond", [1_000, 15_000_000], [999, 15_000_001], "must be 1000 to 15000000 ECPU per second"],
    ["snapshotRetentionDays", [0, 35], [-1, 36], "must be 0 to 35 days"],
  ])("accepts both ends of %s and names one past each", (field, ends, beyond, rule) => {
    for (const value of ends) expect(problems(changed(serverless, field, value), ["us-east-1"])).toEqual([]);
    for (const value of beyond) {
      expect(problems(changed(serverless, field, value), ["us-east-1"])).toEqual([
        `caches.${field}: ${rule}, got ${value}`,
      ]);
    }
  });

  it("refuses several regions", () => {
    expect(problems(serverless)).toEqual([
      'caches.mode: must be "clusters" in a stack of several regions, as serverless caches share no sessions, got "serverless"',
    ]);
  });
});

describe("cachesSettingsProblems() of anything", () => {
  const junk = [undefined, null, 0, Number.NaN, "", "x", true, [], {}, 10n, Symbol("s"), () => 1, Object.create(null)];
  const paths = (value: unknown, at = ""): string[] =>
    typeof value !== "object" || value === null
      ? []
      : Object.entries(value).flatMap(([key, inner]) => [`${at}${key}`, ...paths(inner, `${at}${key}.`)]);

  it.each([
    ["clusters", clusters],
    ["serverless", serverless],
  ])("reports and never throws, whatever a field of %s holds", (_, good) => {
    for (const path of paths(good)) {
      for (const value of junk) expect(() => problems(changed(good, path, value))).not.toThrow();
    }
  });

  it.each(junk.map((value) => [String(typeof value), value]))("refuses %s for settings", (_, value) => {
    expect(problems(value as CachesSettings)).not.toEqual([]);
  });
});
