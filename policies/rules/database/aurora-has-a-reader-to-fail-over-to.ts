import { type StackGap, stackRule } from "../../rule";
import type { StackView } from "../../stack-view";

const CLUSTER = "aws:rds/cluster:Cluster";
const INSTANCE = "aws:rds/clusterInstance:ClusterInstance";

interface Settings {
  readonly minInstances: number;
}

/** Clusters whose writer has nobody to take its place. */
export function failoverGaps(stack: StackView, { minInstances }: Settings): StackGap[] {
  const counts = new Map<string, number>();
  for (const instance of stack.ofType(INSTANCE)) {
    for (const { urn } of instance.from("clusterIdentifier")) counts.set(urn, (counts.get(urn) ?? 0) + 1);
  }
  return stack.ofType(CLUSTER).flatMap((resource) => {
    const count = counts.get(resource.urn) ?? 0;
    const message = `must have ${minInstances} instances or more, got ${count}`;
    return count >= minInstances ? [] : [{ resource, message }];
  });
}

const cluster = (name: string) => ({ type: CLUSTER, name, props: {} });
const instance = (name: string, of: string) => ({
  type: INSTANCE,
  name,
  props: {},
  from: { clusterIdentifier: [of] },
});

export const auroraHasAReaderToFailOverTo = stackRule<Settings>({
  name: "aurora-has-a-reader-to-fail-over-to",
  description:
    "Each cluster has a second instance that takes over within a minute; a lone writer takes ten to be rebuilt.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.AuroraHighAvailability.html",
  remediationSteps: "Declare another instance of the cluster, in another zone.",
  settings: {
    minInstances: {
      type: "integer",
      minimum: 1,
      maximum: 16,
      default: 2,
      description: "Fewest instances of a cluster, the writer included.",
    },
  },
  gaps: failoverGaps,
  examples: {
    good: [
      { resources: [cluster("db"), instance("writer", "db"), instance("reader", "db")] },
      { resources: [cluster("db"), instance("writer", "db")], settings: { minInstances: 1 } },
      { resources: [] },
    ],
    bad: [
      { resources: [cluster("db"), instance("writer", "db")], gaps: ["db: must have 2 instances or more, got 1"] },
      {
        resources: [cluster("a"), instance("w", "a"), instance("r", "a"), cluster("b")],
        gaps: ["b: must have 2 instances or more, got 0"],
      },
    ],
    missing: {
      "writer.clusterIdentifier": ["db: must have 2 instances or more, got 1"],
      "reader.clusterIdentifier": ["db: must have 2 instances or more, got 1"],
    },
  },
});
