import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, type Problem } from "../checks";
import type { RegionClock } from "../clock";
import { regionProblems } from "../network/zone-ids";
import { logRetentionProblems } from "../observability/log-retention";
import { physicalName } from "../physical-name";
import { declareAccess } from "./access";
import { declareAlarms } from "./alarms";
import { BaselineNodes } from "./baseline-nodes";
import { kubeconfig } from "./kubeconfig";
import { declareServiceRole } from "./roles";
import { type ClusterSettings, clusterSettingsProblems } from "./settings";

/** What Auto Mode does in the account. Source: https://docs.aws.amazon.com/eks/latest/userguide/auto-cluster-iam-role.html */
const CLUSTER_POLICIES = [
  "AmazonEKSClusterPolicy",
  "AmazonEKSComputePolicy",
  "AmazonEKSBlockStoragePolicy",
  "AmazonEKSLoadBalancingPolicy",
  "AmazonEKSNetworkingPolicy",
];

/** All an Auto Mode node needs; its agents sign in by themselves. Source: https://docs.aws.amazon.com/eks/latest/userguide/auto-create-node-role.html */
const NODE_POLICIES = ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"];

/** Addresses of services, seen from inside only, hence the same in every region. Outside of every network's block. */
const SERVICE_CIDR_BLOCK = "172.20.0.0/16";

const LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/** An add-on of pods is active once a node has been started for it. */
const ADDON_TIMEOUTS = { create: "20m", update: "20m" };

export interface ClusterArgs {
  readonly region: string;
  readonly settings: ClusterSettings;
  /** The account that the admins' and viewers' roles live in. */
  readonly accountId: pulumi.Input<string>;
  /** Private subnets in two zones or more. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly clock: RegionClock;
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
  readonly logRetentionDays: number;
  /** Refuses deletion: everything that runs in the cluster goes with it. */
  readonly protectStateful: boolean;
}

/** Everything wrong with `args`; empty when it can be declared. Pure. */
export function clusterProblems({ region, settings, logRetentionDays }: ClusterArgs): Problem[] {
  return [
    ...regionProblems("region", region),
    ...clusterSettingsProblems("settings", settings),
    ...logRetentionProblems("logRetentionDays", logRetentionDays),
  ];
}

/**
 * A region's Kubernetes: EKS in Auto Mode, which brings nodes, pod network, DNS, disks and load balancer targets. What it does not
 * bring is here: who may enter, metrics for autoscalers, nodes that are there before the load is. Trade-offs: docs/cluster.md.
 */
export class Cluster extends pulumi.ComponentResource {
  /** Known once the cluster is. Target groups carry it as tag `eks:eks-cluster-name`. */
  readonly clusterName: pulumi.Output<string>;
  readonly clusterArn: pulumi.Output<string>;
  readonly endpoint: pulumi.Output<string>;
  readonly caData: pulumi.Output<string>;
  /** Nodes and pods carry it: what lets others reach them is a rule of this group. */
  readonly clusterSecurityGroupId: pulumi.Output<string>;
  /** For NodeClasses of one's own. */
  readonly nodeRoleName: pulumi.Output<string>;
  readonly nodeRoleArn: pulumi.Output<string>;
  /** Secret. Signs in through the AWS CLI. */
  readonly kubeconfig: pulumi.Output<string>;
  /** What a Kubernetes provider waits for: the role that deploys may be one of those let in here. */
  readonly access: readonly pulumi.Resource[];

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`Cluster "${name}"`, clusterProblems(args));
    super("p95:cluster:Cluster", name, {}, opts);
    const { region, settings, protectStateful } = args;
    const child = { parent: this };
    const physical = physicalName("eks-cluster", name); // its log group, kubeconfigs and experiments name it

    const key = new aws.kms.Key(
      `${name}-key`,
      { region, description: `${name}: Kubernetes secrets`, enableKeyRotation: true, deletionWindowInDays: 30 },
      { ...child, protect: protectStateful }, // without its key the cluster's state is lost
    );
    const role = declareServiceRole(
      name,
      { service: "eks.amazonaws.com", tagsSession: true, managedPolicies: CLUSTER_POLICIES },
      child,
    );
    const nodeRole = declareServiceRole(
      `${name}-node`,
      { service: "ec2.amazonaws.com", managedPolicies: NODE_POLICIES },
      child,
    );
    const logs = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { region, name: `/aws/eks/${physical}/cluster`, retentionInDays: args.logRetentionDays },
      child,
    );
    const cluster = new aws.eks.Cluster(
      `${name}-cluster`,
      {
        ...clusterArgs(args),
        name: physical,
        roleArn: role.arn,
        ...encryption(key),
        ...autoMode(settings, nodeRole.arn),
      },
      {
        ...child,
        protect: protectStateful,
        // EKS would make the log group itself, and keep its events for ever; without its policies it can neither start nor clean up
        dependsOn: [logs, ...role.attachments, ...nodeRole.attachments],
      },
    );

    this.access = declareAccess(name, { ...args, clusterName: cluster.name }, child);
    if (settings.baselineNodes) {
      const { kubernetesVersion, baselineNodes } = settings;
      new BaselineNodes(
        `${name}-baseline`,
        { ...args, clusterName: cluster.name, clusterArn: cluster.arn, kubernetesVersion, settings: baselineNodes },
        child,
      );
    }
    new aws.eks.Addon(
      `${name}-metrics-server`, // feeds every horizontal pod autoscaler
      {
        region,
        clusterName: cluster.name,
        addonName: "metrics-server",
        configurationValues: JSON.stringify({ replicas: 2 }), // one on a lost node would stop all scaling
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "PRESERVE",
      },
      { ...child, customTimeouts: ADDON_TIMEOUTS },
    );
    declareAlarms(name, { ...args, clusterName: cluster.name }, child);

    this.clusterName = cluster.name;
    this.clusterArn = cluster.arn;
    this.endpoint = cluster.endpoint;
    this.caData = cluster.certificateAuthority.data;
    this.clusterSecurityGroupId = cluster.vpcConfig.clusterSecurityGroupId;
    this.nodeRoleName = nodeRole.name;
    this.nodeRoleArn = nodeRole.arn;
    this.kubeconfig = kubeconfig({ region, clusterName: cluster.name, endpoint: this.endpoint, caData: this.caData });
    this.registerOutputs({
      clusterName: this.clusterName,
      clusterArn: this.clusterArn,
      endpoint: this.endpoint,
      caData: this.caData,
      clusterSecurityGroupId: this.clusterSecurityGroupId,
      nodeRoleName: this.nodeRoleName,
      nodeRoleArn: this.nodeRoleArn,
      kubeconfig: this.kubeconfig,
    });
  }
}

function clusterArgs({ region, settings, subnetIds, protectStateful }: ClusterArgs) {
  const { controlPlaneTier, hpaSyncPeriodSeconds, publicAccessCidrBlocks } = settings;
  const isPublic = publicAccessCidrBlocks.length > 0;
  return {
    region,
    version: settings.kubernetesVersion,
    // The role that creates the cluster is its admin, or nothing could be put into it. Source: access-entries.html
    accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true },
    vpcConfig: {
      subnetIds: [...subnetIds],
      endpointPrivateAccess: true,
      endpointPublicAccess: isPublic,
      ...(isPublic ? { publicAccessCidrs: [...publicAccessCidrBlocks] } : {}),
    },
    enabledClusterLogTypes: LOG_TYPES,
    upgradePolicy: { supportType: "STANDARD" }, // upgraded at the end of support, instead of paying to stay
    zonalShiftConfig: { enabled: true },
    deletionProtection: protectStateful,
    controlPlaneScalingConfig: { tier: controlPlaneTier },
    ...(hpaSyncPeriodSeconds === undefined
      ? {}
      : {
          kubeControllerManagerConfig: {
            horizontalPodAutoscalerControllerConfig: {
              horizontalPodAutoscalerSyncPeriod: `${hpaSyncPeriodSeconds}s`,
            },
          },
        }),
  };
}

function encryption(key: aws.kms.Key) {
  return { encryptionConfig: { provider: { keyArn: key.arn }, resources: ["secrets"] } };
}

/** Three switches that EKS takes on or off together only. */
function autoMode({ nodePools }: ClusterSettings, nodeRoleArn: pulumi.Input<string>) {
  return {
    bootstrapSelfManagedAddons: false, // Auto Mode has its own
    computeConfig: { enabled: true, nodePools: [...nodePools], nodeRoleArn },
    kubernetesNetworkConfig: {
      elasticLoadBalancing: { enabled: true },
      ipFamily: "ipv4",
      serviceIpv4Cidr: SERVICE_CIDR_BLOCK,
    },
    storageConfig: { blockStorage: { enabled: true } },
  };
}
