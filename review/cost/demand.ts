import type { ResourceState } from "../engine/resource-state";
import { containsUnknown } from "../engine/values";
import { type Demand, exactly, type Range, times } from "./estimate";
import { PAID_BY_USE } from "./free-types";
import { HOURS_PER_MONTH } from "./prices";
import { field, items, number, type Stack, text } from "./stack";

/** Something that costs without a price that p95 could look up. */
export interface NoPrice {
  readonly item: string;
  readonly why: string;
}

type Estimator = (state: ResourceState, stack: Stack) => (Demand | NoPrice)[];

/**
 * What a resource takes each month before anybody uses it; nothing for what is paid by use alone.
 * @returns `undefined` for a type that p95 does not know.
 */
export function demandOf(state: ResourceState, stack: Stack): (Demand | NoPrice)[] | undefined {
  if (PAID_BY_USE.has(state.type)) return [];
  return ESTIMATORS[state.type]?.(state, stack);
}

/** Hours of a month, for each of `count`. */
const hours = (count: number | Range): Range =>
  times(typeof count === "number" ? exactly(count) : count, HOURS_PER_MONTH);

const ESTIMATORS: Readonly<Record<string, Estimator>> = {
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": () => [
    { service: "cloudwatch", item: "composite alarm", quantity: exactly(1) },
  ],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ({ inputs }) => {
    const metrics = items(inputs.metricQueries).filter((query) => field(query, "metric") !== undefined).length;
    const fast = number(inputs.period, 60) < 60;
    const item = fast ? "high-resolution alarm" : "standard metric alarm";
    return [{ service: "cloudwatch", item, quantity: exactly(Math.max(1, metrics)) }];
  },
  "aws:ec2/eip:Eip": () => [{ service: "vpc", item: "public IPv4 address", quantity: hours(1) }],
  "aws:ec2/natGateway:NatGateway": natGateway,
  "aws:ec2/vpcEndpoint:VpcEndpoint": ({ inputs }) =>
    inputs.vpcEndpointType === "Interface"
      ? [{ service: "vpc", item: "interface endpoint per AZ", quantity: hours(items(inputs.subnetIds).length) }]
      : [], // gateways to S3 and DynamoDB are free
  "aws:eks/cluster:Cluster": ({ inputs }) => [
    { service: "eks", item: "control plane (standard support)", quantity: hours(1) },
    ...tierDemand(text(field(inputs.controlPlaneScalingConfig, "tier"))),
  ],
  "aws:eks/nodeGroup:NodeGroup": nodeGroup,
  "aws:elasticache/replicationGroup:ReplicationGroup": replicationGroup,
  "aws:elasticache/serverlessCache:ServerlessCache": () => [
    { item: "ElastiCache Serverless", why: "paid by data kept and work done, of which no price is written down" },
  ],
  "aws:kinesis/stream:Stream": () => [
    { service: "kinesis-data-streams", item: "on-demand stream", quantity: hours(1) },
  ],
  "aws:kms/key:Key": () => [{ service: "kms", item: "customer managed key", quantity: exactly(1) }],
  "aws:kms/replicaKey:ReplicaKey": () => [{ service: "kms", item: "customer managed key", quantity: exactly(1) }],
  "aws:lb/loadBalancer:LoadBalancer": loadBalancer,
  "aws:rds/clusterInstance:ClusterInstance": auroraInstance,
  "aws:rds/cluster:Cluster": auroraReaders,
  "aws:route53/healthCheck:HealthCheck": healthCheck,
  "aws:route53/zone:Zone": () => [{ service: "route53", item: "hosted zone (first 25)", quantity: exactly(1) }],
  "aws:secretsmanager/secret:Secret": ({ inputs }) => [
    { service: "secretsmanager", item: "secret", quantity: exactly(1 + items(inputs.replicas).length) },
  ],
  "aws:wafv2/webAcl:WebAcl": ({ inputs }) => [
    { service: "wafv2", item: "web ACL", quantity: exactly(1), region: "us-east-1" }, // the same price everywhere
    { service: "wafv2", item: "rule", quantity: exactly(items(inputs.rules).length), region: "us-east-1" },
  ],
};

function tierDemand(tier: string): NoPrice[] {
  if (tier === "" || tier === "standard") return [];
  return [{ item: `EKS control plane, ${tier}`, why: "no price of provisioned control planes is written down" }];
}

/** A regional gateway stands in each zone in which its network has subnets. */
function natGateway({ inputs, propertyDependencies }: ResourceState, stack: Stack): Demand[] {
  const regional = inputs.availabilityMode === "regional";
  const [vpc] = propertyDependencies.vpcId ?? [];
  const subnets = stack
    .ofType("aws:ec2/subnet:Subnet")
    .filter((subnet) => vpc !== undefined && (subnet.propertyDependencies.vpcId ?? []).includes(vpc));
  const zones = new Set(
    subnets.map((subnet) => text(subnet.inputs.availabilityZoneId ?? subnet.inputs.availabilityZone)),
  );
  const count = regional ? Math.max(1, zones.size) : 1;
  return [
    { service: "natgateway", item: "gateway hour", quantity: hours(count) },
    ...(regional ? [{ service: "vpc", item: "public IPv4 address", quantity: hours(count) }] : []), // else it has an Eip
  ];
}

function nodeGroup(state: ResourceState, stack: Stack): Demand[] {
  const { instanceTypes, scalingConfig } = state.inputs;
  const count = {
    min: number(field(scalingConfig, "minSize"), 0),
    expected: number(field(scalingConfig, "desiredSize"), 0),
    max: number(field(scalingConfig, "maxSize"), 0),
  };
  const disks = items(stack.behind(state, "launchTemplate", LAUNCH_TEMPLATE)?.inputs.blockDeviceMappings);
  const gigabytes = disks.reduce<number>(
    (total, disk) => total + number(field(field(disk, "ebs"), "volumeSize"), 0),
    0,
  );
  return [
    { service: "ec2", item: `on-demand Linux ${text(items(instanceTypes)[0])}`, quantity: hours(count) },
    ...(gigabytes === 0 ? [] : [{ service: "ebs", item: "gp3 storage", quantity: times(count, gigabytes) }]),
  ];
}

const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const REPLICATION_GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";
const GLOBAL_GROUP = "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup";
const AURORA_CLUSTER = "aws:rds/cluster:Cluster";
const SCALING_TARGET = "aws:appautoscaling/target:Target";

/** Bounds of what an autoscaler moves, if one does. */
function scaled(stack: Stack, resourceId: string, dimension: string): { min: number; max: number } | undefined {
  const target = stack
    .ofType(SCALING_TARGET)
    .find(({ inputs }) => inputs.resourceId === resourceId && inputs.scalableDimension === dimension);
  return target && { min: number(target.inputs.minCapacity, 0), max: number(target.inputs.maxCapacity, 0) };
}

function replicationGroup(state: ResourceState, stack: Stack): (Demand | NoPrice)[] {
  const leader = leaderOf(state, stack);
  const nodeType = text(state.inputs.nodeType ?? leader.inputs.nodeType);
  const engine = text(state.inputs.engine ?? leader.inputs.engine) === "redis" ? "Redis" : "Valkey";
  if (nodeType === "") return [{ item: "ElastiCache nodes", why: "the node type is not known before the update" }];
  const item = `${engine} node ${nodeType}`;
  const nodes = cacheNodes(state, leader, stack);
  return ["why" in nodes ? { item, ...nodes } : { service: "elasticache", item, quantity: hours(nodes) }];
}

/**
 * Nodes of a replication group: without cluster mode they are declared as one number, with it as shards and replicas of each, which
 * scalers may move.
 * Source: https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
 */
function cacheNodes(state: ResourceState, leader: ResourceState, stack: Stack): Range | { readonly why: string } {
  const { numCacheClusters, replicasPerNodeGroup = 0, nodeGroupConfigurations, replicationGroupId } = state.inputs;
  const shards = state.inputs.numNodeGroups ?? leader.inputs.numNodeGroups;
  if (typeof numCacheClusters === "number") return exactly(numCacheClusters);
  const unknown = [numCacheClusters, shards, replicasPerNodeGroup].some(
    (each) => each !== undefined && typeof each !== "number",
  );
  if (unknown) return { why: "the number of nodes is not known before the update" };
  if (shards === undefined && nodeGroupConfigurations !== undefined)
    return { why: "node groups that are declared one by one are not counted" };
  const id = `replication-group/${text(replicationGroupId)}`;
  const range = (dimension: string, declared: number): Range => {
    const bounds = scaled(stack, id, `elasticache:replication-group:${dimension}`);
    return { min: bounds?.min ?? declared, expected: declared, max: bounds?.max ?? declared };
  };
  const groups = range("NodeGroups", number(shards, 1));
  const replicas = range("Replicas", number(replicasPerNodeGroup, 0));
  return {
    min: groups.min * (1 + replicas.min),
    expected: groups.expected * (1 + replicas.expected),
    max: groups.max * (1 + replicas.max),
  };
}

/** Of a group that follows another region, the one that it follows: its nodes are as many and as large. */
function leaderOf(state: ResourceState, stack: Stack): ResourceState {
  const global = stack.behind(state, "globalReplicationGroupId", GLOBAL_GROUP);
  return (global && stack.behind(global, "primaryReplicationGroupId", REPLICATION_GROUP)) ?? state;
}

const planOf = (cluster: ResourceState | undefined) =>
  cluster?.inputs.storageType === "aurora-iopt1" ? "I/O-Optimized" : "Standard";

function auroraInstance(state: ResourceState, stack: Stack): (Demand | NoPrice)[] {
  const cluster = stack.behind(state, "clusterIdentifier", AURORA_CLUSTER);
  const plan = planOf(cluster);
  const instanceClass = state.inputs.instanceClass;
  if (instanceClass === undefined || containsUnknown(instanceClass)) {
    return [{ item: "Aurora instance", why: "the instance class is not known before the update" }];
  }
  if (instanceClass !== "db.serverless") return [instance(plan, text(instanceClass), 1)];
  const scaling = cluster?.inputs.serverlessv2ScalingConfiguration;
  const [min, max] = [number(field(scaling, "minCapacity"), 0), number(field(scaling, "maxCapacity"), 0)];
  const quantity = hours({ min, expected: min, max }); // how long it works is a matter of use
  return [{ service: "aurora-postgresql", item: `Serverless v2 ${plan}`, quantity }];
}

function instance(plan: string, instanceClass: string, count: number | Range): Demand {
  return { service: "aurora-postgresql", item: `${plan} instance ${instanceClass}`, quantity: hours(count) };
}

/** Readers that the autoscaler may add to those that are declared. */
function auroraReaders(state: ResourceState, stack: Stack): Demand[] {
  const id = `cluster:${text(state.inputs.clusterIdentifier)}`;
  const bounds = scaled(stack, id, "rds:cluster:ReadReplicaCount");
  const [member] = stack
    .ofType("aws:rds/clusterInstance:ClusterInstance")
    .filter((each) => stack.behind(each, "clusterIdentifier", AURORA_CLUSTER) === state);
  if (bounds === undefined || member === undefined || bounds.max <= bounds.min) return [];
  const more = { min: 0, expected: 0, max: bounds.max - bounds.min };
  return [instance(planOf(state), text(member.inputs.instanceClass), more)];
}

function loadBalancer({ inputs }: ResourceState): Demand[] {
  const item = inputs.loadBalancerType === "network" ? "network load balancer" : "application load balancer";
  const addresses =
    inputs.internal === true ? 0 : Math.max(items(inputs.subnets).length, items(inputs.subnetMappings).length);
  return [
    { service: "elb", item, quantity: hours(1) },
    ...(addresses === 0 ? [] : [{ service: "vpc", item: "public IPv4 address", quantity: hours(addresses) }]),
  ];
}

/** Source: https://aws.amazon.com/route53/pricing (health checks) */
function healthCheck({ inputs }: ResourceState): Demand[] {
  const features = [
    text(inputs.type).startsWith("HTTPS"),
    text(inputs.type).endsWith("STR_MATCH"),
    inputs.requestInterval === 10,
    inputs.measureLatency === true,
  ].filter((holds) => holds).length;
  const feature = "health check optional feature (HTTPS, string match, latency, fast interval), AWS endpoint";
  return [
    { service: "route53", item: "health check, AWS endpoint", quantity: exactly(1) },
    ...(features === 0 ? [] : [{ service: "route53", item: feature, quantity: exactly(features) }]),
  ];
}
