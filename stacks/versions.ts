/** Every version of an engine, chart or image. To raise one is a change of its own, tried in dev first. */
export const versions = {
  /** Source: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/supported-engine-versions.html */
  valkey: "8.2",
  /** Source: https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html */
  kubernetes: "1.35",
  /** Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraPostgreSQLReleaseNotes/AuroraPostgreSQL.Updates.html */
  aurora: "17.7",
  /** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Library_Nodejs.html */
  canaryRuntime: "syn-nodejs-4.1",
  /** Brings Spark 3.5 and Iceberg 1.7. Source: https://docs.aws.amazon.com/glue/latest/dg/release-notes.html */
  glue: "5.0",
  /** Source: https://docs.aws.amazon.com/athena/latest/ug/engine-versions.html */
  athena: "Athena engine version 3",
} as const;
