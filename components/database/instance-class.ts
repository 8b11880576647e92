/** An instance class such as `db.r8g.2xlarge`, as far as it decides something here. */
export interface InstanceClass {
  readonly vcpuCount: number;
  readonly memoryGiB: number;
}

/** What one Aurora Capacity Unit holds. Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.how-it-works.html */
const GIB_PER_ACU = 2;

/**
 * Undefined unless `name` is of a memory-optimised family. The others are burstable: they run out of credits on the evening that
 * matters, and no global database takes them. Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.html
 */
export function parseInstanceClass(name: unknown): InstanceClass | undefined {
  const found = typeof name === "string" ? /^db\.(r|x)\d[a-z]*\.(?:(large)|(\d*)xlarge)$/.exec(name) : null;
  if (!found) return undefined;
  const [, family, large, times] = found;
  const vcpuCount = large ? 2 : 4 * Number(times || 1);
  return { vcpuCount, memoryGiB: vcpuCount * (family === "x" ? 16 : 8) };
}

/** A serverless instance scaled as far as it goes. */
export function serverlessMemoryGiB(maxAcu: number): number {
  return maxAcu * GIB_PER_ACU;
}

/**
 * Connections an instance admits, unless a parameter group says otherwise.
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Managing.html
 */
export function maxConnections(memoryGiB: number): number {
  return Math.min(5_000, Math.floor((memoryGiB * 1e9) / 9_531_392));
}

/** One that may sleep admits fewer. Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html */
export function serverlessMaxConnections(minAcu: number, maxAcu: number): number {
  const most = maxConnections(serverlessMemoryGiB(maxAcu));
  return minAcu <= 0.5 ? Math.min(2_000, most) : most;
}
