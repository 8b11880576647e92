/** A property that the provider at hand cannot measure, and who says what it does. */
export interface Stated {
  readonly replaces: boolean;
  readonly source: string;
}

const NOT_VERIFIED: Stated = {
  replaces: true,
  source: "not verified, taken for a replacement until a provider of 6.x measures it",
};
const SDK: Stated = { replaces: true, source: "declarations of @pulumi/aws 7.48" };
const inPlace = (operation: string): Stated => ({
  replaces: false,
  source: `the API changes it in place: ${operation}`,
});

/** On every type that has the argument. */
export const STATED_EVERYWHERE: Readonly<Record<string, Stated>> = {
  region: {
    replaces: true,
    source: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support",
  },
};

/** By type token and Pulumi path. Only what is in `unmeasured` of the table needs an entry. */
export const STATED: Readonly<Record<string, Readonly<Record<string, Stated>>>> = {
  "aws:arczonalshift/zonalAutoshiftConfiguration:ZonalAutoshiftConfiguration": { resourceArn: SDK },
  "aws:cloudfront/distribution:Distribution": { cacheTagConfig: inPlace("cloudfront UpdateDistribution") },
  "aws:cloudwatch/alarmMuteRule:AlarmMuteRule": { name: SDK },
  "aws:ec2/natGateway:NatGateway": {
    availabilityMode: NOT_VERIFIED,
    availabilityZoneAddresses: NOT_VERIFIED,
    vpcId: NOT_VERIFIED,
  },
  "aws:eks/cluster:Cluster": {
    controlPlaneScalingConfig: inPlace("eks UpdateClusterConfig"),
    deletionProtection: inPlace("eks UpdateClusterConfig"),
  },
  "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup": {
    engine: inPlace("elasticache ModifyGlobalReplicationGroup"),
  },
  "aws:elasticache/replicationGroup:ReplicationGroup": {
    nodeGroupConfigurations: {
      replaces: true,
      source:
        "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/elasticache/replication_group.go",
    },
  },
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": {
    destination: { replaces: true, source: "a change is a plan error in provider 5.100" },
    "icebergConfiguration.appendOnly": {
      replaces: true,
      source:
        "only creation has it: https://docs.aws.amazon.com/firehose/latest/APIReference/API_IcebergDestinationUpdate.html",
    },
  },
  "aws:rds/cluster:Cluster": { autoMinorVersionUpgrade: inPlace("rds ModifyDBCluster") },
};
