/**
 * Modules that Pulumi renamed, as Terraform spells them in front of a resource's name. Everywhere else the prefix is the
 * module itself, or nothing for a few old ones (`aws_vpc`).
 * Source: https://github.com/pulumi/pulumi-aws/blob/master/provider/resources.go
 */
const PREFIXES: Readonly<Record<string, readonly string[]>> = {
  amp: ["prometheus_"],
  bcmdata: ["bcmdataexports_"],
  cfg: ["config_"],
  costexplorer: ["ce_"],
  ec2transitgateway: ["ec2_transit_gateway_", "ec2_"],
  ec2: ["", "ec2_", "vpc_"],
  rds: ["rds_", "db_"],
  vpc: ["vpc_", ""],
};

/** Names that follow no rule. Source: as above. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "aws:cloudfront/keyvaluestoreKey:KeyvaluestoreKey": "aws_cloudfrontkeyvaluestore_key",
  "aws:cloudfront/keyvaluestoreKeysExclusive:KeyvaluestoreKeysExclusive": "aws_cloudfrontkeyvaluestore_keys_exclusive",
  "aws:cloudwatch/internetMonitor:InternetMonitor": "aws_internetmonitor_monitor",
  "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions": "aws_vpc_peering_connection_options",
  "aws:lb/loadBalancer:LoadBalancer": "aws_lb",
  "aws:s3/bucketObjectv2:BucketObjectv2": "aws_s3_object",
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": "aws_s3_bucket_replication_configuration",
  "aws:s3/bucketV2:BucketV2": "aws_s3_bucket",
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": "aws_sqs_queue_redrive_allow_policy",
  "aws:sqs/redrivePolicy:RedrivePolicy": "aws_sqs_queue_redrive_policy",
};

/** Terraform's names that the type `aws:<module>/<file>:<Name>` may have, likeliest first. */
export function terraformNames(token: string): string[] {
  const exception = EXCEPTIONS[token];
  if (exception !== undefined) return [exception];
  const [, module = "", name = ""] = /^aws:(\w+)\/\w+:(\w+)$/.exec(token) ?? [];
  const prefixes = PREFIXES[module] ?? [`${module}_`, ""];
  return prefixes.map((prefix) => `aws_${prefix}${snakeCase(name)}`);
}

/** `VpcEndpoint` and `vpcEndpoint` as `vpc_endpoint`. A digit belongs to the word before it. */
export function snakeCase(name: string): string {
  return name.replace(/(?<!^)([A-Z])/g, "_$1").toLowerCase();
}
