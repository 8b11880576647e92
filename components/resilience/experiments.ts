import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, list, must, oneOf, type Problem, text } from "../checks";
import type { RegionClock } from "../clock";
import { regionProblems } from "../network/zone-ids";
import { logRetentionProblems } from "../observability/log-retention";
import { physicalName } from "../physical-name";
import { type ExperimentPlan, experimentPlan } from "./experiment-plans";
import { ExperimentSchedules } from "./experiment-schedules";
import { experimentStarts } from "./experiment-week";
import { FIS_KUBERNETES_USER } from "./fis-identity";
import { EXPERIMENT_KINDS, type ExperimentKind, type ExperimentWeek, experimentWeekProblems } from "./settings";

/** A role's name has 64 characters; auto-naming takes 8 and the longest `-database-failover-rights` the rest. */
const MAX_NAME_LENGTH = 64 - 8 - "-database-failover-role".length;

export interface ExperimentsArgs {
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  readonly kinds: readonly ExperimentKind[];
  /** @default none - somebody starts them */
  readonly week?: ExperimentWeek | undefined;
  readonly clock: Pick<RegionClock, "timezone">;
  readonly clusterName: pulumi.Input<string>;
  readonly clusterArn: pulumi.Input<string>;
  readonly vpcId: pulumi.Input<string>;
  /** The zone that `zone-loss` and `cache-failover` take away. */
  readonly zoneId: string;
  /** Ends every experiment, see `SloAlarms.stopAlarmArn`. */
  readonly stopAlarmArn: pulumi.Input<string>;
  readonly logRetentionDays: number;
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function experimentsProblems(name: string, args: ExperimentsArgs): Problem[] {
  return [
    ...must(name.length <= MAX_NAME_LENGTH, "name", `be up to ${MAX_NAME_LENGTH} characters`, name),
    ...regionProblems("region", args.region),
    ...list("kinds", args.kinds, 0, EXPERIMENT_KINDS.length, (at, kind) => oneOf(at, kind, EXPERIMENT_KINDS)),
    ...(args.week === undefined ? [] : experimentWeekProblems("week", args.week)),
    ...text("zoneId", args.zoneId, /^[a-z]+\d+-az\d$/, 'be a zone ID such as "euw1-az1"'),
    ...logRetentionProblems("logRetentionDays", args.logRetentionDays),
  ];
}

/**
 * What a region must survive, as templates of AWS's Fault Injection Service. Each has a role of its own, which can break this stack
 * and nothing else, and ends when viewers suffer. Declaring one breaks nothing; somebody starts it, or `week` does.
 */
export class Experiments extends pulumi.ComponentResource {
  /** By kind. */
  readonly templateIds: Readonly<Partial<Record<ExperimentKind, pulumi.Output<string>>>>;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: ExperimentsArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`Experiments "${name}"`, experimentsProblems(name, args));
    super("p95:resilience:Experiments", name, {}, opts);
    const { region, accountId, kinds, week, clock } = args;

    this.templateIds = {};
    if (kinds.length > 0) {
      const log = this.log(name, args);
      const templates = kinds.map((kind) => [kind, this.template(name, args, kind, log)] as const);
      this.templateIds = Object.fromEntries(templates.map(([kind, { id }]) => [kind, id]));
      if (week !== undefined) {
        const byKind = new Map(templates);
        const starts = experimentStarts(kinds, week).map(({ kind, expression }) => {
          return { kind, expression, templateId: byKind.get(kind)!.id };
        });
        new ExperimentSchedules(
          `${name}-week`,
          { region, accountId, timezone: clock.timezone, starts },
          { parent: this },
        );
      }
    }
    this.registerOutputs({ templateIds: this.templateIds });
  }

  /** Where every run tells what it did; known once the service may write to it. */
  private log(name: string, { region, accountId, logRetentionDays }: ExperimentsArgs): pulumi.Output<string> {
    const child = { parent: this };
    const group = new aws.cloudwatch.LogGroup(
      `${name}-log`,
      {
        region,
        name: `/aws/vendedlogs/fis/${physicalName("log-group", name)}`,
        retentionInDays: logRetentionDays,
      },
      child,
    );
    const policy = new aws.cloudwatch.LogResourcePolicy(
      `${name}-log-policy`, // declared, so that no role of an experiment may write such policies
      { region, policyName: physicalName("log-policy", name), policyDocument: logPolicy(group.arn, accountId) },
      child,
    );
    return pulumi.all([group.arn, policy.id]).apply(([arn]) => `${arn}:*`);
  }

  private template(
    name: string,
    args: ExperimentsArgs,
    kind: ExperimentKind,
    logGroupArn: pulumi.Input<string>,
  ): aws.fis.ExperimentTemplate {
    const { region, accountId, clusterArn, vpcId, zoneId } = args;
    const tags = { project: pulumi.getProject(), stack: pulumi.getStack() }; // as the provider's default tags
    const plan = experimentPlan(kind, { region, accountId, clusterArn, vpcId, zoneId, tags });
    const { roleArn, ready } = this.role(`${name}-${kind}`, args, plan);
    return new aws.fis.ExperimentTemplate(
      `${name}-${kind}`,
      {
        region,
        description: plan.description,
        roleArn,
        stopConditions: [{ source: "aws:cloudwatch:alarm", value: args.stopAlarmArn }],
        logConfiguration: { logSchemaVersion: 2, cloudwatchLogsConfiguration: { logGroupArn } },
        experimentOptions: { accountTargeting: "single-account", emptyTargetResolutionMode: plan.emptyTargets },
        targets: plan.targets.map(({ resourceTags, ...target }) => ({
          ...target,
          ...(resourceTags === undefined ? {} : { resourceTags: [...resourceTags] }),
        })),
        actions: plan.actions.map(({ parameters, startAfters, ...action }) => ({
          ...action,
          ...(parameters === undefined ? {} : { parameters: [...parameters] }),
          ...(startAfters === undefined ? {} : { startAfters: [...startAfters] }),
        })),
        tags: { Name: `${name}-${kind}` }, // the console's only name for it
      },
      { parent: this, dependsOn: [...ready] },
    );
  }

  private role(name: string, args: ExperimentsArgs, { rights, targets }: ExperimentPlan) {
    const { region, accountId, clusterName } = args;
    const child = { parent: this };
    const runs = pulumi.interpolate`arn:aws:fis:${region}:${accountId}:experiment/*`;
    const role = new aws.iam.Role(`${name}-role`, { assumeRolePolicy: runTrust(accountId, runs) }, child);
    const policy = new aws.iam.RolePolicy(
      `${name}-rights`,
      {
        role: role.id,
        policy: pulumi.jsonStringify({ Version: "2012-10-17", Statement: [...rights, ...LOG_RIGHTS] }),
      },
      child,
    );
    const entries = targets
      .filter(({ resourceType }) => resourceType === "aws:eks:pod")
      .map(
        () =>
          new aws.eks.AccessEntry(
            `${name}-access`,
            { region, clusterName, principalArn: role.arn, userName: FIS_KUBERNETES_USER, type: "STANDARD" },
            child,
          ),
      );
    return { roleArn: role.arn, ready: [policy, ...entries] };
  }
}

/**
 * What sends a run's log. None of them knows a resource.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html#AWS-logs-infrastructure-CWL
 */
const LOG_RIGHTS = [
  {
    Effect: "Allow",
    Action: ["logs:CreateLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies"],
    Resource: "*",
  },
];

/** Source: https://docs.aws.amazon.com/fis/latest/userguide/getting-started-iam-service-role.html */
function runTrust(accountId: pulumi.Input<string>, runArns: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "fis.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": accountId }, ArnLike: { "aws:SourceArn": runArns } },
      },
    ],
  });
}

function logPolicy(groupArn: pulumi.Input<string>, accountId: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: pulumi.interpolate`${groupArn}:log-stream:*`,
        Condition: { StringEquals: { "aws:SourceAccount": accountId } },
      },
    ],
  });
}
