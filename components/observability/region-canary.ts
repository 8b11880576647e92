import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { JOURNEY_VARIABLE } from "../../runtime/canary";
import { assertNoProblems, type Problem } from "../checks";
import { regionProblems } from "../network/zone-ids";
import { physicalName } from "../physical-name";
import { expiring, PrivateBucket } from "../storage/private-bucket";
import { domainProblems } from "../traffic/domain-name";
import { canaryCode } from "./canary-code";
import { logRetentionProblems } from "./log-retention";
import { type CanarySettings, canaryProblems } from "./settings";

export interface RegionCanaryArgs {
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  readonly settings: CanarySettings;
  /** Of the stack, e.g. `example.com`. */
  readonly domain: string;
  readonly pageTopicArn: pulumi.Input<string>;
  readonly logRetentionDays: number;
}

/** How long a run's report is kept. Unit: days; a failure is looked into later than a success is looked at. */
const KEPT_DAYS = { success: 7, failure: 31 };

const ARTIFACTS = "artifacts";

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function regionCanaryProblems({ region, settings, domain, logRetentionDays }: RegionCanaryArgs): Problem[] {
  return [
    ...regionProblems("region", region),
    ...canaryProblems("settings", settings),
    ...domainProblems("domain", domain),
    ...logRetentionProblems("logRetentionDays", logRetentionDays),
  ];
}

/**
 * A viewer that never sleeps: walks the journey from inside a region, over the public internet and the CDN, as viewers near it do. It
 * sees what no metric of ours can: that nothing arrives at all.
 */
export class RegionCanary extends pulumi.ComponentResource {
  readonly canaryName: pulumi.Output<string>;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: RegionCanaryArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`RegionCanary "${name}"`, regionCanaryProblems(args));
    super("p95:observability:RegionCanary", name, {}, opts);
    const { region, settings } = args;
    const child = { parent: this };
    const canaryName = physicalName("canary", region); // dimension of its metrics, and part of its log group's name

    const store = new PrivateBucket(
      `${name}-reports`,
      {
        region,
        versioned: false,
        lifecycle: [expiring("reports", `${ARTIFACTS}/`, KEPT_DAYS.failure)],
        statements: () => [],
        protectStateful: false,
      },
      child,
    );
    const code = canaryCode();
    const script = new aws.s3.BucketObjectv2(
      `${name}-script`,
      {
        region,
        bucket: store.bucketName,
        key: `code/${code.digest}.zip`, // another text is another key, which is how the canary learns of it
        source: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(code.text) }),
      },
      child,
    );
    const role = new aws.iam.Role(`${name}-role`, { assumeRolePolicy: LAMBDA_TRUST }, child);
    const rights = new aws.iam.RolePolicy(
      `${name}-rights`,
      { role: role.id, policy: canaryRights(args, canaryName, store.arn) },
      child,
    );
    const canary = new aws.synthetics.Canary(
      `${name}-canary`,
      {
        region,
        name: canaryName,
        runtimeVersion: settings.runtimeVersion,
        handler: "index.handler",
        s3Bucket: store.bucketName,
        s3Key: script.key,
        artifactS3Location: pulumi.interpolate`s3://${store.bucketName}/${ARTIFACTS}`,
        executionRoleArn: role.arn,
        schedule: { expression: `rate(${minutes(settings.everyMinutes)})` },
        runConfig: {
          timeoutInSeconds: settings.timeoutSeconds,
          environmentVariables: { [JOURNEY_VARIABLE]: JSON.stringify(journey(args)) },
        },
        successRetentionPeriod: KEPT_DAYS.success,
        failureRetentionPeriod: KEPT_DAYS.failure,
        startCanary: true,
        deleteLambda: true,
      },
      { ...child, dependsOn: rights },
    );
    // The function's name ends in an ID of AWS's, so its group comes after it. Until then the function writes nowhere: had it the right
    // to make the group itself, it would, without an end to what is kept, and ours would find the name taken.
    new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { region, name: canary.engineArn.apply(logGroupOf), retentionInDays: args.logRetentionDays },
      child,
    );
    this.alarm(name, args, canary);

    this.canaryName = canary.name;
    this.registerOutputs({ canaryName: this.canaryName });
  }

  private alarm(
    name: string,
    { region, settings, pageTopicArn }: RegionCanaryArgs,
    canary: aws.synthetics.Canary,
  ): void {
    new aws.cloudwatch.MetricAlarm(
      `${name}-failing`,
      {
        region,
        alarmDescription: `A viewer near ${region} gets wrong answers or none. The canary's last report names the step.`,
        namespace: "CloudWatchSynthetics",
        metricName: "SuccessPercent",
        dimensions: { CanaryName: canary.name },
        statistic: "Average",
        period: settings.everyMinutes * 60,
        comparisonOperator: "LessThanThreshold",
        threshold: 100,
        datapointsToAlarm: 3, // one run may meet a lost packet
        evaluationPeriods: 4,
        treatMissingData: "breaching", // a viewer who never sleeps has stopped
        alarmActions: [pageTopicArn],
        okActions: [pageTopicArn],
      },
      { parent: this },
    );
  }
}

function journey({ region, settings: { host, steps }, domain }: RegionCanaryArgs) {
  return { baseUrl: `https://${host === "" ? domain : `${host}.${domain}`}`, from: region, steps };
}

/** Of a function by its ARN, with or without a version at the end. */
function logGroupOf(functionArn: string): string {
  return `/aws/lambda/${functionArn.split(":")[6]}`;
}

function minutes(count: number): string {
  return count === 1 ? "1 minute" : `${count} minutes`;
}

const LAMBDA_TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_CanaryPermissions.html */
function canaryRights(
  { region, accountId }: RegionCanaryArgs,
  canaryName: string,
  bucketArn: pulumi.Input<string>,
): pulumi.Output<string> {
  const logGroups = pulumi.interpolate`arn:aws:logs:${region}:${accountId}:log-group:/aws/lambda/cwsyn-${canaryName}-*`;
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:PutObject"],
        Resource: pulumi.interpolate`${bucketArn}/${ARTIFACTS}/*`,
      },
      { Effect: "Allow", Action: ["s3:GetBucketLocation"], Resource: bucketArn },
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"], // the group is declared
        Resource: logGroups,
      },
      { Effect: "Allow", Action: ["s3:ListAllMyBuckets"], Resource: "*" }, // the runtime asks; it is of no bucket
      {
        Effect: "Allow",
        Action: ["cloudwatch:PutMetricData"],
        Resource: "*", // metrics have no ARN; the namespace narrows it
        Condition: { StringEquals: { "cloudwatch:namespace": "CloudWatchSynthetics" } },
      },
    ],
  });
}
