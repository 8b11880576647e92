import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { serviceTrust } from "../messaging/service-trust";

/** A template, and when it is run. */
export interface ExperimentStart {
  /** Ends the schedule's name. */
  readonly kind: string;
  readonly expression: string;
  readonly templateId: pulumi.Input<string>;
}

export interface ExperimentSchedulesArgs {
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  /** IANA zone of the expressions. */
  readonly timezone: string;
  readonly starts: readonly ExperimentStart[];
}

/**
 * Starts experiments by the clock. Unlike other schedules, one that misses its moment is not tried again: people are there then, and
 * an experiment at prime time is an outage.
 */
export class ExperimentSchedules extends pulumi.ComponentResource {
  readonly groupName: pulumi.Output<string>;

  constructor(name: string, args: ExperimentSchedulesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:resilience:ExperimentSchedules", name, {}, opts);
    const { region, accountId, timezone, starts } = args;
    const child = { parent: this };

    const group = new aws.scheduler.ScheduleGroup(`${name}-group`, { region }, child);
    const role = new aws.iam.Role(
      `${name}-role`,
      { assumeRolePolicy: serviceTrust("scheduler.amazonaws.com", accountId, group.arn) },
      child,
    );
    const rights = new aws.iam.RolePolicy(
      `${name}-rights`,
      { role: role.id, policy: startRights(region, accountId, starts) },
      child,
    );
    for (const { kind, expression, templateId } of starts) {
      new aws.scheduler.Schedule(
        `${name}-${kind}`,
        {
          region,
          groupName: group.name,
          description: `Starts the experiment ${kind}`,
          scheduleExpression: expression,
          scheduleExpressionTimezone: timezone,
          flexibleTimeWindow: { mode: "OFF" },
          target: {
            arn: "arn:aws:scheduler:::aws-sdk:fis:startExperiment",
            roleArn: role.arn,
            input: pulumi.jsonStringify({
              ClientToken: "<aws.scheduler.execution-id>", // the same run starts once
              ExperimentTemplateId: templateId,
            }),
            retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 0 },
          },
        },
        { ...child, dependsOn: rights }, // Scheduler tries the role when the schedule is made
      );
    }

    this.groupName = group.name;
    this.registerOutputs({ groupName: this.groupName });
  }
}

/** Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsfaultinjectionservice.html */
function startRights(
  region: string,
  accountId: pulumi.Input<string>,
  starts: readonly ExperimentStart[],
): pulumi.Output<string> {
  const fis = pulumi.interpolate`arn:aws:fis:${region}:${accountId}`;
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["fis:StartExperiment"],
        Resource: [
          ...starts.map(({ templateId }) => pulumi.interpolate`${fis}:experiment-template/${templateId}`),
          pulumi.interpolate`${fis}:experiment/*`, // the run to be made has no ID yet
        ],
      },
    ],
  });
}
