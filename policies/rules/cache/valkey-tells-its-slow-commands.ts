import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Group = Inputs<aws.elasticache.ReplicationGroupArgs, "logDeliveryConfigurations">;

/** Caches whose slow commands stay in the memory of a node, and go with it. */
export function slowLogGaps({ logDeliveryConfigurations = [] }: Group): string[] {
  const delivered = logDeliveryConfigurations.some(({ logType }) => logType === "slow-log");
  return delivered ? [] : ["logDeliveryConfigurations must deliver the slow-log"];
}

const delivery = (logType: string): Group => ({
  logDeliveryConfigurations: [{ logType, destination: "slow", destinationType: "cloudwatch-logs", logFormat: "json" }],
});
const gap = "logDeliveryConfigurations must deliver the slow-log";

export const valkeyTellsItsSlowCommands = resourceRule<Group>({
  name: "valkey-tells-its-slow-commands",
  description: "Which command held up all others can be read after the peak, even if the node is gone by then.",
  severity: "low",
  enforcementLevel: "advisory",
  url: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html",
  remediationSteps: "Deliver the slow-log to a log group of CloudWatch, as JSON.",
  types: ["aws:elasticache/replicationGroup:ReplicationGroup"],
  gaps: slowLogGaps,
  examples: {
    good: [{ inputs: delivery("slow-log") }],
    bad: [{ inputs: delivery("engine-log"), gaps: [gap] }],
    missing: { logDeliveryConfigurations: [gap] },
  },
});
