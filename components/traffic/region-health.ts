import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { HEALTH_PATH } from "./ingress-contract";
import type { HealthCheckSettings } from "./settings";

/** Where Route 53 keeps its metrics, so where alarms on them must be. */
export const ROUTE_53_METRICS_REGION = "us-east-1";

export interface RegionHealthArgs {
  /** The region that is checked. */
  readonly region: string;
  /** A name that only this region answers. One that moves with the result would make the result unpredictable. */
  readonly fqdn: string;
  readonly settings: HealthCheckSettings;
  /**
   * An alarm of the region that means: viewers should go elsewhere.
   * @default none - the region's own answers decide
   */
  readonly sloAlarmName?: pulumi.Input<string> | undefined;
  /**
   * Topic in us-east-1 that hears when the region is taken out of DNS.
   * @default none - a stack without a region there has no topic there
   */
  readonly pageTopicArn?: pulumi.Input<string> | undefined;
}

/**
 * Whether a region gets viewers: Route 53 asks it over TLS from several regions, through the load balancer, as CloudFront does.
 * With an alarm besides, both must be fine; while the alarm has no data its last state counts.
 */
export class RegionHealth extends pulumi.ComponentResource {
  /** Of the check that records refer to. */
  readonly healthCheckId: pulumi.Output<string>;

  constructor(name: string, args: RegionHealthArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:traffic:RegionHealth", name, {}, opts);
    const { region, settings, sloAlarmName, pageTopicArn } = args;
    const child = { parent: this };

    const endpoint = new aws.route53.HealthCheck(
      `${name}-endpoint`,
      {
        type: "HTTPS",
        fqdn: args.fqdn,
        port: 443,
        resourcePath: HEALTH_PATH,
        enableSni: true,
        requestInterval: settings.intervalSeconds,
        failureThreshold: settings.failureThreshold,
        measureLatency: true,
        regions: [...settings.checkerRegions],
        tags: { Name: `${name}-endpoint` }, // the console's only name for it
      },
      child,
    );
    this.healthCheckId = sloAlarmName === undefined ? endpoint.id : this.both(name, region, endpoint, sloAlarmName);

    if (pageTopicArn !== undefined) {
      new aws.cloudwatch.MetricAlarm(
        `${name}-out`,
        {
          region: ROUTE_53_METRICS_REGION,
          alarmDescription: `DNS sends nobody to ${region} any more. Its load balancer's alarms and the SLO alarms say why.`,
          namespace: "AWS/Route53",
          metricName: "HealthCheckStatus",
          dimensions: { HealthCheckId: this.healthCheckId },
          statistic: "Minimum",
          period: 60,
          comparisonOperator: "LessThanThreshold",
          threshold: 1,
          datapointsToAlarm: 1, // the check itself has already asked several times from several places
          evaluationPeriods: 1,
          treatMissingData: "missing",
          alarmActions: [pageTopicArn],
          okActions: [pageTopicArn],
        },
        child,
      );
    }
    this.registerOutputs({ healthCheckId: this.healthCheckId });
  }

  private both(
    name: string,
    region: string,
    endpoint: aws.route53.HealthCheck,
    cloudwatchAlarmName: pulumi.Input<string>,
  ): pulumi.Output<string> {
    const slo = new aws.route53.HealthCheck(
      `${name}-slo`,
      {
        type: "CLOUDWATCH_METRIC",
        cloudwatchAlarmName,
        cloudwatchAlarmRegion: region,
        insufficientDataHealthStatus: "LastKnownStatus",
        tags: { Name: `${name}-slo` },
      },
      { parent: this },
    );
    return new aws.route53.HealthCheck(
      `${name}-both`,
      {
        type: "CALCULATED",
        childHealthchecks: [endpoint.id, slo.id],
        childHealthThreshold: 2,
        tags: { Name: `${name}-both` },
      },
      { parent: this },
    ).id;
  }
}
