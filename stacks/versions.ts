/** Every version of an engine, chart or image. To raise one is a change of its own, tried in dev first. */
export const versions = {
  /** Source: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/supported-engine-versions.html */
  valkey: "8.2",
} as const;
