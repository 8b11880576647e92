import { describe, expect, it } from "@jest/globals";
import { accessString } from "../../../components/cache/purposes";
import { RegionalCaches, type RegionalCachesArgs } from "../../../components/cache/regional-caches";
import { physicalName } from "../../../components/physical-name";
import { changed, declared } from "../../support/declared";
import { resolved } from "../../support/mocks";
import { CLOCKS, clusters, network, serverless } from "./samples";

const named = (...parts: string[]) => physicalName("elasticache", ...parts);

const args: RegionalCachesArgs = {
  region: "us-east-1",
  settings: clusters,
  clock: CLOCKS["us-east-1"]!,
  network: network("us-east-1", ["10.32.0.0/16"]),
  pageTopicArn: "arn:page",
  ticketTopicArn: "arn:ticket",
  logRetentionDays: 3,
  protectStateful: false,
};

describe("RegionalCaches of clusters", () => {
  it("keeps recommendations and metadata apart, and no sessions", async () => {
    let caches!: RegionalCaches;
    const made = await declared((opts) => {
      caches = new RegionalCaches("use1", args, opts);
    });
    expect(made.names("aws:elasticache/replicationGroup:ReplicationGroup")).toEqual([
      "use1-metadata-cluster",
      "use1-recommendations-cluster",
    ]);
    expect(Object.keys(caches.endpoints).sort()).toEqual(["metadata", "recommendations"]);
    expect(await resolved(caches.endpoints.metadata.cacheName)).toBe(named("use1-metadata"));
    expect(made.one("use1-recommendations-replicas-raise").timezone).toBe("America/New_York");
    expect(made.names("aws:appautoscaling/target:Target")).toEqual([
      "use1-metadata-replicas",
      "use1-recommendations-replicas",
      "use1-recommendations-shards",
    ]);
  });

  it("reports what is wrong with its settings", () => {
    const settings = changed(clusters, "metadata.nodeType", "big");
    const clock = { ...args.clock, quietHourUtc: 24 };
    expect(() => new RegionalCaches("use1", { ...args, settings, clock })).toThrow(
      'Cannot declare RegionalCaches "use1"\n' +
        '  settings.metadata.nodeType: must be a node type such as "cache.r7g.large", got "big"\n' +
        "  clock.quietHourUtc: must be 0 to 23 o'clock, got 24",
    );
  });
});

describe("RegionalCaches of one serverless cache", () => {
  it("holds all three purposes, each behind a user of its own", async () => {
    let caches!: RegionalCaches;
    const made = await declared((opts) => {
      caches = new RegionalCaches("use1", { ...args, settings: serverless }, opts);
    });
    expect(made.one("use1-serverless-cache")).toEqual({
      region: "us-east-1",
      name: named("use1-serverless"),
      description: "All caches of us-east-1",
      engine: "valkey",
      majorEngineVersion: "8",
      subnetIds: ["subnet-us-east-1-a", "subnet-us-east-1-b"],
      securityGroupIds: ["use1-serverless-firewall-group-id"],
      userGroupId: named("use1-serverless-users", "group"),
      cacheUsageLimits: { dataStorage: { maximum: 1, unit: "GB" }, ecpuPerSeconds: [{ maximum: 5_000 }] },
      snapshotRetentionLimit: 0,
    });
    const users = ["sessions", "recommendations", "metadata"] as const;
    expect(made.one("use1-serverless-users-group").userIds).toEqual(
      users.map((user) => named("use1-serverless-users", user)),
    );
    for (const user of users) {
      expect(made.one(`use1-serverless-users-${user}`).accessString).toBe(accessString(user));
    }
    const { sessions, metadata } = caches.endpoints;
    expect(sessions!.read).toBe(sessions!.write);
    expect([metadata.serverless, await resolved(metadata.cacheName)]).toEqual([true, named("use1-serverless")]);
    expect(await resolved(metadata.userName)).toBe(named("use1-serverless-users", "metadata"));
  });

  it("takes its daily snapshot in the quiet hour if it takes one", async () => {
    const settings = changed(serverless, "snapshotRetentionDays", 1);
    const made = await declared((opts) => new RegionalCaches("use1", { ...args, settings }, opts));
    expect(made.one("use1-serverless-cache")).toMatchObject({ snapshotRetentionLimit: 1, dailySnapshotTime: "08:00" });
  });

  it("opens a ticket when requests are throttled, and gives every resource its region", async () => {
    const made = await declared((opts) => new RegionalCaches("use1", { ...args, settings: serverless }, opts));
    expect(made.one("use1-serverless-throttled")).toMatchObject({
      dimensions: { clusterId: named("use1-serverless") },
      alarmActions: ["arn:ticket"],
    });
    const aws = made.resources.filter(({ type }) => type.startsWith("aws:"));
    expect(aws.filter(({ inputs }) => inputs.region !== "us-east-1").map(({ name }) => name)).toEqual([]);
  });
});
