import type { StackResource, StackView } from "./stack-view";

export const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
export const HPA = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";
export const SCALED_OBJECT = "kubernetes:keda.sh/v1alpha1:ScaledObject";

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

/** CPUs of a quantity such as `500m` or `2`; none where it is left out. */
export function cores(quantity: string | number = 0): number {
  const text = `${quantity}`;
  return text.endsWith("m") ? Number(text.slice(0, -1)) / 1_000 : Number(text);
}

/** What resources of one object in one cluster have in common. */
export function place({ provider, props }: StackResource, name: string | undefined): string {
  return JSON.stringify([provider, props.metadata?.namespace ?? "default", name]);
}

/** What all objects of one namespace in one cluster have in common. */
export const namespaceOf = (resource: StackResource): string => place(resource, undefined);

/** The most pods that an autoscaler may make of a Deployment. */
export interface LargestSize {
  readonly scaler: StackResource;
  /** {@link place} of the Deployment. */
  readonly target: string;
  readonly pods: number;
}

/** Pods where nothing is set. Source: https://keda.sh/docs/latest/reference/scaledobject-spec/#maxreplicacount */
const KEDA_MOST = 100;

/** The maximum of an HPA or a ScaledObject, and the field that says it. */
export function declaredMost(
  type: string,
  {
    maxReplicas = 0,
    maxReplicaCount = KEDA_MOST,
  }: { readonly maxReplicas?: number; readonly maxReplicaCount?: number },
): { readonly field: string; readonly pods: number } {
  return type === HPA
    ? { field: "maxReplicas", pods: maxReplicas }
    : { field: "maxReplicaCount", pods: maxReplicaCount };
}

/** The largest size of every Deployment that is scaled. */
export function largestSizes(stack: StackView): LargestSize[] {
  return stack.ofType(HPA, SCALED_OBJECT).flatMap((scaler) => {
    const size = stack.known(scaler, () => {
      const { kind = "Deployment", name } = scaler.props.spec?.scaleTargetRef ?? {};
      if (kind !== "Deployment" || name === undefined) return undefined;
      return { scaler, target: place(scaler, name), pods: declaredMost(scaler.type, scaler.props.spec).pods };
    });
    return size === undefined ? [] : [size];
  });
}

/** The sum of sizes by something that they have in common. */
export function podsBy(sizes: readonly LargestSize[], key: (size: LargestSize) => string): Map<string, number> {
  const pods = new Map<string, number>();
  for (const size of sizes) pods.set(key(size), (pods.get(key(size)) ?? 0) + size.pods);
  return pods;
}

/** Places of the Deployments that a horizontal autoscaler sizes. */
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

/** The Deployments that a horizontal autoscaler sizes. */
export function scaledDeployments(stack: StackView): StackResource[] {
  const places = scaledPlaces(stack);
  return stack
    .ofType(DEPLOYMENT)
    .filter((each) => stack.known(each, () => places.has(place(each, each.props.metadata?.name))) === true);
}

export type Labels = Readonly<Record<string, string>>;

/** What pods of a workload carry. */
export const podLabels = ({ props }: StackResource): Labels => props.spec?.template?.metadata?.labels ?? {};

/** Selectors by namespace, so that a workload is compared with those beside it only. */
export class Selectors {
  readonly #byNamespace = new Map<string, Labels[]>();

  add(resource: StackResource, selector: Labels | undefined): void {
    const beside = this.#byNamespace.get(namespaceOf(resource));
    if (beside === undefined) this.#byNamespace.set(namespaceOf(resource), [{ ...selector }]);
    else beside.push({ ...selector });
  }

  /** Whether one of them takes the pods of a workload; an empty one takes all. */
  select(workload: StackResource): boolean {
    const beside = this.#byNamespace.get(namespaceOf(workload)) ?? [];
    const labels = beside.length === 0 ? {} : podLabels(workload);
    return beside.some((selector) => Object.entries(selector).every(([name, value]) => labels[name] === value));
  }
}
