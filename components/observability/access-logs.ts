import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, type Problem, wholeNumber } from "../checks";
import type { PodStatement } from "../cluster/pod-identity";
import { regionProblems } from "../network/zone-ids";
import { FIVE_MINUTE_QUERY, INDEXED_FIELDS, type LogMetric, logMetrics } from "./access-log";
import { logRetentionProblems } from "./log-retention";
import { metricNamespace } from "./metric-namespace";

export interface AccessLogsArgs {
  readonly region: string;
  /** Answers slower than this count as late. Unit: milliseconds, 1 to 60,000. */
  readonly quickMillis: number;
  readonly retentionDays: number;
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function accessLogsProblems({ region, quickMillis, retentionDays }: AccessLogsArgs): Problem[] {
  return [
    ...regionProblems("region", region),
    ...wholeNumber("quickMillis", quickMillis, 1, 60_000, "milliseconds"),
    ...logRetentionProblems("retentionDays", retentionDays),
  ];
}

/**
 * A region's access log, and the metrics made of it: what viewers got, measured where they came in, hence also of requests that no pod
 * answered. Each event is a line as NGINX wrote it, see `AccessLogLine`; a log shipper in the cluster writes them.
 */
export class AccessLogs extends pulumi.ComponentResource {
  /** Known once the metrics are declared: a line that comes before counts nowhere. */
  readonly logGroupName: pulumi.Output<string>;
  /** What the shipper's pods need. */
  readonly writeStatements: readonly PodStatement[];

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: AccessLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`AccessLogs "${name}"`, accessLogsProblems(args));
    super("p95:observability:AccessLogs", name, {}, opts);
    const { region } = args;
    const child = { parent: this };

    const group = new aws.cloudwatch.LogGroup(
      `${name}-lines`,
      { region, retentionInDays: args.retentionDays, logGroupClass: "STANDARD" }, // the cheaper class has no metric filters
      child,
    );
    new aws.cloudwatch.LogIndexPolicy(
      `${name}-index`,
      { region, logGroupName: group.name, policyDocument: JSON.stringify({ Fields: INDEXED_FIELDS }) },
      child,
    );
    new aws.cloudwatch.QueryDefinition(
      `${name}-five-minutes`,
      { region, logGroupNames: [group.name], queryString: FIVE_MINUTE_QUERY },
      child,
    );
    const filters = logMetrics(args.quickMillis).map((metric) => this.filter(name, region, group, metric));

    this.logGroupName = pulumi.all([group.name, ...filters.map(({ id }) => id)]).apply(([logGroup]) => logGroup!);
    this.writeStatements = [
      {
        actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        resources: [pulumi.interpolate`${group.arn}:*`],
      },
    ];
    this.registerOutputs({ logGroupName: this.logGroupName });
  }

  private filter(
    name: string,
    region: string,
    group: aws.cloudwatch.LogGroup,
    { role, pattern, metric, value, unit, dimensions }: LogMetric,
  ): aws.cloudwatch.LogMetricFilter {
    return new aws.cloudwatch.LogMetricFilter(
      `${name}-${role}`,
      {
        region,
        logGroupName: group.name,
        pattern,
        metricTransformation: {
          namespace: metricNamespace(),
          name: metric,
          value,
          unit,
          ...(dimensions === undefined ? {} : { dimensions: { ...dimensions } }),
        },
      },
      { parent: this },
    );
  }
}
