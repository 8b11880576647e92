import { beforeAll, describe, expect, it } from "@jest/globals";
import { SessionStore, type SessionStoreArgs } from "../../../components/cache/session-store";
import { physicalName } from "../../../components/physical-name";
import { valueOf as resolved } from "../../support/mocks";
import { clusters, type Declared, declared, network, REGIONS, serverless } from "./declared";

const GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";
const named = (...parts: string[]) => physicalName("elasticache", ...parts);

function args(regions: string[], more: Partial<SessionStoreArgs> = {}): SessionStoreArgs {
  return {
    settings: clusters,
    primaryRegion: "us-east-1",
    members: regions.map((region) => ({
      region,
      network: network(region, [`10.${32 + REGIONS.indexOf(region)}.0.0/16`]),
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
      globalReplicationGroupIdSuffix: physicalName("elasticache-global-suffix", "sessions"), opts);
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

  it("wants its primary among its members, each of them once", () => {
    expect(() => new SessionStore("sessions", args(["eu-west-1", "eu-west-1"]))).toThrow(
      'Cannot declare SessionStore "sessions"\n' +
        `  primaryRegion: must be one of the members' regions (eu-west-1, eu-west-1), got "us-east-1"\n` +
        '  members: must name each region once, got "eu-west-1" twice',
    );
  });
});
