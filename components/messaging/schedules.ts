import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, must, type Problem, text } from "../checks";
import { regionProblems } from "../network/zone-ids";
import { DeadLetters } from "./dead-letters";
import { RETRY_FOR_A_DAY } from "./delivery";
import { maySend, queuePolicy } from "./queue-policy";
import { type SchedulePlan, schedulePlanProblems, targetArn, targetInput, targetRights } from "./schedule-plan";
import { serviceTrust } from "./service-trust";

export interface SchedulesArgs {
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  /** By name, which becomes part of the schedule's. */
  readonly plans: Readonly<Record<string, SchedulePlan>>;
  readonly ticketTopicArn: pulumi.Input<string>;
  readonly protectStateful: boolean;
}

/**
 * A role's name has 64 characters, of which auto-naming takes 8; a schedule's has as many.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MAX_NAME_LENGTH = 64 - 8 - "-role".length;

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function schedulesProblems(name: string, { region, plans }: SchedulesArgs): Problem[] {
  const room = MAX_NAME_LENGTH - `${name}-`.length;
  return [
    ...regionProblems("region", region),
    ...Object.entries(plans).flatMap(([plan, of]) => [
      ...text(`plans.${plan}`, plan, /^[a-z][a-z0-9-]*$/, "be named by small letters, digits and hyphens"),
      ...must(plan.length <= room, `plans.${plan}`, `be named by up to ${room} characters`, plan),
      ...schedulePlanProblems(`plans.${plan}`, of),
    ]),
  ];
}

/** A group of schedules. Each has a role of its own that can do what its target asks for, and nothing else. */
export class Schedules extends pulumi.ComponentResource {
  readonly groupName: pulumi.Output<string>;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: SchedulesArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`Schedules "${name}"`, schedulesProblems(name, args));
    super("p95:messaging:Schedules", name, {}, opts);
    const { region, ticketTopicArn, protectStateful } = args;
    const child = { parent: this };

    const group = new aws.scheduler.ScheduleGroup(`${name}-group`, { region }, child);
    const missed = new DeadLetters(`${name}-missed`, { region, fifo: false, ticketTopicArn, protectStateful }, child);
    new aws.sqs.QueuePolicy(
      `${name}-missed-policy`,
      { region, queueUrl: missed.url, policy: queuePolicy(missed.arn, []) }, // schedules send with their own roles
      child,
    );
    for (const [plan, of] of Object.entries(args.plans)) {
      this.schedule(`${name}-${plan}`, args, of, group, missed);
    }
    this.errors(name, args, group);

    this.groupName = group.name;
    this.registerOutputs({ groupName: this.groupName });
  }

  private schedule(
    name: string,
    { region, accountId }: SchedulesArgs,
    plan: SchedulePlan,
    group: aws.scheduler.ScheduleGroup,
    missed: DeadLetters,
  ): void {
    const child = { parent: this };
    const role = new aws.iam.Role(
      `${name}-role`,
      { assumeRolePolicy: serviceTrust("scheduler.amazonaws.com", accountId, group.arn) },
      child,
    );
    const rights = new aws.iam.RolePolicy(
      `${name}-rights`,
      {
        role: role.id,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [...targetRights(plan.target), maySend(missed.arn)],
        }),
      },
      child,
    );
    const { target } = plan;
    const messageGroupId = target.kind === "queue" ? target.messageGroupId : undefined;
    new aws.scheduler.Schedule(
      name,
      {
        region,
        groupName: group.name,
        description: plan.description,
        scheduleExpression: plan.expression,
        scheduleExpressionTimezone: plan.timezone,
        flexibleTimeWindow:
          plan.flexibleMinutes === 0
            ? { mode: "OFF" }
            : { mode: "FLEXIBLE", maximumWindowInMinutes: plan.flexibleMinutes },
        target: {
          arn: targetArn(target),
          roleArn: role.arn,
          input: targetInput(target),
          retryPolicy: RETRY_FOR_A_DAY,
          deadLetterConfig: { arn: missed.arn },
          ...(messageGroupId === undefined ? {} : { sqsParameters: { messageGroupId } }),
        },
      },
      { ...child, dependsOn: rights }, // Scheduler tries the role when the schedule is made
    );
  }

  private errors(name: string, args: SchedulesArgs, group: aws.scheduler.ScheduleGroup): void {
    new aws.cloudwatch.MetricAlarm(
      `${name}-errors`,
      {
        region: args.region,
        alarmDescription: "A scheduled call fails and is tried again. Compare its role's rights with what it calls.",
        namespace: "AWS/Scheduler",
        metricName: "TargetErrorCount",
        dimensions: { ScheduleGroup: group.name },
        statistic: "Sum",
        period: 300,
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
        datapointsToAlarm: 2, // one failure is what retries are for
        evaluationPeriods: 3,
        treatMissingData: "notBreaching",
        alarmActions: [args.ticketTopicArn],
        okActions: [args.ticketTopicArn],
      },
      { parent: this },
    );
  }
}
