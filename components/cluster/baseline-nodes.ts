import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionClock } from "../clock";
import { declareNodeScaling } from "./node-scaling";
import { podTrust } from "./pod-identity";
import { declareServiceRole } from "./roles";
import type { BaselineNodesSettings } from "./settings";

/**
 * What an Auto Mode node has built in and any other node runs as pods, beside the network plugin and DNS (an Auto Mode node answers
 * for itself only). These must be there before a node is, or it never gets ready; DNS in turn needs a node to run on.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/eks-add-ons.html#addon-consider-auto
 */
const BEFORE_NODES = ["kube-proxy", "eks-pod-identity-agent"];

/** Network rights are not the node's, where every pod could take them, but the network plugin's. */
const NODE_POLICIES = ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"];

const DISK_GIB = 50;

export interface BaselineNodesArgs {
  readonly region: string;
  readonly clusterName: pulumi.Input<string>;
  readonly clusterArn: pulumi.Input<string>;
  readonly kubernetesVersion: string;
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly settings: BaselineNodesSettings;
  readonly clock: RegionClock;
}

/**
 * Nodes that wait for load, beside those that Auto Mode starts for pods that wait: a group that follows the clock and a forecast,
 * with stopped nodes in reserve.
 */
export class BaselineNodes extends pulumi.ComponentResource {
  constructor(name: string, args: BaselineNodesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:cluster:BaselineNodes", name, {}, opts);
    const { region, clusterName, settings } = args;
    const child = { parent: this };

    const role = declareServiceRole(name, { service: "ec2.amazonaws.com", managedPolicies: NODE_POLICIES }, child);
    const addons = [this.networkAddon(name, args), ...BEFORE_NODES.map((addon) => this.addon(name, args, addon))];
    const template = this.launchTemplate(name, region);
    const group = new aws.eks.NodeGroup(
      `${name}-nodes`,
      {
        region,
        clusterName,
        version: args.kubernetesVersion,
        nodeRoleArn: role.arn,
        subnetIds: [...args.subnetIds],
        amiType: "AL2023_ARM_64_STANDARD",
        capacityType: "ON_DEMAND", // a reserve that may be taken away is none
        instanceTypes: [...settings.instanceTypes],
        launchTemplate: { id: template.id, version: pulumi.interpolate`${template.latestVersion}` },
        labels: { "p95.dev/nodes": "baseline" },
        scalingConfig: { minSize: settings.minCount, desiredSize: settings.minCount, maxSize: settings.maxCount },
        updateConfig: { maxUnavailablePercentage: 33 },
        nodeRepairConfig: { enabled: true },
        ...(settings.warmCount === 0 ? {} : { warmPoolConfig: { minSize: settings.warmCount, poolState: "STOPPED" } }),
      },
      {
        ...child,
        dependsOn: [...role.attachments, ...addons],
        ignoreChanges: ["scalingConfig.desiredSize"], // the scalers' from the first evening on
      },
    );
    this.addon(name, args, "coredns", {}, [group]);

    declareNodeScaling(
      name,
      {
        region,
        autoscalingGroupName: group.resources[0]!.autoscalingGroups[0]!.name,
        settings,
        clock: args.clock,
      },
      child,
    );
    this.registerOutputs();
  }

  /** With a role for the plugin's pods alone. */
  private networkAddon(name: string, args: BaselineNodesArgs): aws.eks.Addon {
    const serviceAccount = "aws-node";
    const role = new aws.iam.Role(
      `${name}-network-role`,
      { assumeRolePolicy: podTrust({ clusterArn: args.clusterArn, namespace: "kube-system", serviceAccount }) },
      { parent: this },
    );
    const policy = new aws.iam.RolePolicyAttachment(
      `${name}-network-AmazonEKS_CNI_Policy`,
      { role: role.name, policyArn: "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy" },
      { parent: this },
    );
    const podIdentityAssociations = [{ serviceAccount, roleArn: role.arn }];
    return this.addon(name, args, "vpc-cni", { podIdentityAssociations }, [policy]);
  }

  /** Its version is the one that EKS offers by default to the cluster's own. */
  private addon(
    name: string,
    { region, clusterName }: BaselineNodesArgs,
    addonName: string,
    more: Pick<aws.eks.AddonArgs, "podIdentityAssociations"> = {},
    dependsOn: pulumi.Resource[] = [],
  ): aws.eks.Addon {
    return new aws.eks.Addon(
      `${name}-${addonName}`,
      {
        region,
        clusterName,
        addonName,
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "PRESERVE",
        ...more,
      },
      { parent: this, dependsOn, customTimeouts: { create: "20m", update: "20m" } },
    );
  }

  /** Names no image, type or security group: EKS puts in its own, the cluster's group among them. */
  private launchTemplate(name: string, region: string): aws.ec2.LaunchTemplate {
    return new aws.ec2.LaunchTemplate(
      `${name}-template`,
      {
        region,
        updateDefaultVersion: true,
        metadataOptions: {
          httpEndpoint: "enabled",
          httpTokens: "required",
          httpPutResponseHopLimit: 1, // pods, one hop further, never get the node's own credentials
        },
        monitoring: { enabled: true }, // CPU every minute instead of every five
        blockDeviceMappings: [
          {
            deviceName: "/dev/xvda",
            ebs: {
              volumeType: "gp3",
              volumeSize: DISK_GIB,
              encrypted: "true", // with the account's EBS key: one of ours would have to be granted to EC2 Auto Scaling
              deleteOnTermination: "true",
            },
          },
        ],
      },
      { parent: this },
    );
  }
}
