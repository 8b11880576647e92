import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EventBusAddress } from "../messaging/event-bus";
import { EventQueue } from "../messaging/event-queue";
import { mayConsume } from "../messaging/queue-policy";
import { lambdaCode } from "../runtime-code";
import type { DistributionAddress } from "./distribution-parts";
import type { InvalidationSettings } from "./settings";

export interface InvalidationArgs {
  /** Where the catalogue speaks first. */
  readonly region: string;
  readonly bus: EventBusAddress;
  readonly settings: InvalidationSettings;
  readonly app: DistributionAddress;
  /** None where a stack has no signed video. */
  readonly media?: DistributionAddress | undefined;
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
  readonly logRetentionDays: number;
  readonly protectStateful: boolean;
}

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
const RUNTIME = "nodejs22.x";

/** Most messages of one run; each makes up to five items, so a run stays far below what may be in progress. */
const BATCH_SIZE = 100;

/** The fewest that Lambda offers; more would only meet CloudFront's limit at the same time. */
const CONCURRENCY = 2;

/**
 * Takes out of the edges what the catalogue says is stale: a rule on its bus, a queue, and a function that invalidates by tag and
 * by path. Events are collected, so that a title that changes ten times in a minute is invalidated once.
 */
export class Invalidation extends pulumi.ComponentResource {
  readonly queueUrl: pulumi.Output<string>;
  readonly functionName: pulumi.Output<string>;

  constructor(name: string, args: InvalidationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:cdn:Invalidation", name, {}, opts);
    const { region, settings } = args;
    const child = { parent: this };

    const queue = new EventQueue(
      `${name}-events`,
      {
        region,
        bus: args.bus,
        types: ["ContentPublished", "ContentUpdated"],
        settings: settings.queue,
        pageTopicArn: args.pageTopicArn,
        ticketTopicArn: args.ticketTopicArn,
        protectStateful: args.protectStateful,
      },
      child,
    );
    const records = new aws.cloudwatch.LogGroup(
      `${name}-records`,
      { region, retentionInDays: args.logRetentionDays },
      child,
    );
    const { role, rights } = this.role(name, args, queue.arn, records.arn);
    const consumer = this.consumer(name, args, role, rights, records);
    new aws.lambda.EventSourceMapping(
      `${name}-source`,
      {
        region,
        eventSourceArn: queue.arn,
        functionName: consumer.name,
        batchSize: BATCH_SIZE,
        maximumBatchingWindowInSeconds: settings.collectSeconds,
        scalingConfig: { maximumConcurrency: CONCURRENCY },
        functionResponseTypes: ["ReportBatchItemFailures"], // one bad message does not bring back the others
      },
      { ...child, dependsOn: rights }, // Lambda asks whether the role may read the queue
    );
    this.errors(name, args, consumer);

    this.queueUrl = queue.url;
    this.functionName = consumer.name;
    this.registerOutputs({ queueUrl: this.queueUrl, functionName: this.functionName });
  }

  private role(
    name: string,
    { app, media }: InvalidationArgs,
    queueArn: pulumi.Input<string>,
    logGroupArn: pulumi.Input<string>,
  ) {
    const role = new aws.iam.Role(`${name}-role`, { assumeRolePolicy: LAMBDA_TRUST }, { parent: this });
    const distributions = media === undefined ? [app.distributionArn] : [app.distributionArn, media.distributionArn];
    const statements = [
      mayConsume(queueArn),
      { Effect: "Allow", Action: ["cloudfront:CreateInvalidation"], Resource: distributions },
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: pulumi.interpolate`${logGroupArn}:*`,
      },
    ];
    const rights = new aws.iam.RolePolicy(
      `${name}-rights`,
      { role: role.id, policy: pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements }) },
      { parent: this },
    );
    return { role, rights };
  }

  private consumer(
    name: string,
    { region, settings, app, media }: InvalidationArgs,
    role: aws.iam.Role,
    rights: aws.iam.RolePolicy,
    records: aws.cloudwatch.LogGroup,
  ): aws.lambda.Function {
    return new aws.lambda.Function(
      `${name}-consumer`,
      {
        region,
        description: "Invalidates what the catalogue says is stale",
        runtime: RUNTIME,
        architectures: ["arm64"],
        handler: "index.handler",
        code: lambdaCode("runtime/lambda/invalidation/handler.ts"),
        role: role.arn,
        memorySize: 256,
        timeout: settings.queue.consumerTimeoutSeconds,
        reservedConcurrentExecutions: CONCURRENCY, // other functions of the account cannot take its place
        environment: {
          variables: {
            APP_DISTRIBUTION_ID: app.distributionId,
            MEDIA_INVALIDATION: settings.media,
            ...(media && { MEDIA_DISTRIBUTION_ID: media.distributionId }),
          },
        },
        loggingConfig: {
          logFormat: "JSON",
          logGroup: records.name,
          applicationLogLevel: "INFO",
          systemLogLevel: "WARN",
        },
      },
      { parent: this, dependsOn: rights },
    );
  }

  /** A run that ends badly as a whole; single messages that fail again and again show as dead letters. */
  private errors(name: string, { region, ticketTopicArn }: InvalidationArgs, consumer: aws.lambda.Function): void {
    new aws.cloudwatch.MetricAlarm(
      `${name}-errors`,
      {
        region,
        alarmDescription: "Nothing is invalidated: viewers see old titles. Read the function's log.",
        namespace: "AWS/Lambda",
        metricName: "Errors",
        dimensions: { FunctionName: consumer.name },
        statistic: "Sum",
        period: 60,
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
        datapointsToAlarm: 3,
        evaluationPeriods: 5,
        treatMissingData: "notBreaching", // without events it does not run
        alarmActions: [ticketTopicArn],
        okActions: [ticketTopicArn],
      },
      { parent: this },
    );
  }
}

/** Without a condition: Lambda takes roles of its function's own account only, so nobody else's function gets at this one. */
const LAMBDA_TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
