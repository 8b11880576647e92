import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, type Problem } from "../checks";
import { clockProblems, type RegionClock } from "../clock";
import { physicalName } from "../physical-name";
import type { SessionsEndpoints } from "./endpoint";
import type { CacheNetwork } from "./network";
import { type CachesSettings, type ClusterCachesSettings, cachesSettingsProblems } from "./settings";
import { ValkeyCluster } from "./valkey-cluster";

/** One region that reads sessions. */
export interface SessionStoreMember {
  readonly region: string;
  readonly network: CacheNetwork;
  readonly clock: RegionClock;
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
}

export interface SessionStoreArgs {
  readonly settings: CachesSettings;
  /** The region that accepts writes; one of `members`. */
  readonly primaryRegion: string;
  /** In the order in which they join. */
  readonly members: readonly SessionStoreMember[];
  readonly logRetentionDays: number;
  readonly protectStateful: boolean;
}

/** Everything wrong with `args`; empty when it can be declared. Pure. */
export function sessionStoreProblems({ settings, primaryRegion, members }: SessionStoreArgs): Problem[] {
  const regions = members.map(({ region }) => region);
  const twice = regions.filter((region, index) => regions.indexOf(region) !== index);
  const primaryReason = `must be one of the members' regions (${regions.join(", ")}), got "${primaryRegion}"`;
  return [
    ...cachesSettingsProblems("settings", settings, regions, primaryRegion),
    ...(regions.includes(primaryRegion) ? [] : [{ path: "primaryRegion", reason: primaryReason }]),
    ...twice.map((region) => ({ path: "members", reason: `must name each region once, got "${region}" twice` })),
    ...members.flatMap(({ clock }, i) => clockProblems(`members[${i}].clock`, clock)),
  ];
}

/**
 * Sessions and user state of all regions: one cluster that accepts writes and, through a Global Datastore, a read-only copy in
 * every other region. Declares nothing in serverless mode, where `RegionalCaches` keeps the sessions of the only region.
 */
export class SessionStore extends pulumi.ComponentResource {
  /** By region; empty in serverless mode. */
  readonly endpoints: Readonly<Record<string, SessionsEndpoints>>;
  /** What a person promotes another region of; undefined if there is only one region. */
  readonly globalReplicationGroupId: pulumi.Output<string> | undefined;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: SessionStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`SessionStore "${name}"`, sessionStoreProblems(args));
    super("p95:cache:SessionStore", name, {}, opts);
    const { settings, primaryRegion, members } = args;
    const clusters: Record<string, ValkeyCluster> = {};
    let datastore: aws.elasticache.GlobalReplicationGroup | undefined;

    if (settings.mode === "clusters") {
      const secondaries = members.filter(({ region }) => region !== primaryRegion);
      const primary = this.primary(name, args, settings, secondaries.length > 0);
      clusters[primaryRegion] = primary;
      datastore = secondaries.length > 0 ? this.datastore(name, args, settings, primary) : undefined;

      let previous = primary;
      for (const member of secondaries) {
        // One joins after the other, as the datastore takes one change at a time. Said through the value, so that the engine knows
        // it of the cluster itself and deletes in the opposite order; `dependsOn` would stay with the component around it.
        const id = pulumi
          .all([datastore!.globalReplicationGroupId, previous.replicationGroupId])
          .apply(([first]) => first);
        previous = this.secondary(name, args, settings, member, id);
        clusters[member.region] = previous;
      }
    }

    this.globalReplicationGroupId = datastore?.globalReplicationGroupId;
    this.endpoints = Object.fromEntries(
      Object.entries(clusters).map(([region, { endpoint }]) => [
        region,
        { read: endpoint, write: clusters[primaryRegion]!.endpoint },
      ]),
    );
    this.registerOutputs({ endpoints: this.endpoints, globalReplicationGroupId: this.globalReplicationGroupId });
  }

  private primary(
    name: string,
    args: SessionStoreArgs,
    settings: ClusterCachesSettings,
    replicated: boolean,
  ): ValkeyCluster {
    const { primaryRegion: region, members, logRetentionDays, protectStateful } = args;
    const { network, clock, pageTopicArn, ticketTopicArn } = members.find((member) => member.region === region)!;
    const clientCidrBlocks = members.flatMap((member) => member.network.clientCidrBlocks); // every region writes here
    return new ValkeyCluster(
      `${name}-${region}`,
      {
        region,
        purpose: "sessions",
        engineVersion: settings.engineVersion,
        size: settings.sessions,
        clock,
        network: { ...network, clientCidrBlocks },
        pageTopicArn,
        ticketTopicArn,
        logRetentionDays,
        protectStateful,
        ...(replicated ? { globalDatastore: "primary" as const } : {}),
      },
      { parent: this },
    );
  }

  /** Owns node type, shard count and version of all members: a change of settings reaches them through it. */
  private datastore(name: string, args: SessionStoreArgs, settings: ClusterCachesSettings, primary: ValkeyCluster) {
    return new aws.elasticache.GlobalReplicationGroup(
      `${name}-datastore`,
      {
        region: args.primaryRegion,
        globalReplicationGroupIdSuffix: physicalName("elasticache-global-suffix", name),
        globalReplicationGroupDescription: `${name} of all regions`,
        primaryReplicationGroupId: primary.replicationGroupId,
        automaticFailoverEnabled: true, // between zones; between regions a person promotes
        engine: "valkey",
        engineVersion: settings.engineVersion,
        cacheNodeType: settings.sessions.nodeType,
        numNodeGroups: settings.sessions.shards,
      },
      { parent: this, protect: args.protectStateful, customTimeouts: { create: "90m", update: "90m", delete: "90m" } },
    );
  }

  private secondary(
    name: string,
    { logRetentionDays, protectStateful }: SessionStoreArgs,
    settings: ClusterCachesSettings,
    { region, network, clock, pageTopicArn, ticketTopicArn }: SessionStoreMember,
    datastoreId: pulumi.Input<string>,
  ): ValkeyCluster {
    return new ValkeyCluster(
      `${name}-${region}`,
      {
        region,
        purpose: "sessions",
        engineVersion: settings.engineVersion,
        size: { ...settings.sessions, replicasPerShard: settings.sessions.secondaryReplicasPerShard },
        clock,
        network,
        pageTopicArn,
        ticketTopicArn,
        logRetentionDays,
        protectStateful,
        globalDatastore: { id: datastoreId },
      },
      { parent: this },
    );
  }
}
