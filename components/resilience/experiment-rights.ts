import * as pulumi from "@pulumi/pulumi";

/** Where an experiment looks for what it breaks. */
export interface ExperimentScope {
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  readonly clusterArn: pulumi.Input<string>;
  readonly vpcId: pulumi.Input<string>;
  /** The zone that is lost, e.g. `euw1-az1`. */
  readonly zoneId: string;
  /** Tags that everything of the stack carries: targets are found by them, and rights end with them. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A statement of an experiment's role. */
export interface ExperimentRight {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: pulumi.Input<string> | readonly pulumi.Input<string>[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Tags are looked up, not resources. */
export const FIND_BY_TAG: ExperimentRight = { Effect: "Allow", Action: ["tag:GetResources"], Resource: "*" };

export function podRights({ clusterArn }: ExperimentScope): ExperimentRight[] {
  return [
    { Effect: "Allow", Action: ["eks:DescribeCluster"], Resource: clusterArn },
    { Effect: "Allow", Action: ["ec2:DescribeSubnets"], Resource: "*" }, // descriptions take no resource
    FIND_BY_TAG,
  ];
}

/** Only on what carries the stack's tags. */
function ours({ tags }: ExperimentScope) {
  return {
    StringEquals: Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value])),
  };
}

export function databaseRights(scope: ExperimentScope): ExperimentRight[] {
  const { region, accountId } = scope;
  return [
    {
      Effect: "Allow",
      Action: ["rds:FailoverDBCluster"],
      Resource: pulumi.interpolate`arn:aws:rds:${region}:${accountId}:cluster:*`,
      Condition: ours(scope),
    },
    { Effect: "Allow", Action: ["rds:DescribeDBClusters"], Resource: "*" }, // a list is of no cluster
  ];
}

export function cacheRights(scope: ExperimentScope): ExperimentRight[] {
  const { region, accountId } = scope;
  return [
    {
      Effect: "Allow",
      Action: ["elasticache:InterruptClusterAzPower"],
      Resource: pulumi.interpolate`arn:aws:elasticache:${region}:${accountId}:replicationgroup:*`,
      Condition: ours(scope),
    },
    { Effect: "Allow", Action: ["elasticache:DescribeReplicationGroups"], Resource: "*" }, // a list is of no group
  ];
}

/** As in AWS's policy AWSFaultInjectionSimulatorNetworkAccess, without what only other actions take. */
export function networkRights(scope: ExperimentScope): ExperimentRight[] {
  const { region, accountId } = scope;
  const of = (type: string) => pulumi.interpolate`arn:aws:ec2:${region}:${accountId}:${type}/*`;
  const asked = { StringEquals: { "aws:RequestTag/managedByFIS": "true" } };
  const made = { StringEquals: { "ec2:ResourceTag/managedByFIS": "true" } };
  return [
    { Effect: "Allow", Action: ["ec2:CreateNetworkAcl"], Resource: of("network-acl"), Condition: asked },
    { Effect: "Allow", Action: ["ec2:CreateNetworkAcl"], Resource: of("vpc"), Condition: ours(scope) },
    {
      Effect: "Allow",
      Action: ["ec2:CreateTags"],
      Resource: of("network-acl"),
      Condition: { StringEquals: { "ec2:CreateAction": "CreateNetworkAcl", "aws:RequestTag/managedByFIS": "true" } },
    },
    {
      Effect: "Allow",
      Action: ["ec2:CreateNetworkAclEntry", "ec2:DeleteNetworkAcl"],
      Resource: of("network-acl"),
      Condition: made,
    },
    // to the copy and back to the original, which may be the VPC's own without tags
    { Effect: "Allow", Action: ["ec2:ReplaceNetworkAclAssociation"], Resource: of("network-acl") },
    { Effect: "Allow", Action: ["ec2:ReplaceNetworkAclAssociation"], Resource: of("subnet"), Condition: ours(scope) },
    {
      Effect: "Allow",
      Action: ["ec2:DescribeManagedPrefixLists", "ec2:DescribeNetworkAcls", "ec2:DescribeSubnets", "ec2:DescribeVpcs"],
      Resource: "*", // descriptions take no resource
    },
  ];
}

/** Source: https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#fis-actions-recovery */
export function shiftRights(): ExperimentRight[] {
  return [
    {
      Effect: "Allow",
      Action: [
        "arc-zonal-shift:CancelZonalShift",
        "arc-zonal-shift:GetManagedResource",
        "arc-zonal-shift:ListManagedResources",
        "arc-zonal-shift:StartZonalShift",
        "arc-zonal-shift:UpdateZonalShift",
        "autoscaling:DescribeTags",
      ],
      Resource: "*", // a shift is of all managed resources found by tag; its own condition keys know no tags
    },
  ];
}
