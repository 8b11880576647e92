import type * as pulumi from "@pulumi/pulumi";
import { HEALTH_PATH, INGRESS_PORT } from "../traffic/ingress-contract";
import { ACCESS_LOG } from "./access-log";
import { clientAddressEntries } from "./client-address";
import { onlyOurCdnEntries } from "./only-our-cdn";
import type { ServiceRoute } from "./service-route";
import type { IngressSettings } from "./settings";
import { CONNECT_TIMEOUT, FAIL_TIMEOUT, LEAST_CONNECTIONS, MAX_FAILS } from "./upstream-defaults";
import { INGRESS_CLASS } from "./virtual-servers";

/** Also of the chart's Deployment and Service: it adds `-controller`. */
export const RELEASE_NAME = "nginx-ingress";
export const CONTROLLER_NAME = `${RELEASE_NAME}-controller`;

/** Labels of the controller's pods. */
export const POD_LABELS = { "app.kubernetes.io/name": "nginx-ingress", "app.kubernetes.io/instance": RELEASE_NAME };

/**
 * How a pod leaves. The load balancer stops sending, then NGINX ends what it has begun; the grace must outlast both. Unit: seconds.
 */
const DEREGISTERED_AFTER = 20;
const WORKERS_END_AFTER = 45;
const GRACE = 90;

/** For logs and NGINX's own files, beside the caches. Unit: MiB. */
const OWN_DISK_MIB = 512;

export interface ControllerValuesArgs {
  readonly settings: IngressSettings;
  readonly routes: readonly ServiceRoute[];
  /** Ranges of those whose word on a client's address counts, separated by commas. */
  readonly trusted: pulumi.Input<string>;
  readonly priorityClassName: string;
  readonly serviceMonitor: boolean;
  /** What requests through our CDN carry. @default none - every request is answered */
  readonly originVerification?: pulumi.Input<string> | undefined;
}

/** Values of chart `nginx-ingress`. Its autoscaler and disruption budget are left out: they are resources of ours. */
export function controllerValues({
  settings,
  routes,
  trusted,
  priorityClassName,
  serviceMonitor,
  originVerification,
}: ControllerValuesArgs) {
  const [repository, digest] = settings.image?.split("@") ?? [];
  const controller = {
    kind: "deployment",
    ...(repository === undefined ? {} : { image: { repository, digest } }),
    ingressClass: { name: INGRESS_CLASS, create: true, setAsDefaultIngress: false },
    autoscaling: { enabled: true, create: false }, // so that the chart says nothing of replicas
    podDisruptionBudget: { enabled: false },
    minReadySeconds: 10,
    strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: "25%" } },
    topologySpreadConstraints: spread(),
    priorityClassName,
    lifecycle: { preStop: { sleep: { seconds: DEREGISTERED_AFTER } } },
    terminationGracePeriodSeconds: GRACE,
    resources: resources(settings, routes),
    initContainerResources: { requests: { cpu: "50m", memory: "64Mi" } },
    readOnlyRootFilesystem: true,
    enableCustomResources: true,
    enableSnippets: false,
    healthStatus: true,
    healthStatusURI: HEALTH_PATH,
    logFormat: "json",
    enableLatencyMetrics: true,
    nginxStatus: { enable: true, port: 8080, allowCidrs: "127.0.0.1" },
    telemetryReporting: { enable: false },
    service: {
      create: true,
      type: "ClusterIP", // the load balancer is ours; TargetGroupBinding registers the pods behind this Service
      httpPort: { enable: true, port: INGRESS_PORT, targetPort: 80 },
      httpsPort: { enable: false },
    },
    config: {
      entries: {
        ...entries(),
        ...ACCESS_LOG,
        ...clientAddressEntries(settings.clientAddress, trusted),
        ...(originVerification === undefined ? {} : onlyOurCdnEntries(originVerification)),
      },
    },
  };
  const prometheus = {
    create: true,
    port: 9113,
    service: { create: true },
    serviceMonitor: { create: serviceMonitor },
  };
  return { controller, prometheus };
}

/** Zones evenly, and nodes as far as there are some. */
function spread() {
  const labelSelector = { matchLabels: POD_LABELS };
  const common = { maxSkew: 1, labelSelector, matchLabelKeys: ["pod-template-hash"] };
  return [
    { ...common, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule" },
    { ...common, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" },
  ];
}

/** Memory for as much as is requested; CPU without a limit, since a throttled proxy slows every service behind it. */
function resources({ cpuMillicores, memoryMiB }: IngressSettings, routes: readonly ServiceRoute[]) {
  const diskMiB = routes.reduce((sum, { cache }) => sum + (cache?.maxMiB ?? 0), OWN_DISK_MIB);
  return {
    requests: { cpu: `${cpuMillicores}m`, memory: `${memoryMiB}Mi`, "ephemeral-storage": `${diskMiB}Mi` },
    limits: { memory: `${memoryMiB}Mi` },
  };
}

/** Defaults for every upstream, also of those whose owners set nothing, and NGINX's own limits. */
function entries(): Record<string, string> {
  return {
    "lb-method": LEAST_CONNECTIONS,
    "max-fails": `${MAX_FAILS}`,
    "fail-timeout": FAIL_TIMEOUT,
    keepalive: "64",
    "keepalive-timeout": "75s",
    "keepalive-requests": "10000",
    "upstream-zone-size": "512k",
    "proxy-connect-timeout": CONNECT_TIMEOUT,
    "proxy-read-timeout": "10s",
    "proxy-send-timeout": "10s",
    "worker-processes": "auto",
    "worker-connections": "16384",
    "worker-rlimit-nofile": "65535",
    "worker-shutdown-timeout": `${WORKERS_END_AFTER}s`,
    "server-tokens": "False",
    "error-log-level": "warn",
  };
}
