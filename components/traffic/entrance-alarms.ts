import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface EntranceAlarmsArgs {
  readonly region: string;
  /** As in CloudWatch's dimensions: `net/<name>/<id>`. */
  readonly loadBalancerSuffix: pulumi.Input<string>;
  /** As in CloudWatch's dimensions: `targetgroup/<name>/<id>`. */
  readonly targetGroupSuffix: pulumi.Input<string>;
  readonly minHealthyTargets: number;
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
}

/** Metrics: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html */
export class EntranceAlarms extends pulumi.ComponentResource {
  /** The one that ends a practice run: with a zone out, too few pods answer. */
  readonly fewHealthyArn: pulumi.Output<string>;

  constructor(name: string, args: EntranceAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:traffic:EntranceAlarms", name, {}, opts);
    const { pageTopicArn, ticketTopicArn, minHealthyTargets } = args;
    const counted = { statistic: "Sum", comparisonOperator: "GreaterThanThreshold", treatMissingData: "notBreaching" };

    const few = this.alarm(`${name}-few-healthy`, args, pageTopicArn, {
      alarmDescription:
        "Too few NGINX pods answer the load balancer. Look at their rollout and at the nodes of each zone.",
      metricName: "HealthyHostCount",
      dimensions: { LoadBalancer: args.loadBalancerSuffix, TargetGroup: args.targetGroupSuffix },
      statistic: "Minimum",
      comparisonOperator: "LessThanThreshold",
      threshold: minHealthyTargets,
      treatMissingData: "breaching", // no data means no target at all
    });
    this.alarm(`${name}-fail-open`, args, pageTopicArn, {
      ...counted,
      alarmDescription: "No pod is healthy, so the load balancer sends to all of them. Look at /healthz of a pod.",
      metricName: "UnhealthyRoutingFlowCount",
      threshold: 0,
    });
    this.alarm(`${name}-ports`, args, pageTopicArn, {
      ...counted,
      alarmDescription: "The load balancer runs out of ports towards the pods: connections are refused. Add pods.",
      metricName: "PortAllocationErrorCount",
      threshold: 0,
    });
    this.alarm(`${name}-tls`, args, ticketTopicArn, {
      ...counted,
      alarmDescription: "Clients fail at TLS. Compare the certificates' names and dates with what CloudFront asks for.",
      metricName: "ClientTLSNegotiationErrorCount",
      threshold: 50, // scanners with old ciphers are let in by no rule; a few failures are CloudFront's retries
    });

    this.fewHealthyArn = few.arn;
    this.registerOutputs({ fewHealthyArn: this.fewHealthyArn });
  }

  private alarm(
    name: string,
    { region, loadBalancerSuffix }: EntranceAlarmsArgs,
    topicArn: pulumi.Input<string>,
    rule: Omit<aws.cloudwatch.MetricAlarmArgs, "evaluationPeriods">,
  ): aws.cloudwatch.MetricAlarm {
    return new aws.cloudwatch.MetricAlarm(
      name,
      {
        region,
        namespace: "AWS/NetworkELB",
        dimensions: { LoadBalancer: loadBalancerSuffix },
        period: 60,
        datapointsToAlarm: 3,
        evaluationPeriods: 3,
        alarmActions: [topicArn],
        okActions: [topicArn],
        ...rule,
      },
      { parent: this },
    );
  }
}
