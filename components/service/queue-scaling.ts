import type * as pulumi from "@pulumi/pulumi";
import type { WorkerSettings } from "./service-settings";

/** Name of the ClusterTriggerAuthentication with which KEDA reads queues: as itself, with the role of its own pods. */
export const KEDA_AUTHENTICATION = "keda-aws";

export interface DepthScalingArgs extends Pick<WorkerSettings, "messagesPerReplica" | "minReplicas" | "maxReplicas"> {
  readonly region: string;
  readonly queueUrl: pulumi.Input<string>;
}

/** Pods kept while the queue cannot be read and there are fewer. Unit: pods; never above the worker's own maximum. */
const BLIND_REPLICAS = 10;

/**
 * Spec of a ScaledObject: one pod for so many messages, those in work included. All of KEDA's metadata are texts; numbers are
 * refused. Source: https://keda.sh/docs/2.20/scalers/aws-sqs/
 */
export function depthScaling(deployment: string, args: DepthScalingArgs) {
  const { region, queueUrl, messagesPerReplica, minReplicas, maxReplicas } = args;
  return {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: deployment },
    pollingInterval: 15,
    cooldownPeriod: 120,
    minReplicaCount: minReplicas,
    maxReplicaCount: maxReplicas,
    advanced: {
      horizontalPodAutoscalerConfig: { behavior: { scaleDown: { stabilizationWindowSeconds: 120 } } },
    },
    fallback: {
      failureThreshold: 3,
      replicas: Math.min(BLIND_REPLICAS, maxReplicas),
      behavior: "currentReplicasIfHigher",
    },
    triggers: [
      {
        type: "aws-sqs-queue",
        name: "depth",
        authenticationRef: { name: KEDA_AUTHENTICATION, kind: "ClusterTriggerAuthentication" },
        useCachedMetrics: true, // else every autoscaler's question is a call to SQS
        metadata: {
          queueURL: queueUrl,
          awsRegion: region,
          queueLength: `${messagesPerReplica}`,
          activationQueueLength: "0",
          scaleOnInFlight: "true",
          scaleOnDelayed: "false",
        },
      },
    ],
  };
}
