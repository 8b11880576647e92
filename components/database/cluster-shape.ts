import type { InstanceLimits } from "./alarms";
import { maxConnections, parseInstanceClass, serverlessMaxConnections, serverlessMemoryGiB } from "./instance-class";
import type { DatabaseSettings } from "./settings";

/** What one region's cluster consists of. */
export interface ClusterShape {
  readonly instanceClass: string;
  /** Ours, without those that a scaler adds. */
  readonly instanceCount: number;
  readonly limits: InstanceLimits;
  /** Whether a reader of the writer's class is there to keep its cache warm. */
  readonly warmReader: boolean;
}

/** `copies`: the cluster copies another region's. */
export function clusterShape({ instances }: DatabaseSettings, copies: boolean): ClusterShape {
  if (instances.kind === "serverless") {
    const { minAcu, maxAcu } = instances;
    const limits = {
      memoryGiB: serverlessMemoryGiB(maxAcu),
      maxConnections: serverlessMaxConnections(minAcu, maxAcu),
    };
    return { instanceClass: "db.serverless", instanceCount: 1, limits, warmReader: false };
  }
  const { instanceClass, readers, secondaryCount } = instances;
  const readerCount = typeof readers === "number" ? readers : readers.minCount;
  const instanceCount = copies ? secondaryCount : 1 + readerCount;
  const { memoryGiB } = parseInstanceClass(instanceClass)!;
  const limits = { memoryGiB, maxConnections: maxConnections(memoryGiB) };
  return { instanceClass, instanceCount, limits, warmReader: instanceCount > 1 };
}
