import type { Value } from "../engine/values";

/**
 * An argument that provider 5.100 cannot judge, because only the generation of @pulumi/aws has it. The resource is judged without
 * it. Short on purpose: whatever is not here counts as rejected.
 */
export interface Exception {
  /** Type token, or `*`. */
  readonly type: string;
  /** Path in Pulumi's notation; `[*]` stands for any element. */
  readonly path: string;
  /** Why it cannot be judged, and what vouches for it instead. */
  readonly reason: string;
  /** Only these values are beyond the provider, e.g. a limit that was raised later. @default every value */
  readonly values?: (value: Value) => boolean;
  /** An argument of Terraform that the older provider requires in its place; it is taken as unknown. */
  readonly standsFor?: string;
}

/**
 * The generation of @pulumi/aws declares them all, and provider 5.100 has none; a test holds both against this list.
 * Source: https://github.com/hashicorp/terraform-provider-aws/blob/main/CHANGELOG.md (6.x)
 */
export const EXCEPTIONS: readonly Exception[] = [
  { type: "*", path: "region", reason: "since 6.0 every regional resource names its region" },
  ...newIn6("aws:cloudfront/distribution:Distribution", {
    cacheTagConfig: "invalidation by tag",
    "origins[*].responseCompletionTimeout": "limit of a whole response",
  }),
  {
    type: "aws:ec2/natGateway:NatGateway",
    path: "availabilityMode",
    reason: "new in 6.24: regional NAT gateways",
    standsFor: "subnet_id",
  },
  ...newIn6("aws:ec2/natGateway:NatGateway", {
    availabilityZoneAddresses: "regional NAT gateways",
    vpcId: "regional NAT gateways",
  }),
  ...newIn6("aws:eks/cluster:Cluster", {
    controlPlaneScalingConfig: "tiers of the control plane",
    deletionProtection: "deletion protection of clusters",
    kubeControllerManagerConfig: "sync period of the HPA",
  }),
  ...newIn6("aws:eks/nodeGroup:NodeGroup", { warmPoolConfig: "warm pools" }),
  {
    type: "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup",
    path: "engine",
    reason: "could only be read before 6.x (terraform-provider-aws issue 41618)",
  },
  ...newIn6("aws:glue/catalogTable:CatalogTable", {
    "openTableFormatInput.icebergInput.icebergTableInput": "schema and partitions of an Iceberg table",
  }),
  ...newIn6("aws:glue/catalogTableOptimizer:CatalogTableOptimizer", {
    "configuration.compactionConfiguration": "strategy of compaction",
    "configuration.orphanFileDeletionConfiguration.icebergConfiguration.runRateInHours": "how often it runs",
    "configuration.retentionConfiguration.icebergConfiguration.runRateInHours": "how often it runs",
  }),
  ...newIn6("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", {
    "icebergConfiguration.appendOnly": "Iceberg tables without updates",
  }),
  ...newIn6("aws:rds/cluster:Cluster", { autoMinorVersionUpgrade: "minor upgrades, said once for the cluster" }),
  ...newIn6("aws:route53/zone:Zone", { enableAcceleratedRecovery: "changes of records while us-east-1 is down" }),
  ...newIn6("aws:s3tables/table:Table", { metadata: "schema of a table" }),
  {
    type: "aws:sqs/queue:Queue",
    path: "maxMessageSize",
    reason: "since 6.x up to 1 MiB, before up to 256 KiB",
    values: (value) => typeof value === "number" && value > 262_144 && value <= 1_048_576,
  },
  ...newIn6("aws:synthetics/canary:Canary", { "schedule.retryConfig": "automatic retries" }),
];

function newIn6(type: string, reasons: Readonly<Record<string, string>>): Exception[] {
  return Object.entries(reasons).map(([path, reason]) => ({ type, path, reason: `new in 6.x: ${reason}` }));
}

/**
 * The exception that `value` at `path` falls under. A provider that has the argument judges it, whatever the list says.
 * @param missing Whether the provider has no such argument, or can only read it.
 */
export function exceptionFor(type: string, path: string, value: Value, missing: boolean): Exception | undefined {
  const general = path.replace(/\[\d+\]/g, "[*]");
  return EXCEPTIONS.find(
    (each) =>
      (each.type === type || each.type === "*") &&
      each.path === general &&
      (each.values === undefined ? missing : each.values(value)),
  );
}
