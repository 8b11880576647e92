import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, oneOf, type Problem, wholeNumber } from "../checks";
import { PodIdentity, type PodStatement } from "../cluster/pod-identity";
import { regionProblems } from "../network/zone-ids";
import { declareHashedConfig } from "./hashed-config";
import { autoscalerSpec } from "./horizontal-scaling";
import { imageProblems } from "./images";
import { memoryVariables, scaleInLineMiB } from "./memory";
import { type ServiceParties, servicePolicy } from "./network-rules";
import { labels, podTemplate, selectorLabels } from "./pod-template";
import {
  HTTP_PORT,
  LIVENESS_PATH,
  METRICS_PATH,
  METRICS_PORT,
  READINESS_PATH,
  SERVICE_NAMES,
  SERVICE_PORT,
  SERVICES,
  type ServiceName,
} from "./service-contract";
import { type ServiceSettings, serviceSettingsProblems } from "./service-settings";

/** NGINX and the load balancer forget a pod within this time; until then it answers as before. Unit: seconds. */
const DRAIN_SECONDS = 15;
/** Draining, and then every request that is under way. Unit: seconds. */
const GRACE_SECONDS = 60;

export interface ServiceArgs extends ServiceParties {
  readonly region: string;
  readonly clusterName: pulumi.Input<string>;
  readonly clusterArn: pulumi.Input<string>;
  readonly service: ServiceName;
  readonly image: string;
  readonly settings: ServiceSettings;
  /** Zones that the region's nodes are in. */
  readonly zoneCount: number;
  /** Environment: endpoints and contracts. Never a secret. */
  readonly config: Readonly<Record<string, pulumi.Input<string>>>;
  /** What its pods may do in AWS. May be empty. */
  readonly statements: readonly PodStatement[];
  /** ScaledObject whose formula says how many pods there should be at least. @default none - load alone decides */
  readonly signal?: string;
  /** What brings the kind ServiceMonitor. */
  readonly monitoringCrds: readonly pulumi.Resource[];
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function serviceProblems({ region, service, image, settings, zoneCount }: ServiceArgs): Problem[] {
  return [
    ...regionProblems("region", region),
    ...oneOf("service", service, SERVICE_NAMES),
    ...imageProblems("image", image),
    ...serviceSettingsProblems("settings", settings),
    ...wholeNumber("zoneCount", zoneCount, 1, 6, "zones"),
  ];
}

/**
 * A stateless service: pods that can be killed at any moment and come back anywhere, as many as the load asks for. Their number
 * belongs to the autoscaler, so the Deployment has none. Trade-offs: docs/services.md.
 */
export class Service extends pulumi.ComponentResource {
  /** For those inside the cluster, e.g. `playback-service.playback.svc`. */
  readonly host: string;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: ServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`Service "${name}"`, serviceProblems(args));
    super("p95:service:Service", name, {}, opts);
    const { service, settings, signal, monitoringCrds } = args;
    const { namespace } = SERVICES[service];
    const child = { parent: this };
    const metadata = { name: service, namespace, labels: labels(service, "api") };
    const selector = { matchLabels: selectorLabels(service) };

    this.deployment(name, args);
    new kubernetes.core.v1.Service(
      `${name}-service`,
      {
        metadata,
        spec: {
          type: "ClusterIP",
          selector: selectorLabels(service),
          ports: [
            { name: "http", port: SERVICE_PORT, targetPort: "http", appProtocol: "http" },
            { name: "metrics", port: METRICS_PORT, targetPort: "metrics" },
          ],
        },
      },
      child,
    );
    new kubernetes.policy.v1.PodDisruptionBudget(
      `${name}-budget`,
      {
        metadata,
        // A share, because there may be 10 or 100 pods; and a pod that never gets ready must not hold up a node's renewal.
        spec: { maxUnavailable: "10%", selector, unhealthyPodEvictionPolicy: "AlwaysAllow" },
      },
      child,
    );
    new kubernetes.autoscaling.v2.HorizontalPodAutoscaler(
      `${name}-hpa`, // does not wait for the Deployment: it lifts the first roll-out to the minimum
      {
        metadata: { ...metadata, name: `${service}-hpa` },
        spec: autoscalerSpec(service, settings.autoscaling, signal),
      },
      child,
    );
    new kubernetes.networking.v1.NetworkPolicy(
      `${name}-network`,
      { metadata, spec: servicePolicy(service, args) },
      child,
    );
    new kubernetes.apiextensions.CustomResource(
      `${name}-monitor`,
      {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "ServiceMonitor",
        metadata,
        // Forecasts are made of rates over a minute, which need four samples.
        spec: { selector, endpoints: [{ port: "metrics", path: METRICS_PATH, interval: "15s" }] },
      },
      { ...child, dependsOn: [...monitoringCrds] },
    );

    this.host = `${service}.${namespace}.svc`;
    this.registerOutputs({ host: this.host });
  }

  private deployment(name: string, args: ServiceArgs): void {
    const { region, clusterName, clusterArn, service, image, settings, zoneCount, config, statements } = args;
    const { namespace } = SERVICES[service];
    const { runtime, cpuMillis, memoryMiB, tmpMiB, autoscaling, env = {} } = settings;
    const child = { parent: this };

    const account = new kubernetes.core.v1.ServiceAccount(
      `${name}-account`,
      { metadata: { name: service, namespace }, automountServiceAccountToken: false },
      child,
    );
    const identity =
      statements.length === 0
        ? []
        : [
            new PodIdentity(
              `${name}-pods`,
              { region, clusterName, clusterArn, namespace, serviceAccount: service, statements },
              child,
            ),
          ];
    const configName = declareHashedConfig(
      `${name}-config`,
      { workload: service, namespace, data: { SERVICE_NAME: service, AWS_REGION: region, ...config } },
      child,
    );
    new kubernetes.apps.v1.Deployment(
      `${name}-deployment`,
      {
        metadata: { name: service, namespace, labels: labels(service, "api") },
        spec: {
          selector: { matchLabels: selectorLabels(service) },
          revisionHistoryLimit: 5,
          progressDeadlineSeconds: 600,
          minReadySeconds: 10,
          strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } },
          template: podTemplate({
            workload: service,
            component: "api",
            image,
            cpuMillis,
            memoryMiB,
            tmpMiB,
            zoneCount,
            priority: "streaming-critical",
            graceSeconds: GRACE_SECONDS,
            serviceAccount: service,
            configName,
            env: {
              ...memoryVariables(runtime, memoryMiB, scaleInLineMiB(memoryMiB, autoscaling.memoryPercent)),
              ...env,
            },
            container: SERVING,
          }),
        },
      },
      { ...child, dependsOn: [account, ...identity] }, // a pod that starts before its identity runs without one
    );
  }
}

const httpGet = (path: string) => ({ httpGet: { path, port: "http" } });

/** How a container takes requests, and stops taking them. */
const SERVING = {
  ports: [
    { name: "http", containerPort: HTTP_PORT },
    { name: "metrics", containerPort: METRICS_PORT },
  ],
  startupProbe: { ...httpGet(LIVENESS_PATH), periodSeconds: 2, failureThreshold: 30 },
  readinessProbe: { ...httpGet(READINESS_PATH), periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 2 },
  livenessProbe: { ...httpGet(LIVENESS_PATH), periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 6 },
  lifecycle: { preStop: { sleep: { seconds: DRAIN_SECONDS } } }, // Kubernetes' own: the image needs no shell
};
