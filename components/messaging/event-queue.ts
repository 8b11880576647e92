import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type ContentEventType, contentEventPattern } from "./content-events";
import { RETRY_FOR_A_DAY } from "./delivery";
import type { EventBusAddress } from "./event-bus";
import type { WorkQueueSettings } from "./settings";
import { WorkQueue } from "./work-queue";

export interface EventQueueArgs {
  readonly region: string;
  readonly bus: EventBusAddress;
  /** What is queued. */
  readonly types: readonly ContentEventType[];
  readonly settings: WorkQueueSettings;
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
  readonly protectStateful: boolean;
}

/** A queue of its own for one listener of the bus: its consumer may stop for days and miss nothing. */
export class EventQueue extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: EventQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:messaging:EventQueue", name, {}, opts);
    const { region, bus, types, ...queueArgs } = args;
    const child = { parent: this };

    const rule = new aws.cloudwatch.EventRule(
      `${name}-rule`,
      {
        region,
        eventBusName: bus.busName,
        description: `${types.join(", ")} to a queue`,
        eventPattern: contentEventPattern(types),
        state: "ENABLED",
      },
      child,
    );
    const senders = [{ service: "events.amazonaws.com", sourceArn: rule.arn }];
    const queue = new WorkQueue(`${name}-work`, { region, ...queueArgs, senders }, child);
    new aws.cloudwatch.EventTarget(
      `${name}-target`,
      {
        region,
        rule: rule.name,
        eventBusName: bus.busName,
        arn: queue.arn, // known once the rule may send
        retryPolicy: RETRY_FOR_A_DAY,
        deadLetterConfig: { arn: bus.undeliveredArn },
      },
      child,
    );

    this.arn = queue.arn;
    this.url = queue.url;
    this.registerOutputs({ arn: this.arn, url: this.url });
  }
}
