/** A limit that AWS sets an account in each region, and raises when asked. */
export interface Quota {
  /** As Service Quotas calls them. */
  readonly serviceCode: string;
  readonly quotaCode: string;
  /** What an account has until AWS raises it. */
  readonly byDefault: number;
  /** Completes "must leave at most 5 ...". */
  readonly unit: string;
  readonly source: string;
}

const VPC = "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html";
const RDS = "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/CHAP_Limits.html";

/** Quotas that the declared sizes can run into. Names are ours, and keys of the settings. */
export const QUOTAS = {
  standardVcpus: {
    serviceCode: "ec2",
    quotaCode: "L-1216C47A",
    byDefault: 5,
    unit: "vCPUs of standard on-demand instances",
    source:
      "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html#ec2-on-demand-instances-limits",
  },
  elasticIps: { serviceCode: "ec2", quotaCode: "L-0263D0A3", byDefault: 5, unit: "Elastic IPs", source: VPC },
  vpcs: { serviceCode: "vpc", quotaCode: "L-F678F1CE", byDefault: 5, unit: "VPCs", source: VPC },
  natGatewaysPerZone: {
    serviceCode: "vpc",
    quotaCode: "L-FE5A380F",
    byDefault: 5,
    unit: "NAT gateways in one zone",
    source: VPC,
  },
  interfaceEndpointsPerVpc: {
    serviceCode: "vpc",
    quotaCode: "L-29B6F2EB",
    byDefault: 50,
    unit: "interface endpoints in one VPC",
    source: VPC,
  },
  networkLoadBalancers: {
    serviceCode: "elasticloadbalancing",
    quotaCode: "L-69A177A2",
    byDefault: 50,
    unit: "network load balancers",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-limits.html",
  },
  cacheNodes: {
    serviceCode: "elasticache",
    quotaCode: "L-DFE45DF3",
    byDefault: 300,
    unit: "ElastiCache nodes",
    source: "https://docs.aws.amazon.com/general/latest/gr/elasticache-service.html",
  },
  databaseInstances: { serviceCode: "rds", quotaCode: "L-7B6409FD", byDefault: 40, unit: "DB instances", source: RDS },
  databaseClusters: { serviceCode: "rds", quotaCode: "L-952B80B8", byDefault: 40, unit: "DB clusters", source: RDS },
} as const satisfies Record<string, Quota>;

export type QuotaName = keyof typeof QUOTAS;

export const QUOTA_NAMES = Object.keys(QUOTAS) as QuotaName[];

/** The most that a region of the stack may ever hold of each. */
export type QuotaDemand = Readonly<Record<QuotaName, number>>;
