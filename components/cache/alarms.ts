import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { ALARM_RULES, type AlarmRule } from "./alarm-rules";
import type { CachePurpose, RegionalClusterSettings } from "./settings";

/**
 * Metrics that one expression of an alarm may read.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html
 */
const MAX_METRICS_PER_ALARM = 10;

const NAMESPACE = "AWS/ElastiCache";
const PERIOD_SECONDS = 60;

interface AlarmsArgs {
  readonly region: string;
  readonly purpose: CachePurpose;
  readonly size: RegionalClusterSettings;
  /** Plain, so that the names of the nodes are known before there is a cluster. */
  readonly replicationGroupId: string;
  readonly secondary: boolean;
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
}

/**
 * Names of the nodes that exist for good, in the form that cluster mode gives them: `<group>-<shard>-<node>`. Of scaled shards these
 * are the first ones: they are only ever added behind them (keys spread evenly, so those shards speak for the rest). Of scaled
 * replicas it is the most there can be: a scaler may remove any of them, and a name without a node has no data to alarm on.
 */
export function nodeNames(replicationGroupId: string, { shards, replicasPerShard }: RegionalClusterSettings): string[] {
  const shardCount = typeof shards === "number" ? shards : shards.minCount;
  const replicaCount = typeof replicasPerShard === "number" ? replicasPerShard : replicasPerShard.maxCount;
  const numbered = (count: number, width: number) =>
    Array.from({ length: count }, (_, index) => String(index + 1).padStart(width, "0"));
  return numbered(shardCount, 4).flatMap((shard) =>
    numbered(1 + replicaCount, 3).map((node) => `${replicationGroupId}-${shard}-${node}`),
  );
}

/**
 * One set of dimensions for each number that `rule` reads. Only memory (by ReplicationGroupId) and engine CPU (by ReplicationGroupId
 * and Role) exist for the cluster as a whole; everything else is kept for each node.
 * Source: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoScaling-Scaling-Policies-Target.html and, for nodes,
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.html
 */
function dimensionsOf({ scope }: AlarmRule, { replicationGroupId, size }: AlarmsArgs): Record<string, string>[] {
  const nodes = nodeNames(replicationGroupId, size).map((node) => ({ CacheClusterId: node, CacheNodeId: "0001" }));
  switch (scope) {
    case "cluster":
      return [{ ReplicationGroupId: replicationGroupId }];
    case "primaries":
      return [{ ReplicationGroupId: replicationGroupId, Role: "Primary" }];
    case "nodes":
      return nodes;
    case "anywhere":
      return [{ ReplicationGroupId: replicationGroupId }, ...nodes];
  }
}

/** `items` in lists of at most `size`. */
function packed<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

function applies({ purposes, only }: AlarmRule, { purpose, size, secondary }: AlarmsArgs): boolean {
  if (purposes && !purposes.includes(purpose)) return false;
  return only === undefined || (only === "secondary" ? secondary : size.replicasPerShard !== 0);
}

/** The worst (or, where low is bad, the best) of many nodes as one number: alarms take no SEARCH, but they take arithmetic. */
function metricQueries(rule: AlarmRule, dimensions: Record<string, string>[]) {
  const metrics = dimensions.map((dimension, index) => ({
    id: `m${index + 1}`,
    metric: {
      namespace: NAMESPACE,
      metricName: rule.metric,
      dimensions: dimension,
      period: PERIOD_SECONDS,
      stat: rule.statistic,
    },
  }));
  const combine = rule.statistic === "Sum" ? "SUM" : "MAX";
  const expression = `${combine}([${metrics.map(({ id }) => id).join(",")}])`; // skips nodes without data, as m1+m2 would not
  return [...metrics, { id: "combined", expression, label: rule.metric, returnData: true }];
}

/** Declares the alarms of one cluster: `ALARM_RULES` where they apply, as few alarms as ten metrics each allow. */
export function declareAlarms(name: string, args: AlarmsArgs, opts: pulumi.CustomResourceOptions): void {
  for (const rule of ALARM_RULES.filter((candidate) => applies(candidate, args))) {
    const topicArn = rule.pages.includes(args.purpose) ? args.pageTopicArn : args.ticketTopicArn;
    const packs = packed(dimensionsOf(rule, args), MAX_METRICS_PER_ALARM);
    const [bad, of] = rule.badMinutes;
    packs.forEach((dimensions, index) => {
      new aws.cloudwatch.MetricAlarm(
        `${name}-${rule.role}${packs.length === 1 ? "" : `-${index + 1}`}`,
        {
          region: args.region,
          alarmDescription: rule.meaning,
          metricQueries: metricQueries(rule, dimensions),
          comparisonOperator: rule.comparison === "above" ? "GreaterThanThreshold" : "LessThanThreshold",
          threshold: rule.threshold,
          datapointsToAlarm: bad,
          evaluationPeriods: of,
          treatMissingData: rule.gap === "fine" ? "notBreaching" : "missing",
          alarmActions: [topicArn],
          okActions: [topicArn],
        },
        opts,
      );
    });
  }
}
