import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Priority } from "./priority-classes";

type PodTemplate = kubernetes.types.input.core.v1.PodTemplateSpec;
type Container = kubernetes.types.input.core.v1.Container;

/** Anybody but root; the number that distroless images call `nonroot`. */
const USER_ID = 65_532;

/** What a pod of ours asks of the cluster, whatever it does. */
export interface PodPlan {
  readonly workload: string;
  readonly component: "api" | "worker" | "placeholder";
  readonly image: string;
  readonly cpuMillis: number;
  readonly memoryMiB: number;
  readonly priority: Priority;
  /** From the order to stop until it is killed. Unit: seconds. */
  readonly graceSeconds: number;
  /** @default none - then the pod knows its own name only */
  readonly serviceAccount?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** ConfigMap whose keys become environment variables. */
  readonly configName?: pulumi.Input<string>;
  /** Unit: MiB. @default none - then nothing at all can be written */
  readonly tmpMiB?: number;
  /** Ports, probes, hooks. */
  readonly container?: Partial<Container>;
  /** @default not spread by rule */
  readonly zoneCount?: number;
}

/** What selects a workload's pods; it can never change. */
export function selectorLabels(workload: string): { "app.kubernetes.io/name": string } {
  return { "app.kubernetes.io/name": workload };
}

export function labels(workload: string, component: PodPlan["component"]) {
  return {
    ...selectorLabels(workload),
    "app.kubernetes.io/part-of": "streaming",
    "app.kubernetes.io/component": component,
  };
}

/** A pod that Pod Security's `restricted` takes, that keeps nothing, and whose every request is known. */
export function podTemplate(plan: PodPlan): PodTemplate {
  const { workload, component, serviceAccount, tmpMiB, zoneCount } = plan;
  return {
    metadata: { labels: labels(workload, component) },
    spec: {
      ...(serviceAccount === undefined ? {} : { serviceAccountName: serviceAccount }),
      automountServiceAccountToken: false, // pods talk to AWS, whose token is mounted apart, and never to Kubernetes
      enableServiceLinks: false,
      priorityClassName: plan.priority,
      terminationGracePeriodSeconds: plan.graceSeconds,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: USER_ID,
        runAsGroup: USER_ID,
        fsGroup: USER_ID,
        seccompProfile: { type: "RuntimeDefault" },
      },
      ...(zoneCount === undefined ? {} : { topologySpreadConstraints: spread(workload, zoneCount) }),
      containers: [container(plan)],
      ...(tmpMiB === undefined ? {} : { volumes: [{ name: "tmp", emptyDir: { sizeLimit: `${tmpMiB}Mi` } }] }),
    },
  };
}

function container(plan: PodPlan): Container {
  const { workload, image, cpuMillis, memoryMiB, env = {}, configName, tmpMiB } = plan;
  const memory = `${memoryMiB}Mi`;
  return {
    name: workload,
    image,
    imagePullPolicy: "IfNotPresent",
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    // No limit of CPU: it would throttle below what the autoscaler sees. Memory is both, so that nobody is evicted for a neighbour.
    resources: { requests: { cpu: `${cpuMillis}m`, memory }, limits: { memory } },
    ...(Object.keys(env).length === 0 ? {} : { env: Object.entries(env).map(([name, value]) => ({ name, value })) }),
    ...(configName === undefined ? {} : { envFrom: [{ configMapRef: { name: configName } }] }),
    ...(tmpMiB === undefined ? {} : { volumeMounts: [{ name: "tmp", mountPath: "/tmp" }] }),
    ...plan.container,
  };
}

/** Evenly over zones, as a rule, and over nodes, as far as it goes; each roll-out is counted by itself. */
function spread(workload: string, zoneCount: number): kubernetes.types.input.core.v1.TopologySpreadConstraint[] {
  const counted = {
    maxSkew: 1,
    labelSelector: { matchLabels: selectorLabels(workload) },
    matchLabelKeys: ["pod-template-hash"],
  };
  return [
    {
      ...counted,
      topologyKey: "topology.kubernetes.io/zone",
      whenUnsatisfiable: "DoNotSchedule",
      // One zone fewer than there are: with a zone lost the others must still take pods, and its dead nodes must not count.
      ...(zoneCount > 2 ? { minDomains: zoneCount - 1 } : {}),
      nodeTaintsPolicy: "Honor",
    },
    { ...counted, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" },
  ];
}
