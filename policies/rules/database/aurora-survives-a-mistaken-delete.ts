import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";
import { isSet } from "../../unknown";

type Cluster = Inputs<
  aws.rds.ClusterArgs,
  "deletionProtection" | "skipFinalSnapshot" | "finalSnapshotIdentifier" | "backupRetentionPeriod"
>;

interface Settings {
  readonly minBackupDays: number;
}

/** How one wrong command could lose a database for good. */
export function deletionGaps(cluster: Cluster, { settings }: { readonly settings: Settings }): string[] {
  const days = cluster.backupRetentionPeriod ?? 1;
  const keepsSnapshot = cluster.skipFinalSnapshot !== true && isSet(cluster, "finalSnapshotIdentifier");
  return [
    ...(cluster.deletionProtection === true ? [] : ["deletionProtection must be true"]),
    ...(keepsSnapshot ? [] : ["must leave a final snapshot: name it, and do not skip it"]),
    ...(days >= settings.minBackupDays
      ? []
      : [`backupRetentionPeriod must be ${settings.minBackupDays} days or more, got ${days}`]),
  ];
}

const safe: Cluster = { deletionProtection: true, finalSnapshotIdentifier: "shop-final", backupRetentionPeriod: 14 };

export const auroraSurvivesAMistakenDelete = resourceRule<Cluster, Settings>({
  name: "aurora-survives-a-mistaken-delete",
  description: "No single command loses the database: AWS refuses to delete it, and a copy stays when it is deleted.",
  severity: "critical",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DeleteCluster.html",
  remediationSteps: "Set deletionProtection, name a final snapshot, and keep backups for a week or more.",
  settings: {
    minBackupDays: {
      type: "integer",
      minimum: 1,
      maximum: 35,
      default: 7,
      description: "Fewest days for which automatic backups must be kept.",
    },
  },
  types: ["aws:rds/cluster:Cluster"],
  gaps: deletionGaps,
  examples: {
    good: [
      { inputs: safe },
      { inputs: { ...safe, backupRetentionPeriod: 7 } },
      { inputs: { ...safe, backupRetentionPeriod: 3 }, settings: { minBackupDays: 3 } },
    ],
    bad: [
      { inputs: { ...safe, deletionProtection: false }, gaps: ["deletionProtection must be true"] },
      {
        inputs: { ...safe, skipFinalSnapshot: true },
        gaps: ["must leave a final snapshot: name it, and do not skip it"],
      },
      {
        inputs: { ...safe, backupRetentionPeriod: 6 },
        gaps: ["backupRetentionPeriod must be 7 days or more, got 6"],
      },
      {
        inputs: { ...safe, backupRetentionPeriod: 34 },
        settings: { minBackupDays: 35 },
        gaps: ["backupRetentionPeriod must be 35 days or more, got 34"],
      },
    ],
    missing: {
      deletionProtection: ["deletionProtection must be true"],
      finalSnapshotIdentifier: ["must leave a final snapshot: name it, and do not skip it"],
      skipFinalSnapshot: [],
      backupRetentionPeriod: ["backupRetentionPeriod must be 7 days or more, got 1"],
    },
  },
});
