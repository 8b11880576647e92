import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { SURGE_PODS } from "./connection-budget";
import { POOL_LABELS } from "./data-network";
import { AUTH_FOLDER, CONFIG_FOLDER, EXPORTER_USER, USER_LIST } from "./pgbouncer-config";
import {
  fetchContainer,
  RESTRICTED_POD,
  restrictedContainer,
  rootsMount,
  rootsVolume,
  secretsMount,
  secretsVolume,
} from "./pod-parts";
import { DATA_NAMESPACE, POOL_METRICS_PORT, POOL_PORT } from "./pool-endpoint";
import { poolSizeAnnotations } from "./pool-sizes";
import type { DatabaseImages, PoolingSettings } from "./settings";

type Container = kubernetes.types.input.core.v1.Container;
type Spread = kubernetes.types.input.core.v1.TopologySpreadConstraint;

/** With the role that reads the logins' passwords. */
export const POOL_ACCOUNT = "pgbouncer";

export const POOL_NAME = "pgbouncer";

/** Until every node has heard that the pod takes no more clients. Unit: seconds. */
const LEAVE_SECONDS = 15;
/**
 * For transactions under way: the server ends idle ones after a minute, and no viewer waits for longer. Unit: seconds.
 */
const DRAIN_SECONDS = 90;
/** Unit: seconds. */
const GRACE_SECONDS = LEAVE_SECONDS + DRAIN_SECONDS + 15;

/**
 * SIGINT lets transactions end, refuses new clients and then leaves. SIGTERM, which Kubernetes would send, waits for
 * clients to leave, and theirs are pools that never do. The shell stays, or Kubernetes would send that signal now.
 * PgBouncer is process 1.
 * Source: https://www.pgbouncer.org/usage.html#signals
 */
export const DRAIN_COMMAND = `sleep ${LEAVE_SECONDS}; kill -INT 1; sleep ${DRAIN_SECONDS}`;

export interface PgBouncerPlan {
  readonly region: string;
  readonly settings: PoolingSettings;
  readonly images: DatabaseImages;
  /** Of the region. Unit: zones. */
  readonly zoneCount: number;
  /**
   * ConfigMap with `pgbouncer.ini` and `pgbouncer_hba.conf`; another one for other content, so that pods are replaced.
   */
  readonly configName: pulumi.Input<string>;
  readonly userListArn: pulumi.Input<string>;
  /** Stands for the logins and their passwords: pods read them when they start. */
  readonly loginsHash: string;
}

/** The Deployment as a whole. */
export function pgbouncerDeployment(plan: PgBouncerPlan): kubernetes.apps.v1.DeploymentArgs {
  const { region, settings, images, configName, userListArn, loginsHash } = plan;
  const secrets = [{ file: USER_LIST.slice(AUTH_FOLDER.length + 1), secretArn: userListArn }];
  return {
    metadata: {
      ...{ name: POOL_NAME, namespace: DATA_NAMESPACE, labels: POOL_LABELS },
      annotations: poolSizeAnnotations(settings), // of the Deployment, not of its pods: these start anew for their file only
    },
    spec: {
      replicas: settings.replicas,
      selector: { matchLabels: POOL_LABELS },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: SURGE_PODS } },
      minReadySeconds: 10, // clients find the new pod before the next old one leaves
      template: {
        metadata: { labels: POOL_LABELS, annotations: { "p95/logins": loginsHash } },
        spec: {
          ...RESTRICTED_POD,
          serviceAccountName: POOL_ACCOUNT,
          priorityClassName: "streaming-critical",
          terminationGracePeriodSeconds: GRACE_SECONDS,
          topologySpreadConstraints: spread(plan),
          initContainers: [fetchContainer(images.awsCli, region, AUTH_FOLDER, secrets)],
          containers: [pooler(plan), exporter(images.pgbouncerExporter)],
          volumes: [{ name: "config", configMap: { name: configName } }, secretsVolume, rootsVolume],
        },
      },
    },
  };
}

function pooler({ settings, images }: PgBouncerPlan): Container {
  const probe = { tcpSocket: { port: "postgres" }, timeoutSeconds: 2 };
  return {
    ...restrictedContainer(settings.memoryMiB, settings.cpuMillis),
    name: "pgbouncer",
    image: images.pgbouncer,
    command: ["pgbouncer", `${CONFIG_FOLDER}/pgbouncer.ini`],
    ports: [{ name: "postgres", containerPort: POOL_PORT }],
    // Both ask PgBouncer and not the database: without it clients wait in the pool, and new pods would help nobody.
    readinessProbe: { ...probe, periodSeconds: 5, failureThreshold: 2 },
    livenessProbe: { ...probe, periodSeconds: 15, failureThreshold: 4 },
    lifecycle: { preStop: { exec: { command: ["/bin/sh", "-c", DRAIN_COMMAND] } } },
    volumeMounts: [
      { name: "config", mountPath: CONFIG_FOLDER, readOnly: true },
      secretsMount(AUTH_FOLDER, true),
      rootsMount,
    ],
  };
}

/** Signs in through the pod's own loopback, where it needs no password. */
function exporter(image: string): Container {
  const connection = `postgres://${EXPORTER_USER}@127.0.0.1:${POOL_PORT}/pgbouncer?sslmode=disable`;
  return {
    ...restrictedContainer(64, 20),
    name: "exporter",
    image,
    env: [{ name: "PGBOUNCER_EXPORTER_CONNECTION_STRING", value: connection }],
    ports: [{ name: "metrics", containerPort: POOL_METRICS_PORT }],
  };
}

/**
 * Evenly over zones, as a rule where there are pods for it, and over nodes, as far as it goes; each roll-out is counted
 * by itself.
 */
function spread({ settings, zoneCount }: PgBouncerPlan): Spread[] {
  const counted = {
    maxSkew: 1,
    labelSelector: { matchLabels: POOL_LABELS },
    matchLabelKeys: ["pod-template-hash"],
  };
  return [
    {
      ...counted,
      topologyKey: "topology.kubernetes.io/zone",
      whenUnsatisfiable: "DoNotSchedule",
      // With a zone lost the others must still take pods, and its dead nodes must not count.
      ...(settings.replicas > 1 && zoneCount > 2 ? { minDomains: zoneCount - 1 } : {}),
      nodeTaintsPolicy: "Honor",
    },
    { ...counted, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" },
  ];
}
