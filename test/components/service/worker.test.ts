import { describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { Worker, type WorkerArgs } from "../../../components/service/worker";
import { declared } from "../../support/declared";
import { image, settings } from "./services-settings";

class Crds extends pulumi.ComponentResource {
  constructor(opts: pulumi.ComponentResourceOptions) {
    super("test:Crds", "crds", {}, opts);
  }
}

const args: Omit<WorkerArgs, "monitoringCrds" | "keda"> = {
  region: "eu-west-1",
  clusterName: "k8s",
  clusterArn: "arn:k8s",
  worker: "watch-event-worker",
  image: image("watch-event-worker"),
  settings: settings.watchEvents.worker,
  queue: { arn: "arn:queue", url: "https://sqs.test/q", consumerTimeoutSeconds: 45 },
  config: {},
  statements: [],
  networkCidrBlocks: ["10.33.0.0/16"],
};

const make = (of: Partial<WorkerArgs> = {}) =>
  declared((opts) => {
    const crds = new Crds(opts);
    new Worker("work", { ...args, monitoringCrds: [crds], keda: [crds], ...of }, opts);
  });

describe("Worker", () => {
  it("is scaled by the depth of its queue, messages in work included, down to none", async () => {
    const { apiVersion, kind, metadata, spec } = (await make()).one("work-scaling");
    expect([apiVersion, kind, metadata.name, metadata.namespace]).toEqual([
      "keda.sh/v1alpha1",
      "ScaledObject",
      "watch-event-worker",
      "playback",
    ]);
    expect(spec).toEqual({
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "watch-event-worker" },
      pollingInterval: 15,
      cooldownPeriod: 120,
      minReplicaCount: 0,
      maxReplicaCount: 200,
      advanced: { horizontalPodAutoscalerConfig: { behavior: { scaleDown: { stabilizationWindowSeconds: 120 } } } },
      fallback: { failureThreshold: 3, replicas: 10, behavior: "currentReplicasIfHigher" },
      triggers: [
        {
          type: "aws-sqs-queue",
          name: "depth",
          authenticationRef: { name: "keda-aws", kind: "ClusterTriggerAuthentication" },
          useCachedMetrics: true,
          metadata: {
            queueURL: "https://sqs.test/q",
            awsRegion: "eu-west-1",
            queueLength: "100",
            activationQueueLength: "0",
            scaleOnInFlight: "true",
            scaleOnDelayed: "false",
          },
        },
      ],
    });
  });

  it.each([
    [2, 2],
    [10, 10],
    [11, 10],
  ])("with at most %d pods holds %d while the queue cannot be read", async (maxReplicas, replicas) => {
    const { fallback } = (await make({ settings: { ...args.settings, maxReplicas } })).one("work-scaling").spec;
    expect(fallback.replicas).toBe(replicas);
  });

  it("finishes its message before it is killed, and is not in anybody's way", async () => {
    const { template } = (await make()).one("work-deployment").spec;
    expect(template.spec.terminationGracePeriodSeconds).toBe(75);
    expect(template.spec.priorityClassName).toBe("platform-batch");
    const [container] = template.spec.containers;
    expect(container.ports).toEqual([{ name: "metrics", containerPort: 9102 }]);
    expect(container.livenessProbe.httpGet).toEqual({ path: "/healthz", port: "metrics" }); // it has no other port
    expect((await make()).one("work-config").data).toEqual({
      AWS_REGION: "eu-west-1",
      QUEUE_URL: "https://sqs.test/q",
    });
  });

  it("tells Go nine tenths of the limit, because no autoscaler looks at it", async () => {
    const go = await make({ settings: { ...args.settings, runtime: "go" } });
    expect(go.one("work-deployment").spec.template.spec.containers[0].env).toEqual([
      { name: "GOMEMLIMIT", value: "230MiB" },
    ]);
  });

  it("reports every problem at once", () => {
    const queue = { ...args.queue, consumerTimeoutSeconds: 0 };
    const wrong: any = { ...args, worker: "x", queue, settings: { ...args.settings, minReplicas: 201 } };
    expect(() => new Worker("work", wrong)).toThrow(
      'Cannot declare Worker "work"\n' +
        '  worker: must be one of "watch-event-worker", "release-calendar", got "x"\n' +
        "  settings.minReplicas: must be 0 to 200 pods, at most maxReplicas, got 201\n" +
        "  queue.consumerTimeoutSeconds: must be 1 to 7200 seconds, got 0",
    );
  });
});
