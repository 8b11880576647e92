import type { StackResource, StackView } from "./stack-view";

export const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
export const HPA = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";

const CRON_JOB = "kubernetes:batch/v1:CronJob";

/** What makes pods. */
export const WORKLOADS = [
  DEPLOYMENT,
  "kubernetes:apps/v1:StatefulSet",
  "kubernetes:apps/v1:DaemonSet",
  "kubernetes:batch/v1:Job",
  CRON_JOB,
] as const;

/** What rules read of a container. */
export interface Container {
  readonly name?: string;
  readonly image?: string;
  readonly resources?: Partial<Record<"requests" | "limits", { readonly cpu?: string; readonly memory?: string }>>;
  readonly ports?: readonly { readonly containerPort?: number }[];
  readonly readinessProbe?: object;
  readonly lifecycle?: { readonly preStop?: { readonly sleep?: { readonly seconds?: number } } };
  readonly securityContext?: {
    readonly allowPrivilegeEscalation?: boolean;
    readonly readOnlyRootFilesystem?: boolean;
    readonly runAsNonRoot?: boolean;
    readonly capabilities?: { readonly drop?: readonly string[] };
  };
}

/** What rules read of a pod. */
export interface PodSpec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly securityContext?: { readonly runAsNonRoot?: boolean; readonly seccompProfile?: { readonly type?: string } };
  readonly terminationGracePeriodSeconds?: number;
  readonly topologySpreadConstraints?: readonly {
    readonly topologyKey?: string;
    readonly whenUnsatisfiable?: string;
  }[];
  readonly volumes?: readonly { readonly name?: string }[];
}

/** Inputs of anything that makes pods. */
export interface Workload {
  readonly spec?: {
    readonly template?: { readonly spec?: PodSpec };
    readonly jobTemplate?: { readonly spec?: { readonly template?: { readonly spec?: PodSpec } } };
  };
}

/** The pods that a workload makes. */
export function podSpec({ spec }: Workload, type: string): PodSpec {
  return (type === CRON_JOB ? spec?.jobTemplate?.spec?.template?.spec : spec?.template?.spec) ?? {};
}

/** Inputs of a Deployment with one container. */
export const workloadOf = (container: Container, pod: Omit<PodSpec, "containers"> = {}): Workload => ({
  spec: { template: { spec: { containers: [container], ...pod } } },
});

/** What resources of one object in one cluster have in common. */
export function place({ provider, props }: StackResource, name: string | undefined): string {
  return JSON.stringify([provider, props.metadata?.namespace ?? "default", name]);
}

/** Places of the Deployments that an autoscaler sizes. */
export function scaledPlaces(stack: StackView): Set<string | undefined> {
  return new Set(
    stack.ofType(HPA).map((hpa) =>
      stack.known(hpa, () => {
        const { kind, name } = hpa.props.spec?.scaleTargetRef ?? {};
        return kind === "Deployment" ? place(hpa, name) : undefined;
      }),
    ),
  );
}

/** The Deployments that an autoscaler sizes. */
export function scaledDeployments(stack: StackView): StackResource[] {
  const places = scaledPlaces(stack);
  return stack
    .ofType(DEPLOYMENT)
    .filter((each) => stack.known(each, () => places.has(place(each, each.props.metadata?.name))) === true);
}
