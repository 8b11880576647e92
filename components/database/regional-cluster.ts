import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { maintenanceWindow, type RegionClock, snapshotWindow } from "../clock";
import { physicalName } from "../physical-name";
import { declareAlarms } from "./alarms";
import { type ClusterShape, clusterShape } from "./cluster-shape";
import { DatabaseFirewall } from "./database-firewall";
import { DATABASE_PORT } from "./endpoint";
import { declareInstances, instanceIdentifiers } from "./instances";
import { MASTER_USER } from "./master-secret";
import { declareMonitoring } from "./monitoring";
import { clusterParameters, DATABASE_NAME, parameterFamily } from "./parameters";
import { declareReaderScaling } from "./reader-scaling";
import type { DatabaseSettings, Insights } from "./settings";

/** The trio that RDS demands for each. Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DatabaseInsights.TurningOnAdvanced.html */
const INSIGHTS_ARGS: Readonly<Record<Insights, object>> = {
  off: { performanceInsightsEnabled: false },
  standard: {
    databaseInsightsMode: "standard",
    performanceInsightsEnabled: true,
    performanceInsightsRetentionPeriod: 7,
  },
  advanced: {
    databaseInsightsMode: "advanced",
    performanceInsightsEnabled: true,
    performanceInsightsRetentionPeriod: 465,
  },
};

/**
 * Of a member of a global database. Its version is raised through the global cluster. The rest differs in the settings, though not
 * at AWS, once another region is the primary one: Pulumi would answer a failover by replacing both clusters.
 */
const OWNED_BY_GLOBAL_DATABASE = [
  "engineVersion",
  "globalClusterIdentifier",
  "replicationSourceIdentifier",
  "databaseName",
  "masterUsername",
];

const EVENT_CATEGORIES = ["failover", "failure", "global-failover", "maintenance", "notification"];

/** Where a region's cluster lives and who may connect. */
export interface DatabaseNetwork {
  readonly vpcId: pulumi.Input<string>;
  /** Private subnets in two zones or more. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly clientCidrBlocks: readonly string[];
}

export interface RegionalClusterArgs {
  readonly region: string;
  readonly settings: DatabaseSettings;
  /** Encrypts storage, snapshots and insights; of this region. */
  readonly keyArn: pulumi.Input<string>;
  readonly network: DatabaseNetwork;
  readonly clock: RegionClock;
  /** Known here only if this cluster is the one that writes. */
  readonly password?: pulumi.Output<string>;
  /** @default none - the only region's cluster belongs to no global database */
  readonly globalClusterId?: pulumi.Input<string> | undefined;
  /** The region that writes, if it is another one. */
  readonly copyOf?: string;
  /** What must be there before a copy is made: an instance to copy from. */
  readonly after?: pulumi.Resource;
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
  readonly logRetentionDays: number;
  readonly protectStateful: boolean;
}

/** One region's Aurora cluster and its instances: the one that writes, or a copy that reads. */
export class RegionalCluster extends pulumi.ComponentResource {
  /** Of whichever instance writes; in a copy of the first one. */
  readonly writerHost: pulumi.Output<string>;
  readonly readerHost: pulumi.Output<string>;
  readonly clusterArn: pulumi.Output<string>;
  readonly clusterResourceId: pulumi.Output<string>;
  /** What the next region's copy waits for. */
  readonly firstInstance: aws.rds.ClusterInstance;

  constructor(name: string, args: RegionalClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:database:RegionalCluster", name, {}, opts);
    const { region, settings, copyOf } = args;
    const child = { parent: this };
    const shape = clusterShape(settings, copyOf !== undefined);
    const identifier = physicalName("rds", name); // its log group, metrics and experiments name it

    const logs = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { region, name: `/aws/rds/cluster/${identifier}/postgresql`, retentionInDays: args.logRetentionDays },
      child,
    );
    const subnets = new aws.rds.SubnetGroup(
      `${name}-subnets`,
      { region, subnetIds: [...args.network.subnetIds] },
      child,
    );
    const cluster = this.cluster(name, identifier, args, shape, subnets, logs);
    const instances = declareInstances(
      name,
      {
        region,
        engineVersion: settings.engineVersion,
        shape,
        subnetGroupName: subnets.name,
        clusterIdentifier: cluster.id,
      },
      child,
    );

    const { instances: sizes } = settings;
    if (copyOf === undefined && sizes.kind === "provisioned" && typeof sizes.readers === "object") {
      const { readers } = sizes;
      declareReaderScaling(
        name,
        { region, clusterIdentifier: cluster.clusterIdentifier, readers, clock: args.clock },
        { ...child, dependsOn: instances }, // it counts them
      );
    }
    new aws.rds.EventSubscription(
      `${name}-events`,
      {
        region,
        snsTopic: args.ticketTopicArn,
        sourceType: "db-cluster",
        sourceIds: [cluster.clusterIdentifier],
        eventCategories: EVENT_CATEGORIES,
      },
      child,
    );
    declareAlarms(
      name,
      {
        ...args,
        clusterIdentifier: identifier,
        instanceIdentifiers: instanceIdentifiers(name, shape.instanceCount),
        limits: shape.limits,
        serverless: sizes.kind === "serverless",
        replicated: shape.instanceCount > 1,
        insights: settings.insights !== "off",
        logGroupName: logs.name,
      },
      child,
    );

    this.writerHost = cluster.endpoint;
    this.readerHost = cluster.readerEndpoint;
    this.clusterArn = cluster.arn;
    this.clusterResourceId = cluster.clusterResourceId;
    this.firstInstance = instances[0]!;
    this.registerOutputs({
      writerHost: this.writerHost,
      readerHost: this.readerHost,
      clusterArn: this.clusterArn,
      clusterResourceId: this.clusterResourceId,
    });
  }

  private cluster(
    name: string,
    identifier: string,
    args: RegionalClusterArgs,
    shape: ClusterShape,
    subnets: aws.rds.SubnetGroup,
    logs: aws.cloudwatch.LogGroup,
  ): aws.rds.Cluster {
    const { region, settings, network, keyArn, clock, globalClusterId, protectStateful } = args;
    const child = { parent: this };
    const firewall = new DatabaseFirewall(
      `${name}-firewall`,
      { region, vpcId: network.vpcId, clientCidrBlocks: network.clientCidrBlocks },
      child,
    );
    const parameterGroup = new aws.rds.ClusterParameterGroup(
      `${name}-cluster-parameters`, // auto-named: one in use cannot be deleted, so its replacement must be able to exist beside it
      {
        region,
        family: parameterFamily(settings.engineVersion),
        parameters: clusterParameters(shape.warmReader),
      },
      child,
    );
    const monitoring = declareMonitoring(name, settings.monitoringIntervalSeconds, child);

    return new aws.rds.Cluster(
      `${name}-cluster`,
      {
        region,
        clusterIdentifier: identifier,
        engine: "aurora-postgresql",
        engineMode: "provisioned",
        engineVersion: settings.engineVersion,
        ...(globalClusterId === undefined ? {} : { globalClusterIdentifier: globalClusterId }),
        ...ownArgs(args),
        ...capacityArgs(settings),
        ...(settings.storage === "io-optimized" ? { storageType: "aurora-iopt1" } : {}),
        storageEncrypted: true,
        kmsKeyId: keyArn,
        dbSubnetGroupName: subnets.name,
        vpcSecurityGroupIds: [firewall.securityGroupId],
        port: DATABASE_PORT,
        dbClusterParameterGroupName: parameterGroup.name,
        iamDatabaseAuthenticationEnabled: true,
        enabledCloudwatchLogsExports: ["postgresql"],
        ...INSIGHTS_ARGS[settings.insights],
        ...(settings.insights === "off" ? {} : { performanceInsightsKmsKeyId: keyArn }),
        ...monitoring.args,
        backupRetentionPeriod: settings.backupRetentionDays,
        preferredBackupWindow: snapshotWindow(clock.quietHourUtc),
        preferredMaintenanceWindow: maintenanceWindow(clock.quietHourUtc),
        copyTagsToSnapshot: true,
        deletionProtection: protectStateful,
        // A review stack is destroyed and made again under the same name: a last snapshot would be in its way.
        skipFinalSnapshot: !protectStateful,
        ...(protectStateful ? { finalSnapshotIdentifier: physicalName("rds", name, "final") } : {}),
        deleteAutomatedBackups: !protectStateful,
        allowMajorVersionUpgrade: false,
        applyImmediately: false,
      },
      {
        ...child,
        protect: protectStateful,
        dependsOn: [logs, ...monitoring.attachments, ...(args.after ? [args.after] : [])], // RDS would make the log group itself
        ignoreChanges: globalClusterId === undefined ? [] : OWNED_BY_GLOBAL_DATABASE,
      },
    );
  }
}

/** What only the cluster that writes decides; a copy has it from there. */
function ownArgs({ password, settings, copyOf }: RegionalClusterArgs) {
  if (copyOf !== undefined) return { enableGlobalWriteForwarding: true };
  return {
    databaseName: DATABASE_NAME,
    masterUsername: MASTER_USER,
    masterPasswordWo: password,
    masterPasswordWoVersion: settings.passwordVersion,
  };
}

function capacityArgs({ instances }: DatabaseSettings) {
  if (instances.kind === "provisioned") return {};
  const { minAcu, maxAcu, secondsUntilAutoPause } = instances;
  return { serverlessv2ScalingConfiguration: { minCapacity: minAcu, maxCapacity: maxAcu, secondsUntilAutoPause } };
}
