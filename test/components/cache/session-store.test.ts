import { beforeAll, describe, expect, it } from "@jest/globals";
import { SessionStore, type SessionStoreArgs } from "../../../components/cache/session-store";
import { physicalName } from "../../../components/physical-name";
import { type Declared, declared } from "../../support/declared";
import { resolved } from "../../support/mocks";
import { CLOCKS, clusters, network, REGIONS, serverless } from "./samples";

const GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";
const named = (...parts: string[]) => physicalName("elasticache", ...parts);

function args(regions: string[], more: Partial<SessionStoreArgs> = {}): SessionStoreArgs {
  return {
    settings: clusters,
    primaryRegion: "us-east-1",
    members: regions.map((region) => ({
      region,
      network: network(region, [`10.${32 + REGIONS.indexOf(region)}.0.0/16`]),
      clock: CLOCKS[region]!,
      pageTopicArn: `arn:page:${region}`,
      ticketTopicArn: `arn:ticket:${region}`,
    })),
    logRetentionDays: 30,
    protectStateful: true,
    ...more,
  };
}

describe("SessionStore of three regions", () => {
  let made: Declared;
  let store!: SessionStore;
  beforeAll(async () => {
    made = await declared((opts) => {
      store = new SessionStore("sessions", args(REGIONS), opts);
    });
  });

  it("copies the primary cluster to the other two", () => {
    expect(made.names(GROUP)).toEqual([
      "sessions-ap-southeast-1-cluster",
      "sessions-eu-west-1-cluster",
      "sessions-us-east-1-cluster",
    ]);
    expect(made.one("sessions-datastore")).toEqual({
      region: "us-east-1",
      globalReplicationGroupIdSuffix: physicalName("elasticache-global-suffix", "sessions"),
      globalReplicationGroupDescription: "sessions of all regions",
      primaryReplicationGroupId: named("sessions-us-east-1"),
      automaticFailoverEnabled: true,
      engine: "valkey",
      engineVersion: "8.2",
      cacheNodeType: "cache.r7g.xlarge",
      numNodeGroups: 3,
    });
    expect(made.options("sessions-datastore").protect).toBe(true);
  });

  it("leaves to the datastore what changes in all regions at once", () => {
    expect(made.options("sessions-us-east-1-cluster").ignoreChanges).toEqual([
      "nodeType",
      "numNodeGroups",
      "engineVersion",
      "parameterGroupName",
    ]);
    expect(made.options("sessions-eu-west-1-cluster").ignoreChanges).toEqual([]);
  });

  it("gives a copy its own key, users, replicas, windows and topic, and no parameter group", () => {
    expect(made.one("sessions-eu-west-1-cluster")).toMatchObject({
      region: "eu-west-1",
      replicationGroupId: named("sessions-eu-west-1"),
      replicasPerNodeGroup: 1,
      multiAzEnabled: true,
      kmsKeyId: "arn:sessions-eu-west-1-key",
      userGroupIds: [named("sessions-eu-west-1-users", "group")],
      notificationTopicArn: "arn:ticket:eu-west-1",
      snapshotWindow: "03:00-04:00",
    });
    expect(made.names("aws:elasticache/parameterGroup:ParameterGroup")).toEqual(["sessions-us-east-1-parameters"]);
    expect(made.names("aws:kms/key:Key")).toEqual(REGIONS.map((region) => `sessions-${region}-key`).sort());
  });

  it("admits the clients of every region to the primary, and to a copy its own", () => {
    expect(made.names("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")).toEqual([
      "sessions-ap-southeast-1-firewall-from-10.34.0.0-16",
      "sessions-eu-west-1-firewall-from-10.33.0.0-16",
      "sessions-us-east-1-firewall-from-10.32.0.0-16",
      "sessions-us-east-1-firewall-from-10.33.0.0-16",
      "sessions-us-east-1-firewall-from-10.34.0.0-16",
    ]);
  });

  it("reads near the viewer and writes to the primary", async () => {
    expect(Object.keys(store.endpoints).sort()).toEqual([...REGIONS].sort());
    for (const region of REGIONS) {
      const { read, write } = store.endpoints[region]!;
      expect([read.region, await resolved(read.cacheName)]).toEqual([region, named(`sessions-${region}`)]);
      expect([write.region, await resolved(write.cacheName)]).toEqual(["us-east-1", named("sessions-us-east-1")]);
    }
  });

  it("gives every regional resource the region of its member, and no physical name beyond its limit", () => {
    for (const { type, name, inputs } of made.resources.filter((resource) => resource.type.startsWith("aws:"))) {
      const region = REGIONS.find((candidate) => name.includes(candidate)) ?? "us-east-1";
      expect([type, name, inputs.region]).toEqual([type, name, region]);
      const ids = [inputs.replicationGroupId, inputs.userId, inputs.userGroupId].filter((id) => id !== undefined);
      expect(ids.filter((id) => id.length > 40)).toEqual([]);
    }
  });
});

describe("SessionStore", () => {
  it("needs no datastore for one region", async () => {
    let store!: SessionStore;
    const made = await declared((opts) => {
      store = new SessionStore("sessions", args(["us-east-1"]), opts);
    });
    expect(made.names(GROUP)).toEqual(["sessions-us-east-1-cluster"]);
    expect(made.names("aws:elasticache/globalReplicationGroup:GlobalReplicationGroup")).toEqual([]);
    expect(made.options("sessions-us-east-1-cluster").ignoreChanges).toEqual([]);
    expect(store.globalReplicationGroupId).toBe(undefined);
  });

  it("declares nothing in serverless mode, where the region's own cache holds the sessions", async () => {
    let store!: SessionStore;
    const made = await declared((opts) => {
      store = new SessionStore("sessions", args(["us-east-1"], { settings: serverless }), opts);
    });
    expect(made.resources.map(({ type }) => type)).toEqual(["p95:cache:SessionStore"]);
    expect(store.endpoints).toEqual({});
  });

  it("wants its primary among its members, each of them once, and a clock that works", () => {
    const { members, ...rest } = args(["eu-west-1", "eu-west-1"]);
    const awry = members.map((member, i) =>
      i === 0 ? member : { ...member, clock: { ...member.clock, timezone: "" } },
    );
    expect(() => new SessionStore("sessions", { ...rest, members: awry })).toThrow(
      'Cannot declare SessionStore "sessions"\n' +
        `  primaryRegion: must be one of the members' regions (eu-west-1, eu-west-1), got "us-east-1"\n` +
        '  members: must name each region once, got "eu-west-1" twice\n' +
        '  members[1].clock.timezone: must be an IANA time zone such as "Europe/Dublin", got ""',
    );
  });
});
