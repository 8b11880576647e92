/** Every version of an engine, chart or image. To raise one is a change of its own, tried in dev first. */
export const versions = {
  /** Source: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/supported-engine-versions.html */
  valkey: "8.2",
  /** Source: https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html */
  kubernetes: "1.35",
  /** Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraPostgreSQLReleaseNotes/AuroraPostgreSQL.Updates.html */
  aurora: "17.7",
} as const;
