import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, type Problem, wholeNumber } from "../../checks";
import type { PodStatement } from "../../cluster/pod-identity";
import { maySend, queuePolicy } from "../../messaging/queue-policy";
import { serviceTrust } from "../../messaging/service-trust";
import { regionProblems } from "../../network/zone-ids";

export interface ReleaseWindowsArgs {
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  /** Group of EventBridge Scheduler in which windows are planned. */
  readonly scheduleGroupName: pulumi.Input<string>;
  /** How long a message counts. Unit: minutes, 1 to 180. */
  readonly openMinutes: number;
}

/** Everything wrong with `args`; empty when it can be declared. Pure. */
export function releaseWindowsProblems({ region, openMinutes }: ReleaseWindowsArgs): Problem[] {
  return [...regionProblems("region", region), ...wholeNumber("openMinutes", openMinutes, 1, 180, "minutes")];
}

/**
 * A queue that nobody reads: each message in it is a release that is going on, and is gone when the release is over. Who plans one
 * leaves a one-time schedule, which sends the message whether or not anything of ours is alive by then.
 */
export class ReleaseWindows extends pulumi.ComponentResource {
  readonly queueArn: pulumi.Output<string>;
  readonly queueUrl: pulumi.Output<string>;
  /** What a schedule sends as. */
  readonly senderRoleArn: pulumi.Output<string>;
  /** What it takes to plan a window. */
  readonly plannerStatements: readonly PodStatement[];

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: ReleaseWindowsArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`ReleaseWindows "${name}"`, releaseWindowsProblems(args));
    super("p95:service:ReleaseWindows", name, {}, opts);
    const { region, accountId, scheduleGroupName, openMinutes } = args;
    const child = { parent: this };
    const ofScheduler = (kind: "schedule" | "schedule-group") =>
      pulumi.interpolate`arn:aws:scheduler:${region}:${accountId}:${kind}/${scheduleGroupName}`;

    const queue = new aws.sqs.Queue(
      `${name}-queue`,
      {
        region,
        messageRetentionSeconds: openMinutes * 60, // this closes the window
        receiveWaitTimeSeconds: 20,
        sqsManagedSseEnabled: true,
      },
      child, // not protected: what it holds is over within the hour
    );
    new aws.sqs.QueuePolicy(
      `${name}-policy`,
      { region, queueUrl: queue.url, policy: queuePolicy(queue.arn, []) }, // schedules send with a role
      child,
    );
    new aws.sqs.RedriveAllowPolicy(
      `${name}-redrive`,
      {
        region,
        queueUrl: queue.url,
        redriveAllowPolicy: JSON.stringify({ redrivePermission: "denyAll" }), // a dead letter here would count as a release
      },
      child,
    );
    const sender = new aws.iam.Role(
      `${name}-role`,
      { assumeRolePolicy: serviceTrust("scheduler.amazonaws.com", accountId, ofScheduler("schedule-group")) },
      child,
    );
    new aws.iam.RolePolicy(
      `${name}-rights`,
      {
        role: sender.id,
        policy: pulumi.jsonStringify({ Version: "2012-10-17", Statement: [maySend(queue.arn)] }),
      },
      child,
    );

    this.queueArn = queue.arn;
    this.queueUrl = queue.url;
    this.senderRoleArn = sender.arn;
    this.plannerStatements = [
      {
        actions: ["scheduler:CreateSchedule", "scheduler:UpdateSchedule", "scheduler:DeleteSchedule"],
        resources: [pulumi.interpolate`${ofScheduler("schedule")}/release-*`], // not the platform's own schedules
      },
      {
        actions: ["iam:PassRole"],
        resources: [sender.arn],
        conditions: { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } },
      },
    ];
    this.registerOutputs({ queueArn: this.queueArn, queueUrl: this.queueUrl, senderRoleArn: this.senderRoleArn });
  }
}
