import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, type Problem } from "../checks";
import { regionProblems } from "../network/zone-ids";
import { CALENDAR_REFRESH } from "./content-events";
import { EventBus, type EventBusAddress } from "./event-bus";
import { EventQueue } from "./event-queue";
import { Schedules } from "./schedules";
import { type MessagingSettings, messagingSettingsProblems } from "./settings";

export interface RegionalMessagingArgs {
  readonly region: string;
  readonly settings: MessagingSettings;
  readonly accountId: pulumi.Input<string>;
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
  readonly protectStateful: boolean;
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function regionalMessagingProblems({ region, settings }: RegionalMessagingArgs): Problem[] {
  return [...regionProblems("region", region), ...messagingSettingsProblems("settings", settings)];
}

/**
 * A region's events: the bus on which the catalogue is heard, announced releases queued for the release calendar's worker, and a
 * schedule that has the calendar written anew.
 */
export class RegionalMessaging extends pulumi.ComponentResource {
  readonly busArn: pulumi.Output<string>;
  /** For rules of others, such as the CDN's invalidation. */
  readonly bus: EventBusAddress;
  /** What the release calendar's worker consumes. */
  readonly releaseQueueArn: pulumi.Output<string>;
  readonly releaseQueueUrl: pulumi.Output<string>;
  readonly scheduleGroupName: pulumi.Output<string>;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: RegionalMessagingArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`RegionalMessaging "${name}"`, regionalMessagingProblems(args));
    super("p95:messaging:RegionalMessaging", name, {}, opts);
    const { region, settings, accountId, pageTopicArn, ticketTopicArn, protectStateful } = args;
    const child = { parent: this };

    const { address, busArn } = new EventBus(
      `${name}-content`,
      { region, archiveDays: settings.archiveDays, ticketTopicArn, protectStateful },
      child,
    );
    const releases = new EventQueue(
      `${name}-releases`,
      {
        region,
        bus: address,
        types: ["ContentReleaseScheduled"],
        settings: settings.releaseQueue,
        pageTopicArn,
        ticketTopicArn,
        protectStateful,
      },
      child,
    );
    const schedules = new Schedules(
      `${name}-schedules`,
      {
        region,
        accountId,
        plans: {
          "calendar-refresh": {
            description:
              "Has the release calendar written anew, so that a lost message costs minutes and not a release",
            expression: `rate(${settings.calendarRefreshMinutes} minutes)`,
            timezone: "UTC",
            flexibleMinutes: 0,
            target: { kind: "queue", queueArn: releases.arn, body: CALENDAR_REFRESH },
          },
        },
        ticketTopicArn,
        protectStateful,
      },
      child,
    );

    this.busArn = busArn;
    this.bus = address;
    this.releaseQueueArn = releases.arn;
    this.releaseQueueUrl = releases.url;
    this.scheduleGroupName = schedules.groupName;
    this.registerOutputs({
      busArn,
      bus: address,
      releaseQueueArn: this.releaseQueueArn,
      releaseQueueUrl: this.releaseQueueUrl,
      scheduleGroupName: this.scheduleGroupName,
    });
  }
}
