import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, type Problem, wholeNumber } from "../checks";
import type { PodStatement } from "../cluster/pod-identity";
import { regionProblems } from "../network/zone-ids";
import { physicalName } from "../physical-name";
import { logRetentionProblems } from "./log-retention";

export interface MetricStoreArgs {
  readonly region: string;
  /** Unit: days, 1 to 1,095. */
  readonly retentionDays: number;
  readonly ticketTopicArn: pulumi.Input<string>;
  readonly logRetentionDays: number;
  readonly protectStateful: boolean;
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function metricStoreProblems({ region, retentionDays, logRetentionDays }: MetricStoreArgs): Problem[] {
  return [
    ...regionProblems("region", region),
    ...wholeNumber("retentionDays", retentionDays, 1, 1_095, "days"),
    ...logRetentionProblems("logRetentionDays", logRetentionDays),
  ];
}

/**
 * A region's Prometheus metrics for years: managed, so that it survives the cluster that they come from. The Prometheus in the cluster
 * answers dashboards and autoscalers and writes here. Encrypted with the service's key: a key of ours could never be changed.
 */
export class MetricStore extends pulumi.ComponentResource {
  readonly workspaceId: pulumi.Output<string>;
  readonly workspaceArn: pulumi.Output<string>;
  /** Where Prometheus writes, signed with SigV4 for the service `aps`. Known once the retention is set. */
  readonly remoteWriteUrl: pulumi.Output<string>;
  /** What Grafana and the forecast ask, signed likewise. */
  readonly queryUrl: pulumi.Output<string>;
  /** What the pods that write need, see `PodIdentity`. */
  readonly writeStatements: readonly PodStatement[];
  /** What the pods that ask need. */
  readonly queryStatements: readonly PodStatement[];

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: MetricStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`MetricStore "${name}"`, metricStoreProblems(args));
    super("p95:observability:MetricStore", name, {}, opts);
    const { region, retentionDays, logRetentionDays, protectStateful } = args;
    const child = { parent: this };

    const alias = physicalName("aps-alias", name);
    const logs = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      // of names under this prefix the delivery service needs no resource policy for each group, of which there may be ten
      { region, name: `/aws/vendedlogs/prometheus/${alias}`, retentionInDays: logRetentionDays },
      child,
    );
    const workspace = new aws.amp.Workspace(
      `${name}-workspace`,
      { region, alias, loggingConfiguration: { logGroupArn: pulumi.interpolate`${logs.arn}:*` } },
      { ...child, protect: protectStateful },
    );
    const configuration = new aws.amp.WorkspaceConfiguration(
      `${name}-retention`,
      { region, workspaceId: workspace.id, retentionPeriodInDays: retentionDays },
      child,
    );
    this.silent(name, args, workspace);

    const endpoint = pulumi.all([workspace.prometheusEndpoint, configuration.id]).apply(([url]) => url);
    this.workspaceId = workspace.id;
    this.workspaceArn = workspace.arn;
    this.remoteWriteUrl = pulumi.interpolate`${endpoint}api/v1/remote_write`; // the endpoint ends with a slash
    this.queryUrl = endpoint;
    this.writeStatements = [{ actions: ["aps:RemoteWrite"], resources: [workspace.arn] }];
    this.queryStatements = [
      {
        actions: ["aps:GetLabels", "aps:GetMetricMetadata", "aps:GetSeries", "aps:QueryMetrics"],
        resources: [workspace.arn],
      },
    ];
    this.registerOutputs({
      workspaceId: this.workspaceId,
      workspaceArn: this.workspaceArn,
      remoteWriteUrl: this.remoteWriteUrl,
      queryUrl: this.queryUrl,
    });
  }

  /** Source of metric and dimensions: https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-CW-usage-metrics.html */
  private silent(name: string, { region, ticketTopicArn }: MetricStoreArgs, workspace: aws.amp.Workspace): void {
    new aws.cloudwatch.MetricAlarm(
      `${name}-silent`,
      {
        region,
        alarmDescription:
          "No metric has reached managed Prometheus for an hour: the history has a hole. Look at remote write.",
        namespace: "AWS/Usage",
        metricName: "ResourceCount",
        dimensions: {
          Service: "Prometheus",
          Type: "Resource",
          ResourceId: workspace.id,
          Resource: "IngestionRate",
          Class: "None",
        },
        statistic: "Maximum",
        period: 300,
        comparisonOperator: "LessThanOrEqualToThreshold",
        threshold: 0,
        datapointsToAlarm: 12,
        evaluationPeriods: 12,
        treatMissingData: "breaching", // a missing value stands for 0
        alarmActions: [ticketTopicArn],
        okActions: [ticketTopicArn],
      },
      { parent: this },
    );
  }
}
