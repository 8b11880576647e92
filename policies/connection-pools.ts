import { clustersByProvider } from "./clusters";
import type { StackResource, StackView } from "./stack-view";
import { DEPLOYMENT, largestSizes, place } from "./workloads";

/** Annotations of a Deployment: connections of each of its pods to the writer, and to the readers of its region. */
export const TO_WRITER = "p95/writer-connections";
export const TO_READERS = "p95/reader-connections";

/** Connections that all pods of a Deployment may hold while it is at its largest and rolls out. */
export interface ConnectionPools {
  /** Of its cluster; `undefined` where the stack does not declare that. */
  readonly region: string | undefined;
  readonly toWriter: number;
  readonly toReaders: number;
}

export function connectionPools(stack: StackView): ConnectionPools[] {
  const clusters = clustersByProvider(stack);
  const largest = new Map(largestSizes(stack).map(({ target, pods }) => [target, pods]));
  return stack.ofType(DEPLOYMENT).flatMap((deployment) => {
    const [toWriter, toReaders] = stack.known(deployment, () => connectionsOfPod(deployment)) ?? [0, 0];
    if (toWriter + toReaders === 0) return [];
    const pods = stack.known(deployment, () => podsAtOnce(deployment, largest));
    const cluster = clusters.get(deployment.provider);
    const region: string | undefined = cluster && stack.known(cluster, () => cluster.props.region);
    return pods === undefined ? [] : [{ region, toWriter: pods * toWriter, toReaders: pods * toReaders }];
  });
}

function connectionsOfPod({ props }: StackResource): [number, number] {
  const annotations = props.metadata?.annotations ?? {};
  return [Number(annotations[TO_WRITER] ?? 0), Number(annotations[TO_READERS] ?? 0)];
}

/** Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-surge */
function podsAtOnce(deployment: StackResource, largest: ReadonlyMap<string, number>): number {
  const { spec = {}, metadata } = deployment.props;
  const pods: number = largest.get(place(deployment, metadata?.name)) ?? spec.replicas ?? 1;
  if (spec.strategy?.type === "Recreate") return pods;
  const surge: number | string = spec.strategy?.rollingUpdate?.maxSurge ?? "25%";
  return pods + (typeof surge === "number" ? surge : Math.ceil((pods * Number.parseFloat(surge)) / 100));
}
