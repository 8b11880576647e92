import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { declareNamespace } from "../cluster/namespace";
import { DENY_ALL } from "./network-rules";

/** Most that one workload may take of a namespace. */
export interface Demand {
  readonly maxReplicas: number;
  readonly cpuMillis: number;
  readonly memoryMiB: number;
}

export interface WorkloadNamespaceArgs {
  readonly namespace: string;
  readonly demands: readonly Demand[];
}

/** A roll-out at full size has old pods, new ones and those that drain at once. */
const ROLLOUT_FACTOR = 2;

/**
 * What a namespace may ask for: twice its workloads at their maximum. It stops a mistake, never an autoscaler.
 * Cores and MiB are rounded up, because a quota of a fraction of a pod admits none.
 */
export function quota(demands: readonly Demand[]): { pods: string; "requests.cpu": string; "requests.memory": string } {
  const total = (of: (demand: Demand) => number) =>
    ROLLOUT_FACTOR * demands.reduce((sum, demand) => sum + demand.maxReplicas * of(demand), 0);
  return {
    pods: `${total(() => 1)}`,
    "requests.cpu": `${Math.ceil(total(({ cpuMillis }) => cpuMillis) / 1_000)}`,
    "requests.memory": `${total(({ memoryMiB }) => memoryMiB)}Mi`,
  };
}

/** A namespace that admits only pods of known size with few rights, and no traffic that nobody asked for. */
export class WorkloadNamespace extends pulumi.ComponentResource {
  constructor(name: string, { namespace, demands }: WorkloadNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:service:WorkloadNamespace", name, {}, opts);
    const child = { parent: this };

    const space = declareNamespace(`${name}-namespace`, { namespace, podSecurity: "restricted" }, child);
    const metadata = (role: string) => ({ name: role, namespace });
    const within = { ...child, dependsOn: space };
    new kubernetes.core.v1.LimitRange(
      `${name}-limits`,
      {
        metadata: metadata("limits"),
        spec: {
          limits: [
            {
              type: "Container",
              defaultRequest: { cpu: "100m", memory: "128Mi" },
              default: { memory: "128Mi" },
              maxLimitRequestRatio: { memory: "1" },
            },
          ],
        },
      },
      within,
    );
    new kubernetes.core.v1.ResourceQuota(
      `${name}-quota`,
      { metadata: metadata("quota"), spec: { hard: quota(demands) } },
      within,
    );
    new kubernetes.networking.v1.NetworkPolicy(
      `${name}-deny-all`,
      { metadata: metadata("deny-all"), spec: DENY_ALL },
      within,
    );
    this.registerOutputs();
  }
}
