import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, flag, must, oneOf, type Problem } from "../checks";
import { regionProblems } from "../network/zone-ids";
import { DeadLetters } from "./dead-letters";
import { type QueueSender, queuePolicy } from "./queue-policy";
import { SECONDS_PER_DAY, VISIBILITY_PER_TIMEOUT, type WorkQueueSettings, workQueueSettingsProblems } from "./settings";

/** In order within a message group, and once. */
export interface FifoPlan {
  /** Whether equal bodies within five minutes are one message; otherwise senders give each message an ID. */
  readonly contentBasedDeduplication: boolean;
  /** What order, deduplication and the limit on requests are counted by; by message group it is far higher. */
  readonly throughput: "queue" | "message-group";
}

export interface WorkQueueArgs {
  readonly region: string;
  readonly settings: WorkQueueSettings;
  /** @default a standard queue - it never slows down, but may deliver twice and in another order */
  readonly fifo?: FifoPlan;
  /** Services that send; roles are given their right elsewhere, see `maySend`. */
  readonly senders: readonly QueueSender[];
  /** Hears that work stands still. */
  readonly pageTopicArn: pulumi.Input<string>;
  /** Hears of dead letters. */
  readonly ticketTopicArn: pulumi.Input<string>;
  readonly protectStateful: boolean;
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function workQueueProblems({ region, settings, fifo, senders }: WorkQueueArgs): Problem[] {
  return [
    ...regionProblems("region", region),
    ...workQueueSettingsProblems("settings", settings),
    ...(fifo === undefined
      ? []
      : [
          ...flag("fifo.contentBasedDeduplication", fifo.contentBasedDeduplication),
          ...oneOf("fifo.throughput", fifo.throughput, ["queue", "message-group"]),
        ]),
    ...senders.flatMap(({ service }, i) =>
      must(/^[a-z0-9.-]+\.amazonaws\.com$/.test(service), `senders[${i}].service`, "be an AWS service", service),
    ),
  ];
}

/**
 * Work that can wait: a queue, and beside it the messages that failed too often. Encrypted with the service's own key, so that
 * services may send without a right to a key of ours.
 */
export class WorkQueue extends pulumi.ComponentResource {
  /** Known once the senders may send. */
  readonly arn: pulumi.Output<string>;
  readonly url: pulumi.Output<string>;
  readonly deadLettersArn: pulumi.Output<string>;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: WorkQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`WorkQueue "${name}"`, workQueueProblems(args));
    super("p95:messaging:WorkQueue", name, {}, opts);
    const { region, settings, fifo, senders, ticketTopicArn, protectStateful } = args;
    const child = { parent: this };

    const deadLetters = new DeadLetters(
      `${name}-dead`,
      { region, fifo: fifo !== undefined, ticketTopicArn, protectStateful },
      child,
    );
    const queue = new aws.sqs.Queue(
      `${name}-queue`,
      {
        region,
        ...fifoArgs(fifo),
        visibilityTimeoutSeconds:
          settings.visibilityTimeoutSeconds ?? VISIBILITY_PER_TIMEOUT * settings.consumerTimeoutSeconds,
        messageRetentionSeconds: settings.retentionDays * SECONDS_PER_DAY,
        receiveWaitTimeSeconds: 20, // the longest there is: fewer empty answers, and all servers are asked
        sqsManagedSseEnabled: true,
        redrivePolicy: pulumi.jsonStringify({
          deadLetterTargetArn: deadLetters.arn,
          maxReceiveCount: settings.maxReceives,
        }),
      },
      { ...child, protect: protectStateful },
    );
    new aws.sqs.RedriveAllowPolicy(
      `${name}-redrive`,
      {
        region,
        queueUrl: deadLetters.url,
        redriveAllowPolicy: pulumi.jsonStringify({ redrivePermission: "byQueue", sourceQueueArns: [queue.arn] }),
      },
      child,
    );
    const policy = new aws.sqs.QueuePolicy(
      `${name}-policy`,
      { region, queueUrl: queue.url, policy: queuePolicy(queue.arn, senders) },
      child,
    );
    new aws.sqs.QueuePolicy(
      `${name}-dead-policy`,
      { region, queueUrl: deadLetters.url, policy: queuePolicy(deadLetters.arn, []) },
      child,
    );
    this.oldest(name, args, queue);

    this.arn = pulumi.all([queue.arn, policy.id]).apply(([arn]) => arn);
    this.url = queue.url;
    this.deadLettersArn = deadLetters.arn;
    this.registerOutputs({ arn: this.arn, url: this.url, deadLettersArn: this.deadLettersArn });
  }

  private oldest(name: string, { region, settings, pageTopicArn }: WorkQueueArgs, queue: aws.sqs.Queue): void {
    new aws.cloudwatch.MetricAlarm(
      `${name}-oldest`,
      {
        region,
        alarmDescription:
          "Work stands still: the oldest message waits too long. Look at the consumer's pods and errors.",
        namespace: "AWS/SQS",
        metricName: "ApproximateAgeOfOldestMessage",
        dimensions: { QueueName: queue.name },
        statistic: "Maximum",
        period: 60,
        comparisonOperator: "GreaterThanThreshold",
        threshold: settings.maxAgeSeconds,
        datapointsToAlarm: 3,
        evaluationPeriods: 3,
        treatMissingData: "notBreaching", // an idle queue reports nothing
        alarmActions: [pageTopicArn],
        okActions: [pageTopicArn],
      },
      { parent: this },
    );
  }
}

/** Source of the pairs: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html */
function fifoArgs(fifo: FifoPlan | undefined): Partial<aws.sqs.QueueArgs> {
  if (fifo === undefined) return {};
  const byGroup = fifo.throughput === "message-group";
  return {
    fifoQueue: true, // auto-naming then ends the name in .fifo
    contentBasedDeduplication: fifo.contentBasedDeduplication,
    deduplicationScope: byGroup ? "messageGroup" : "queue",
    fifoThroughputLimit: byGroup ? "perMessageGroupId" : "perQueue",
  };
}
