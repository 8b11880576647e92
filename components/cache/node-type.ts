/**
 * Families that ElastiCache scales by itself, and that may join a Global Datastore: the same list.
 * Source: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoScaling.html and, for the second,
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Redis-Global-Datastores-Getting-Started.html
 */
const CAPABLE_FAMILIES = ["r7g", "r6g", "r6gd", "r5", "m7g", "m6g", "m5", "c7gn"];

/** Sizes that it scales by itself. Source: the first of those pages. */
const AUTOSCALED_SIZES = ["large", "xlarge", "2xlarge"];

/** Sizes too small for a Global Datastore. */
const SMALL_SIZES = ["nano", "micro", "small", "medium"];

/** A node type such as `cache.r7g.xlarge`, taken apart. */
export interface NodeType {
  readonly family: string;
  readonly size: string;
}

/** Undefined if `name` is not a node type at all. Whether AWS still sells it is for AWS to say. */
export function parseNodeType(name: unknown): NodeType | undefined {
  const found =
    typeof name === "string" ? /^cache\.([a-z]\d[a-z]*)\.(nano|micro|small|medium|\d*x?large)$/.exec(name) : null;
  return found ? { family: found[1]!, size: found[2]! } : undefined;
}

/** Runs on CPU credits: fine for trials, no promise of Multi-AZ. */
export function isBurstable({ family }: NodeType): boolean {
  return family.startsWith("t");
}

/** Keeps cold keys on its SSD; the service demands that the cluster says so. */
export function tiersData({ family }: NodeType): boolean {
  return family === "r6gd";
}

export function canAutoscale({ family, size }: NodeType): boolean {
  return CAPABLE_FAMILIES.includes(family) && AUTOSCALED_SIZES.includes(size);
}

export function canJoinGlobalDatastore({ family, size }: NodeType): boolean {
  return CAPABLE_FAMILIES.includes(family) && !SMALL_SIZES.includes(size);
}
