import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { DEAD_LETTER_DAYS, SECONDS_PER_DAY } from "./settings";

export interface DeadLettersArgs {
  readonly region: string;
  /** Dead letters of a FIFO queue are kept in one. */
  readonly fifo: boolean;
  readonly ticketTopicArn: pulumi.Input<string>;
  readonly protectStateful: boolean;
}

/**
 * Where messages go that nobody could use, kept as long as SQS keeps anything, with a ticket for the first of them. Whoever owns it
 * says who may write to it.
 */
export class DeadLetters extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: DeadLettersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:messaging:DeadLetters", name, {}, opts);
    const { region, ticketTopicArn } = args;

    const queue = new aws.sqs.Queue(
      `${name}-queue`,
      {
        region,
        ...(args.fifo ? { fifoQueue: true } : {}),
        messageRetentionSeconds: DEAD_LETTER_DAYS * SECONDS_PER_DAY,
        receiveWaitTimeSeconds: 20,
        sqsManagedSseEnabled: true,
      },
      { parent: this, protect: args.protectStateful },
    );
    new aws.cloudwatch.MetricAlarm(
      `${name}-any`,
      {
        region,
        alarmDescription:
          "Messages could not be processed. Read one, mend the cause, then start a redrive to send them again.",
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: queue.name },
        statistic: "Maximum",
        period: 60,
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
        datapointsToAlarm: 1,
        evaluationPeriods: 1,
        treatMissingData: "notBreaching", // an idle queue reports nothing
        alarmActions: [ticketTopicArn],
        okActions: [ticketTopicArn],
      },
      { parent: this },
    );

    this.arn = queue.arn;
    this.url = queue.url;
    this.registerOutputs({ arn: this.arn, url: this.url });
  }
}
