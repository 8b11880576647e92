import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, must, type Problem, wholeNumber } from "../checks";
import { regionProblems } from "../network/zone-ids";
import { DeadLetters } from "./dead-letters";
import { queuePolicy, type Statement } from "./queue-policy";

export interface EventBusArgs {
  readonly region: string;
  /** How long every event can be replayed. Unit: days, 1 to 3,650. */
  readonly archiveDays: number;
  readonly ticketTopicArn: pulumi.Input<string>;
  readonly protectStateful: boolean;
}

/** What a rule and its targets are declared with. */
export interface EventBusAddress {
  readonly busName: pulumi.Output<string>;
  /** Takes what a target of the bus's rules did not, known once it may. */
  readonly undeliveredArn: pulumi.Output<string>;
}

/**
 * An archive's name has 48 characters, of which auto-naming takes 8.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html
 */
const MAX_NAME_LENGTH = 48 - 8 - "-archive".length;

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function eventBusProblems(name: string, { region, archiveDays }: EventBusArgs): Problem[] {
  return [
    ...must(name.length <= MAX_NAME_LENGTH, "name", `be up to ${MAX_NAME_LENGTH} characters`, name),
    ...regionProblems("region", region),
    ...wholeNumber("archiveDays", archiveDays, 1, 3_650, "days"),
  ];
}

/**
 * A bus, an archive of everything said on it, and the events that a target did not take. Bus and archive are encrypted with the
 * service's own key: their events name titles and times, nobody's person.
 */
export class EventBus extends pulumi.ComponentResource {
  readonly busArn: pulumi.Output<string>;
  readonly archiveArn: pulumi.Output<string>;
  readonly address: EventBusAddress;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: EventBusArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`EventBus "${name}"`, eventBusProblems(name, args));
    super("p95:messaging:EventBus", name, {}, opts);
    const { region, archiveDays, ticketTopicArn, protectStateful } = args;
    const child = { parent: this };

    const undelivered = new DeadLetters(
      `${name}-undelivered`,
      { region, fifo: false, ticketTopicArn, protectStateful },
      child,
    );
    const bus = new aws.cloudwatch.EventBus(
      `${name}-bus`,
      { region, description: "What the catalogue says", deadLetterConfig: { arn: undelivered.arn } },
      { ...child, protect: protectStateful },
    );
    const archive = new aws.cloudwatch.EventArchive(
      `${name}-archive`,
      { region, eventSourceArn: bus.arn, retentionDays: archiveDays },
      { ...child, protect: protectStateful },
    );
    const service = "events.amazonaws.com";
    const policy = new aws.sqs.QueuePolicy(
      `${name}-undelivered-policy`,
      {
        region,
        queueUrl: undelivered.url,
        policy: queuePolicy(undelivered.arn, [
          { service, sourceArn: bus.arn },
          { service, sourceArn: bus.arn.apply(rulesOf) },
        ]),
      },
      child,
    );
    new aws.sqs.RedriveAllowPolicy(
      `${name}-undelivered-redrive`,
      {
        region,
        queueUrl: undelivered.url,
        redriveAllowPolicy: JSON.stringify({ redrivePermission: "denyAll" }), // no queue's dead letters mix with a bus's
      },
      child,
    );

    this.busArn = bus.arn;
    this.archiveArn = archive.arn;
    this.address = {
      busName: bus.name,
      undeliveredArn: pulumi.all([undelivered.arn, policy.id]).apply(([arn]) => arn),
    };
    this.registerOutputs({ busArn: this.busArn, archiveArn: this.archiveArn, address: this.address });
  }
}

/** Pattern of the ARNs of a bus's rules, and of no other bus's. */
export function rulesOf(busArn: string): string {
  return `${busArn.replace(":event-bus/", ":rule/")}/*`;
}

/** What a publisher's role needs. */
export function mayPublish(busArn: pulumi.Input<string>): Statement {
  return { Effect: "Allow", Action: ["events:PutEvents"], Resource: busArn };
}
