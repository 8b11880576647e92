import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionClock } from "../clock";
import { Schedules } from "../messaging/schedules";
import { type LakeAddress, type LakeStatement, mayWriteTables, policyOf, trustOf, WAREHOUSE_PREFIX } from "./access";
import { JOBS_PREFIX } from "./buckets";
import { LAKE_METRICS, nightlyPlan } from "./nightly-plan";
import type { LakeSettings } from "./settings";
import type { WarehouseAddress } from "./warehouse";

export interface NightlyJobArgs {
  /** Plain: the schedule and the metrics name it. */
  readonly jobName: string;
  readonly settings: LakeSettings;
  readonly lake: LakeAddress;
  readonly bucketName: pulumi.Input<string>;
  /** What it loads besides. @default nothing */
  readonly warehouse?: WarehouseAddress | undefined;
  readonly clock: RegionClock;
  readonly ticketTopicArn: pulumi.Input<string>;
  readonly logRetentionDays: number;
  readonly protectStateful: boolean;
}

/** No run got through for this long. Unit: hours; a day, and how much later than yesterday's a run may end. */
const MISSED_HOURS = 26;

/** More small files of closed days than that, and compaction does not keep up: a day leaves one remainder, seldom more. */
const MAX_SMALL_FILES = 2_000;

const SCRIPT = join(__dirname, "../../runtime/lake/nightly.py");

/**
 * What keeps the tables in order, in the trough of its region's traffic: files put together and z-ordered, traffic counted, what is
 * past its days deleted, the warehouse loaded. Glue's own optimizers stay off: they choose their hour themselves, and of two that
 * rewrite the same files one works in vain.
 */
export class NightlyJob extends pulumi.ComponentResource {
  readonly jobName: pulumi.Output<string>;

  constructor(name: string, args: NightlyJobArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:lake:NightlyJob", name, {}, opts);
    const { jobName, settings, lake, clock, ticketTopicArn, protectStateful } = args;
    const { region, accountId } = lake;
    const child = { parent: this };

    const plan = nightlyPlan({ settings, quietHourUtc: clock.quietHourUtc, database: lake.database, jobName });
    const script = this.file(`${name}-script`, "nightly.py", readFileSync(SCRIPT, "utf8"), args);
    const planFile = this.file(`${name}-plan`, "nightly.json", `${JSON.stringify(plan, undefined, 2)}\n`, args);
    const logGroups = ["error", "output"].map(
      (kind) =>
        new aws.cloudwatch.LogGroup(
          `${name}-${kind}`,
          { region, name: `${logPrefix(jobName)}/${kind}`, retentionInDays: args.logRetentionDays },
          child,
        ), // before the job: a group that Glue made would keep its events for ever
    );
    const role = new aws.iam.Role(`${name}-role`, { assumeRolePolicy: trustOf("glue.amazonaws.com") }, child);
    const rights = new aws.iam.RolePolicy(
      `${name}-rights`,
      { role: role.id, policy: policyOf(jobRights(args, logGroups)) },
      child,
    );
    const job = new aws.glue.Job(
      `${name}-job`,
      {
        region,
        name: jobName,
        description: "Keeps the lake's tables in order, in the quiet hours",
        roleArn: role.arn,
        ...jobSize(settings),
        command: { name: "glueetl", pythonVersion: "3", scriptLocation: script },
        defaultArguments: jobArguments(args, planFile),
      },
      { ...child, dependsOn: [rights, ...logGroups] },
    );
    new Schedules(
      `${name}-schedule`,
      {
        region,
        accountId,
        plans: {
          start: {
            description: "Puts the lake in order when fewest people watch",
            expression: `cron(0 ${clock.quietHourUtc} * * ? *)`,
            timezone: "UTC", // as quiet hours are
            flexibleMinutes: 0,
            target: {
              kind: "api",
              service: "glue",
              action: "startJobRun",
              input: { JobName: jobName },
              rights: [{ actions: ["glue:StartJobRun"], resourceArn: job.arn }],
            },
          },
        },
        ticketTopicArn,
        protectStateful,
      },
      child,
    );
    this.alarms(name, args);

    this.jobName = job.name;
    this.registerOutputs({ jobName: this.jobName });
  }

  /** Address of a file of the job: `s3://...`, known once it is there. */
  private file(name: string, key: string, text: string, { lake, bucketName }: NightlyJobArgs): pulumi.Output<string> {
    const object = new aws.s3.BucketObjectv2(
      name,
      {
        region: lake.region,
        bucket: bucketName,
        key: `${JOBS_PREFIX}${key}`,
        source: new pulumi.asset.StringAsset(text),
        contentType: key.endsWith(".json") ? "application/json" : "text/x-python",
      },
      { parent: this },
    );
    return pulumi.interpolate`s3://${object.bucket}/${object.key}`;
  }

  private alarms(name: string, { jobName, lake, ticketTopicArn }: NightlyJobArgs): void {
    const rules = [
      {
        role: "missed",
        metricName: "Succeeded",
        statistic: "Sum",
        comparisonOperator: "LessThanThreshold",
        threshold: 1,
        hours: MISSED_HOURS,
        treatMissingData: "breaching", // a run that failed, or never began, reports nothing
        meaning: "The lake's nightly job did not get through. Read its log; the next run makes up for it.",
      },
      {
        role: "behind",
        metricName: "SmallFiles",
        statistic: "Maximum",
        comparisonOperator: "GreaterThanThreshold",
        threshold: MAX_SMALL_FILES,
        hours: 1,
        treatMissingData: "ignore", // one number a night
        meaning: "Closed days keep small files: compaction does not keep up. Give it more workers or more minutes.",
      },
    ];
    for (const { role, hours, meaning, ...rule } of rules) {
      new aws.cloudwatch.MetricAlarm(
        `${name}-${role}`,
        {
          region: lake.region,
          alarmDescription: meaning,
          namespace: LAKE_METRICS,
          dimensions: { Job: jobName },
          ...rule,
          period: 3_600,
          evaluationPeriods: hours,
          alarmActions: [ticketTopicArn],
          okActions: [ticketTopicArn],
        },
        { parent: this },
      );
    }
  }
}

function logPrefix(jobName: string): string {
  return `/p95/lake/${jobName}`;
}

function jobSize({ glueVersion, compaction }: LakeSettings) {
  return {
    glueVersion,
    workerType: compaction.workerType,
    numberOfWorkers: compaction.maxWorkers,
    executionClass: compaction.executionClass,
    timeout: compaction.limitMinutes,
    maxRetries: 0, // a second try would meet the morning; the next night makes up for the first
    executionProperty: { maxConcurrentRuns: 1 },
  };
}

function jobArguments({ jobName, bucketName, warehouse }: NightlyJobArgs, planFile: pulumi.Input<string>) {
  const none = "none"; // Glue drops arguments that are empty
  return {
    "--datalake-formats": "iceberg",
    "--enable-auto-scaling": "true",
    "--enable-metrics": "true",
    "--custom-logGroup-prefix": logPrefix(jobName),
    "--plan": planFile,
    "--warehouse": pulumi.interpolate`s3://${bucketName}/${WAREHOUSE_PREFIX}`,
    "--workgroup": warehouse?.workgroupName ?? none,
    "--database": warehouse?.database ?? none,
    "--secret": warehouse?.secretArn ?? none,
    "--anytime": "false",
  };
}

function jobRights(
  { lake, warehouse }: NightlyJobArgs,
  logGroups: readonly aws.cloudwatch.LogGroup[],
): LakeStatement[] {
  return [
    ...mayWriteTables(lake),
    { Effect: "Allow", Action: ["s3:GetObject"], Resource: pulumi.interpolate`${lake.bucketArn}/${JOBS_PREFIX}*` },
    {
      Effect: "Allow",
      Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], // Glue asks for a group before it looks
      Resource: logGroups.map(({ arn }) => pulumi.interpolate`${arn}:*`),
    },
    {
      Effect: "Allow",
      Action: ["cloudwatch:PutMetricData"],
      Resource: "*", // metrics have no ARN; the namespaces are ours and Glue's own
      Condition: { StringEquals: { "cloudwatch:namespace": ["Glue", LAKE_METRICS] } },
    },
    ...(warehouse === undefined ? [] : loadRights(warehouse)),
  ];
}

/** Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonredshiftdataapi.html */
function loadRights({ workgroupArn, secretArn, keyArn }: WarehouseAddress): LakeStatement[] {
  return [
    { Effect: "Allow", Action: ["redshift-data:BatchExecuteStatement"], Resource: workgroupArn },
    {
      Effect: "Allow",
      Action: ["redshift-data:DescribeStatement"],
      Resource: "*", // statements have no ARN; the job sees its own alone
      Condition: { StringEquals: { "redshift-data:statement-owner-iam-userid": "${aws:userid}" } },
    },
    { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: secretArn },
    { Effect: "Allow", Action: ["kms:Decrypt"], Resource: keyArn },
  ];
}
