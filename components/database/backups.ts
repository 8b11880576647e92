import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionClock } from "../clock";
import type { BackupCopySettings } from "./settings";

/**
 * After the quiet hour, in which Aurora makes its own backup, and the hour of maintenance: AWS Backup starts none near those.
 * Source: https://docs.aws.amazon.com/aws-backup/latest/devguide/creating-a-backup-plan.html
 */
const HOURS_AFTER_QUIET_HOUR = 3;

export interface BackupsArgs {
  /** Where the cluster is. */
  readonly region: string;
  readonly clusterArn: pulumi.Input<string>;
  /** Of `region`. */
  readonly keyArn: pulumi.Input<string>;
  readonly copy: BackupCopySettings;
  readonly clock: RegionClock;
  readonly ticketTopicArn: pulumi.Input<string>;
  readonly protectStateful: boolean;
}

/**
 * A daily backup with a copy in another region, beside the cluster's own that restore any moment of the last days. A global
 * database copies mistakes within a second; this copy is what is left of yesterday, out of reach of who deletes the first one.
 */
export class Backups extends pulumi.ComponentResource {
  readonly vaultArn: pulumi.Output<string>;
  readonly copyVaultArn: pulumi.Output<string>;

  constructor(name: string, args: BackupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:database:Backups", name, {}, opts);
    const { region, copy, clock, protectStateful } = args;
    const child = { parent: this };
    const stateful = { ...child, protect: protectStateful };

    const copyKey = new aws.kms.Key(
      `${name}-copy-key`,
      {
        region: copy.toRegion,
        description: `${name}: copies of Aurora backups`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
      },
      stateful,
    );
    const vault = new aws.backup.Vault(
      `${name}-vault`,
      { region, kmsKeyArn: args.keyArn, forceDestroy: !protectStateful },
      stateful,
    );
    const copyVault = new aws.backup.Vault(
      `${name}-copy-vault`,
      { region: copy.toRegion, kmsKeyArn: copyKey.arn, forceDestroy: !protectStateful },
      stateful,
    );
    const lifecycle = { deleteAfter: copy.keepDays };
    const plan = new aws.backup.Plan(
      `${name}-plan`,
      {
        region,
        rules: [
          {
            ruleName: "daily",
            targetVaultName: vault.name,
            schedule: `cron(0 ${(clock.quietHourUtc + HOURS_AFTER_QUIET_HOUR) % 24} * * ? *)`,
            startWindow: 60,
            completionWindow: 600,
            lifecycle,
            copyActions: [{ destinationVaultArn: copyVault.arn, lifecycle }],
          },
        ],
      },
      child,
    );
    this.select(name, args, plan);
    this.watch(name, args, vault);

    this.vaultArn = vault.arn;
    this.copyVaultArn = copyVault.arn;
    this.registerOutputs({ vaultArn: this.vaultArn, copyVaultArn: this.copyVaultArn });
  }

  private select(name: string, { region, clusterArn }: BackupsArgs, plan: aws.backup.Plan): void {
    const child = { parent: this };
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        assumeRolePolicy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { Service: "backup.amazonaws.com" }, Action: "sts:AssumeRole" }],
        }),
      },
      child,
    );
    const policy = new aws.iam.RolePolicyAttachment(
      `${name}-policy`, // AWS's own, for backups only: who takes the role can restore nothing
      {
        role: role.name,
        policyArn: "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
      },
      child,
    );
    new aws.backup.Selection(
      `${name}-selection`,
      { region, planId: plan.id, iamRoleArn: role.arn, resources: [clusterArn] },
      { ...child, dependsOn: [policy] },
    );
  }

  private watch(name: string, { region, ticketTopicArn }: BackupsArgs, vault: aws.backup.Vault): void {
    const watched = [
      { role: "failed", metricName: "NumberOfBackupJobsFailed", what: "The daily backup of the database failed." },
      {
        role: "copy-failed",
        metricName: "NumberOfCopyJobsFailed",
        what: "The backup's copy to another region failed.",
      },
    ];
    for (const { role, metricName, what } of watched) {
      new aws.cloudwatch.MetricAlarm(
        `${name}-${role}`,
        {
          region,
          alarmDescription: `${what} Read the job's message in AWS Backup and start it again.`,
          namespace: "AWS/Backup",
          metricName,
          dimensions: { BackupVaultName: vault.name },
          statistic: "Sum",
          period: 3600,
          evaluationPeriods: 1,
          comparisonOperator: "GreaterThanThreshold",
          threshold: 0,
          treatMissingData: "notBreaching",
          alarmActions: [ticketTopicArn],
          okActions: [ticketTopicArn],
        },
        { parent: this },
      );
    }
  }
}
