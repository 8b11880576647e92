import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, must, type Problem } from "../checks";
import { CONTENT_EVENT_TYPES, contentEventPattern } from "./content-events";
import { RETRY_FOR_A_DAY } from "./delivery";
import { type EventBusAddress, mayPublish } from "./event-bus";
import { serviceTrust } from "./service-trust";

/**
 * Targets of one rule.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
const MAX_TARGETS = 5;

export interface EventFanOutArgs {
  /** Where the catalogue publishes. */
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  readonly bus: EventBusAddress;
  /** ARNs of the buses that hear the same, by region; one to five, none of them this bus. */
  readonly others: Readonly<Record<string, pulumi.Input<string>>>;
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function eventFanOutProblems({ region, others }: EventFanOutArgs): Problem[] {
  const regions = Object.keys(others);
  return [
    ...must(regions.length >= 1 && regions.length <= MAX_TARGETS, "others", `name 1 to ${MAX_TARGETS} buses`, regions),
    ...must(!regions.includes(region), `others.${region}`, "be another region", region),
  ];
}

/**
 * Hands what the catalogue says in one region to the buses of the others. They pass nothing on, so no event goes in circles;
 * EventBridge would not carry it to a third bus anyway.
 */
export class EventFanOut extends pulumi.ComponentResource {
  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: EventFanOutArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`EventFanOut "${name}"`, eventFanOutProblems(args));
    super("p95:messaging:EventFanOut", name, {}, opts);
    const { region, accountId, bus } = args;
    const others = Object.entries(args.others).sort(([a], [b]) => (a < b ? -1 : 1)); // whatever the rollout order
    const child = { parent: this };

    const rule = new aws.cloudwatch.EventRule(
      `${name}-rule`,
      {
        region,
        eventBusName: bus.busName,
        description: "To the other regions",
        eventPattern: contentEventPattern(CONTENT_EVENT_TYPES),
        state: "ENABLED",
      },
      child,
    );
    const role = new aws.iam.Role(
      `${name}-role`,
      { assumeRolePolicy: serviceTrust("events.amazonaws.com", accountId, rule.arn) },
      child,
    );
    const rights = new aws.iam.RolePolicy(
      `${name}-publish`,
      {
        role: role.id,
        policy: pulumi.jsonStringify({ Version: "2012-10-17", Statement: others.map(([, arn]) => mayPublish(arn)) }),
      },
      child,
    );
    for (const [other, arn] of others) {
      new aws.cloudwatch.EventTarget(
        `${name}-to-${other}`,
        {
          region,
          rule: rule.name,
          eventBusName: bus.busName,
          arn,
          roleArn: role.arn,
          retryPolicy: RETRY_FOR_A_DAY,
          deadLetterConfig: { arn: bus.undeliveredArn },
        },
        { ...child, dependsOn: rights }, // the first event may come at once
      );
    }
    this.registerOutputs();
  }
}
