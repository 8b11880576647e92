import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, oneOf, type Problem, wholeNumber } from "../checks";
import { PodIdentity, type PodStatement } from "../cluster/pod-identity";
import { mayConsume } from "../messaging/queue-policy";
import { regionProblems } from "../network/zone-ids";
import { declareHashedConfig } from "./hashed-config";
import { imageProblems } from "./images";
import { GO_MEMORY_RATIO, memoryVariables } from "./memory";
import { workerPolicy } from "./network-rules";
import { labels, podTemplate, selectorLabels } from "./pod-template";
import { depthScaling } from "./queue-scaling";
import {
  LIVENESS_PATH,
  METRICS_PATH,
  METRICS_PORT,
  serviceParty,
  WORKER_NAMES,
  WORKERS,
  type WorkerName,
} from "./service-contract";
import { type WorkerSettings, workerSettingsProblems } from "./service-settings";

/** After the longest message: to tell the queue so, and to close. Unit: seconds. */
const CLOSING_SECONDS = 30;

/** The queue that a worker consumes. */
export interface ConsumedQueue {
  readonly arn: pulumi.Input<string>;
  readonly url: pulumi.Input<string>;
  /** Longest that one message or batch is worked on. Unit: seconds, 1 to 7,200. */
  readonly consumerTimeoutSeconds: number;
}

export interface WorkerArgs {
  readonly region: string;
  readonly clusterName: pulumi.Input<string>;
  readonly clusterArn: pulumi.Input<string>;
  readonly worker: WorkerName;
  readonly image: string;
  readonly settings: WorkerSettings;
  readonly queue: ConsumedQueue;
  /** Environment beside the queue's address. Never a secret. */
  readonly config: Readonly<Record<string, pulumi.Input<string>>>;
  /** What its pods may do in AWS beside consuming the queue. */
  readonly statements: readonly PodStatement[];
  /** Of every region's network. */
  readonly networkCidrBlocks: readonly string[];
  /** What brings the kind ScaledObject, and the right to read queues. */
  readonly keda: readonly pulumi.Resource[];
  /** What brings the kind PodMonitor. */
  readonly monitoringCrds: readonly pulumi.Resource[];
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function workerProblems({ region, worker, image, settings, queue }: WorkerArgs): Problem[] {
  return [
    ...regionProblems("region", region),
    ...oneOf("worker", worker, WORKER_NAMES),
    ...imageProblems("image", image),
    ...workerSettingsProblems("settings", settings),
    ...wholeNumber("queue.consumerTimeoutSeconds", queue.consumerTimeoutSeconds, 1, 7_200, "seconds"),
  ];
}

/** Work that can wait: pods that consume a queue, as many as it is deep, down to none. */
export class Worker extends pulumi.ComponentResource {
  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: WorkerArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`Worker "${name}"`, workerProblems(args));
    super("p95:service:Worker", name, {}, opts);
    const { region, worker, settings, queue, networkCidrBlocks, keda, monitoringCrds } = args;
    const { namespace } = WORKERS[worker];
    const child = { parent: this };
    const metadata = { name: worker, namespace, labels: labels(worker, "worker") };
    const selector = { matchLabels: selectorLabels(worker) };

    this.deployment(name, args);
    new kubernetes.apiextensions.CustomResource(
      `${name}-scaling`,
      {
        apiVersion: "keda.sh/v1alpha1",
        kind: "ScaledObject",
        metadata,
        spec: depthScaling(worker, { region, queueUrl: queue.url, ...settings }),
      },
      { ...child, dependsOn: [...keda] },
    );
    new kubernetes.policy.v1.PodDisruptionBudget(
      `${name}-budget`,
      { metadata, spec: { maxUnavailable: "25%", selector, unhealthyPodEvictionPolicy: "AlwaysAllow" } },
      child,
    );
    new kubernetes.networking.v1.NetworkPolicy(
      `${name}-network`,
      { metadata, spec: workerPolicy(worker, WORKERS[worker].calls.map(serviceParty), networkCidrBlocks) },
      child,
    );
    new kubernetes.apiextensions.CustomResource(
      `${name}-monitor`,
      {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "PodMonitor", // there is no Service: nobody calls it
        metadata,
        spec: { selector, podMetricsEndpoints: [{ port: "metrics", path: METRICS_PATH, interval: "30s" }] },
      },
      { ...child, dependsOn: [...monitoringCrds] },
    );
    this.registerOutputs();
  }

  private deployment(name: string, args: WorkerArgs): void {
    const { region, clusterName, clusterArn, worker, image, settings, queue, config, statements } = args;
    const { namespace } = WORKERS[worker];
    const { runtime, cpuMillis, memoryMiB } = settings;
    const child = { parent: this };

    const account = new kubernetes.core.v1.ServiceAccount(
      `${name}-account`,
      { metadata: { name: worker, namespace }, automountServiceAccountToken: false },
      child,
    );
    const identity = new PodIdentity(
      `${name}-pods`,
      {
        region,
        clusterName,
        clusterArn,
        namespace,
        serviceAccount: worker,
        statements: [consumes(queue.arn), ...statements],
      },
      child,
    );
    const configName = declareHashedConfig(
      `${name}-config`,
      { workload: worker, namespace, data: { AWS_REGION: region, QUEUE_URL: queue.url, ...config } },
      child,
    );
    new kubernetes.apps.v1.Deployment(
      `${name}-deployment`,
      {
        metadata: { name: worker, namespace, labels: labels(worker, "worker") },
        spec: {
          selector: { matchLabels: selectorLabels(worker) },
          revisionHistoryLimit: 5,
          template: podTemplate({
            workload: worker,
            component: "worker",
            image,
            cpuMillis,
            memoryMiB,
            tmpMiB: 64,
            priority: "platform-batch",
            graceSeconds: queue.consumerTimeoutSeconds + CLOSING_SECONDS,
            serviceAccount: worker,
            configName,
            env: memoryVariables(runtime, memoryMiB, memoryMiB * GO_MEMORY_RATIO),
            container: CONSUMING,
          }),
        },
      },
      { ...child, dependsOn: [account, identity] }, // a pod that starts before its identity runs without one
    );
  }
}

/** How a container that nobody calls tells what it does. A worker that hangs would keep a replica and consume nothing. */
const CONSUMING = {
  ports: [{ name: "metrics", containerPort: METRICS_PORT }],
  startupProbe: { httpGet: { path: LIVENESS_PATH, port: "metrics" }, periodSeconds: 2, failureThreshold: 30 },
  livenessProbe: {
    httpGet: { path: LIVENESS_PATH, port: "metrics" },
    periodSeconds: 30,
    timeoutSeconds: 5,
    failureThreshold: 3,
  },
};

/** What a consumer's role needs, as a statement of pods. */
function consumes(queueArn: pulumi.Input<string>): PodStatement {
  const { Action, Resource } = mayConsume(queueArn);
  return { actions: Action, resources: [Resource] };
}
