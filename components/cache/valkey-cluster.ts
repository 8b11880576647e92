import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, type Problem } from "../checks";
import { clockProblems, maintenanceWindow, type PrimeTime, type RegionClock, snapshotWindow } from "../clock";
import { physicalName } from "../physical-name";
import { declareAlarms } from "./alarms";
import { declareAutoscaling } from "./autoscaling";
import { CacheFirewall } from "./cache-firewall";
import { CacheUsers } from "./cache-users";
import { clusterProblems, MAX_NODES_PER_CLUSTER } from "./cluster-problems";
import { CACHE_PORT, type CacheEndpoint } from "./endpoint";
import type { CacheNetwork } from "./network";
import { parseNodeType, tiersData } from "./node-type";
import { parameterFamily, parameters } from "./purposes";
import type { CachePurpose, RegionalClusterSettings } from "./settings";

/** Resharding copies every key of the slots it moves: the provider's 40 to 60 minutes are short for a full cluster. */
const TIMEOUTS = { create: "90m", update: "90m", delete: "90m" };

/** What a Global Datastore changes for all its members, hence no longer the primary cluster's own to change. */
const OWNED_BY_GLOBAL_DATASTORE = ["nodeType", "numNodeGroups", "engineVersion", "parameterGroupName"];

export interface ValkeyClusterArgs {
  readonly region: string;
  readonly purpose: CachePurpose;
  /** Major and minor version, e.g. `8.2`. */
  readonly engineVersion: string;
  readonly size: RegionalClusterSettings;
  readonly clock: RegionClock;
  /** Required if replicas have a `primeTimeMinCount`. */
  readonly primeTime?: PrimeTime;
  readonly network: CacheNetwork;
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
  readonly logRetentionDays: number;
  /** Refuses deletion, and keeps a last snapshot of sessions should a person insist. */
  readonly protectStateful: boolean;
  /** Part in a Global Datastore: its primary, or a read-only copy of the datastore with this id. @default none */
  readonly globalDatastore?: "primary" | { readonly id: pulumi.Input<string> };
}

/** Everything wrong with `args`; empty when it can be declared. Pure. */
export function valkeyClusterProblems(args: ValkeyClusterArgs): Problem[] {
  const limits = { quota: MAX_NODES_PER_CLUSTER, hasPrimeTime: args.primeTime !== undefined };
  return [...clusterProblems("size", args.size, limits), ...clockProblems("clock", args.clock)];
}

/** How many to start with, and whether a scaler changes it later. */
function initial(count: number | { readonly minCount: number }) {
  return typeof count === "number" ? { count, scaled: false } : { count: count.minCount, scaled: true };
}

/** A Valkey cluster (ElastiCache, cluster mode on): private, encrypted, failing over between zones, watched. */
export class ValkeyCluster extends pulumi.ComponentResource {
  readonly endpoint: CacheEndpoint;
  readonly replicationGroupId: pulumi.Output<string>;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: ValkeyClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`ValkeyCluster "${name}"`, valkeyClusterProblems(args));
    super("p95:cache:ValkeyCluster", name, {}, opts);
    const { region, purpose, network, clock, size, globalDatastore } = args;
    const child = { parent: this };
    const stateful = { ...child, protect: args.protectStateful };
    const [shards, replicas] = [initial(size.shards), initial(size.replicasPerShard)];
    const replicationGroupId = physicalName("elasticache", name); // IAM tokens, metrics and logs name it

    const key = new aws.kms.Key(
      `${name}-key`,
      { region, description: `${name}: Valkey data at rest`, enableKeyRotation: true, deletionWindowInDays: 30 },
      stateful, // without its key a snapshot is lost
    );
    const subnets = new aws.elasticache.SubnetGroup(`${name}-subnets`, { region, subnetIds: network.subnetIds }, child);
    const firewall = new CacheFirewall(
      `${name}-firewall`,
      { region, vpcId: network.vpcId, clientCidrBlocks: network.clientCidrBlocks },
      child,
    );
    const users = new CacheUsers(`${name}-users`, { region, purposes: [purpose] }, child);
    const logs = (["slow-log", "engine-log"] as const).map((logType) => ({
      logType,
      logFormat: "json",
      destinationType: "cloudwatch-logs",
      destination: new aws.cloudwatch.LogGroup(
        `${name}-${logType}`,
        {
          region,
          // ElastiCache writes the delivery's resource policy itself; under this prefix that policy does not grow with each group
          // up to its 5,120 characters. Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
          name: `/aws/vendedlogs/elasticache/${replicationGroupId}/${logType}`,
          retentionInDays: args.logRetentionDays,
        },
        child,
      ).name,
    }));

    const cluster = new aws.elasticache.ReplicationGroup(
      `${name}-cluster`,
      {
        region,
        replicationGroupId,
        description: `${purpose} in ${region}`,
        ...(typeof globalDatastore === "object"
          ? { globalReplicationGroupId: globalDatastore.id } // engine, nodes, shards, parameters and TLS come from the primary
          : this.ownArgs(name, args, shards.count)),
        replicasPerNodeGroup: replicas.count,
        automaticFailoverEnabled: true, // the service demands it in cluster mode
        multiAzEnabled: replicas.count > 0, // without a replica there is nothing to place in a second zone
        port: CACHE_PORT,
        subnetGroupName: subnets.name,
        securityGroupIds: [firewall.securityGroupId],
        kmsKeyId: key.arn,
        userGroupIds: [users.groupId],
        logDeliveryConfigurations: logs,
        notificationTopicArn: args.ticketTopicArn,
        snapshotRetentionLimit: size.snapshotRetentionDays,
        snapshotWindow: snapshotWindow(clock.quietHourUtc),
        maintenanceWindow: maintenanceWindow(clock.quietHourUtc),
        autoMinorVersionUpgrade: true,
        applyImmediately: false,
      },
      {
        ...stateful,
        customTimeouts: TIMEOUTS,
        ignoreChanges: [
          ...(shards.scaled ? ["numNodeGroups"] : []),
          ...(replicas.scaled ? ["replicasPerNodeGroup"] : []),
          ...(globalDatastore === "primary" ? OWNED_BY_GLOBAL_DATASTORE : []),
        ],
      },
    );

    declareAutoscaling(name, { ...args, replicationGroupId: cluster.replicationGroupId }, child);
    declareAlarms(name, { ...args, replicationGroupId, secondary: typeof globalDatastore === "object" }, child);

    const user = users.users[purpose]!;
    this.replicationGroupId = cluster.replicationGroupId;
    this.endpoint = {
      host: cluster.configurationEndpointAddress,
      port: CACHE_PORT,
      region,
      cacheName: cluster.replicationGroupId,
      serverless: false,
      userName: user.name,
      connectArns: [cluster.arn, user.arn],
    };
    this.registerOutputs({ endpoint: this.endpoint, replicationGroupId: this.replicationGroupId });
  }

  /** What a cluster decides for itself, and a member of another region's datastore may not even mention. */
  private ownArgs(
    name: string,
    { region, purpose, engineVersion, size, protectStateful }: ValkeyClusterArgs,
    shardCount: number,
  ) {
    const parameterGroup = new aws.elasticache.ParameterGroup(
      `${name}-parameters`, // auto-named: one in use cannot be deleted, so its replacement must be able to exist beside it
      {
        region,
        family: parameterFamily(engineVersion),
        parameters: parameters(purpose, size.reservedMemoryPercent ?? 25),
      },
      { parent: this },
    );
    return {
      engine: "valkey",
      engineVersion,
      nodeType: size.nodeType,
      dataTieringEnabled: tiersData(parseNodeType(size.nodeType)!),
      clusterMode: "enabled",
      numNodeGroups: shardCount,
      parameterGroupName: parameterGroup.name,
      atRestEncryptionEnabled: true,
      transitEncryptionEnabled: true,
      transitEncryptionMode: "required",
      networkType: "ipv4",
      ipDiscovery: "ipv4",
      // A review stack is destroyed and made again under the same name: a last snapshot would be in its way.
      ...(purpose === "sessions" && protectStateful
        ? { finalSnapshotIdentifier: physicalName("elasticache", name, "final") }
        : {}),
    };
  }
}
