import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** Who goes first where nodes are short, by name. */
export const PRIORITIES = {
  "streaming-critical": {
    value: 100_000,
    preempts: true,
    description: "Answers viewers; takes the place of anything below",
  },
  "platform-batch": { value: 1_000, preempts: false, description: "Work that can wait for a node" },
  headroom: { value: -10, preempts: false, description: "Holds a place on a node until anybody else wants it" },
} as const;

export type Priority = keyof typeof PRIORITIES;

/** Declares the priority classes of one cluster. Pods that name one which is not there are refused. */
export function declarePriorityClasses(name: string, opts: pulumi.CustomResourceOptions): pulumi.Resource[] {
  return Object.entries(PRIORITIES).map(
    ([priority, { value, preempts, description }]) =>
      new kubernetes.scheduling.v1.PriorityClass(
        `${name}-${priority}`,
        {
          metadata: { name: priority },
          value,
          globalDefault: false,
          preemptionPolicy: preempts ? "PreemptLowerPriority" : "Never",
          description,
        },
        opts,
      ),
  );
}
