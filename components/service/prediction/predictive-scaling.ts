import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, type Problem } from "../../checks";
import { regionProblems } from "../../network/zone-ids";
import type { Autoscaling } from "../horizontal-scaling";
import { imageProblems } from "../images";
import { labels, podTemplate, selectorLabels } from "../pod-template";
import { SERVICES } from "../service-contract";
import { forecastRuleGroups } from "./forecast-rules";
import { type PredictionSettings, predictionSettingsProblems } from "./settings";
import { formula, triggers } from "./signals";

/** The ScaledObject that playback's autoscaler asks. */
export const PLAYBACK_SIGNAL = "playback-predictive";

const CARRIER = "playback-capacity-signal";
const { namespace } = SERVICES["playback-service"];

export interface PredictiveScalingArgs {
  readonly region: string;
  /** IANA zone in which schedules are read. */
  readonly timezone: string;
  readonly settings: PredictionSettings;
  /** Of playback. */
  readonly autoscaling: Autoscaling;
  readonly pauseImage: string;
  /** Where pages for those on call are, without a slash at the end. */
  readonly runbookBaseUrl: string;
  /** Of the queue of release windows; goes with `settings.releaseWindows`. */
  readonly windowsQueueUrl?: pulumi.Input<string> | undefined;
  /** What brings the kind ScaledObject, and the right to read queues. */
  readonly keda: readonly pulumi.Resource[];
  /** What brings the kind PrometheusRule. */
  readonly monitoringCrds: readonly pulumi.Resource[];
}

/** What a carrier pod takes, if there is one. */
export const CARRIER_DEMAND = { maxReplicas: 1, cpuMillis: 10, memoryMiB: 16 };

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function predictiveScalingProblems(args: PredictiveScalingArgs): Problem[] {
  const { region, settings, autoscaling, pauseImage, windowsQueueUrl } = args;
  const queueGoesWithWindows = (windowsQueueUrl === undefined) === (settings?.releaseWindows === undefined);
  return [
    ...regionProblems("region", region),
    ...predictionSettingsProblems("settings", settings, autoscaling),
    ...imageProblems("pauseImage", pauseImage),
    ...(queueGoesWithWindows ? [] : [{ path: "windowsQueueUrl", reason: "must go with settings.releaseWindows" }]),
  ];
}

/**
 * What is known beforehand, as one metric that playback's own autoscaler reads: announced releases, schedules, forecasts. KEDA serves
 * it by the name of a ScaledObject, which in turn needs something to scale: a Deployment of at most one pod that does nothing. So
 * the autoscaler stays ours, with everything that a preview or a policy wants to see of it. Figures: docs/autoscaling.md.
 */
export class PredictiveScaling extends pulumi.ComponentResource {
  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: PredictiveScalingArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`PredictiveScaling "${name}"`, predictiveScalingProblems(args));
    super("p95:service:PredictiveScaling", name, {}, opts);
    const { settings, autoscaling, keda, monitoringCrds } = args;
    const child = { parent: this };

    new kubernetes.apiextensions.CustomResource(
      `${name}-rules`,
      {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "PrometheusRule",
        metadata: { name: PLAYBACK_SIGNAL, namespace },
        spec: { groups: forecastRuleGroups({ ...args, ...settings, ...autoscaling }) },
      },
      { ...child, dependsOn: [...monitoringCrds] },
    );
    const carrier = this.carrier(name, args.pauseImage);
    new kubernetes.apiextensions.CustomResource(
      `${name}-signal`,
      {
        apiVersion: "keda.sh/v1alpha1",
        kind: "ScaledObject",
        metadata: { name: PLAYBACK_SIGNAL, namespace },
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: CARRIER },
          pollingInterval: 30,
          cooldownPeriod: 300,
          minReplicaCount: 0,
          maxReplicaCount: CARRIER_DEMAND.maxReplicas,
          advanced: {
            scalingModifiers: {
              formula: formula(args),
              target: "1", // pods; a whole number, or KEDA takes the fallback for invalid
              activationTarget: `${autoscaling.minReplicas}`, // a carrier pod shows that something raises the minimum
              metricType: "AverageValue",
            },
          },
          // `scalingModifiers`: a trigger that failed more than three times is nil to the formula, which says what then.
          fallback: { failureThreshold: 3, replicas: settings.blindReplicas, behavior: "scalingModifiers" },
          triggers: triggers(args),
        },
      },
      { ...child, dependsOn: [carrier, ...keda] },
    );
    this.registerOutputs();
  }

  private carrier(name: string, pauseImage: string): pulumi.Resource {
    return new kubernetes.apps.v1.Deployment(
      `${name}-carrier`,
      {
        metadata: { name: CARRIER, namespace, labels: labels(CARRIER, "placeholder") },
        spec: {
          revisionHistoryLimit: 1,
          selector: { matchLabels: selectorLabels(CARRIER) },
          template: podTemplate({
            workload: CARRIER,
            component: "placeholder",
            image: pauseImage,
            cpuMillis: CARRIER_DEMAND.cpuMillis,
            memoryMiB: CARRIER_DEMAND.memoryMiB,
            priority: "platform-batch",
            graceSeconds: 0,
          }),
        },
      },
      { parent: this },
    );
  }
}
