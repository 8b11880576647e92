import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, fields, must, type Problem, text, wholeNumber } from "../../checks";
import { declareNamespace } from "../../cluster/namespace";
import { PodIdentity } from "../../cluster/pod-identity";
import { regionProblems } from "../../network/zone-ids";
import { KEDA_AUTHENTICATION } from "../queue-scaling";
import { KEDA_NAMESPACE } from "../service-contract";

const CHART = { chart: "keda", repo: "https://kedacore.github.io/charts" };

/** Made by the chart. */
const SERVICE_ACCOUNT = "keda-operator";

export interface KedaSettings {
  /** Of the chart, e.g. `2.20.2`, from `stacks/versions.ts`. */
  readonly chartVersion: string;
  /** Of each of its three Deployments; one works, the others wait. Unit: pods, 1 to 5. */
  readonly replicaCount: number;
}

export interface KedaArgs {
  readonly region: string;
  readonly clusterName: pulumi.Input<string>;
  readonly clusterArn: pulumi.Input<string>;
  readonly settings: KedaSettings;
  /** Queues whose depth it may ask for. */
  readonly queueArns: readonly pulumi.Input<string>[];
  /** What brings the kind ServiceMonitor: the chart declares some. */
  readonly monitoringCrds: readonly pulumi.Resource[];
}

export function kedaSettingsProblems(path: string, settings: unknown): Problem[] {
  return fields<KedaSettings>(path, settings, {
    chartVersion: (at, value) => text(at, value, /^\d+\.\d+\.\d+$/, 'be "major.minor.patch" such as "2.20.2"'),
    replicaCount: (at, value) => wholeNumber(at, value, 1, 5, "pods"),
  });
}

/** Everything wrong with `args`; empty when it can be declared. Pure. */
export function kedaProblems({ region, settings, queueArns }: KedaArgs): Problem[] {
  return [
    ...regionProblems("region", region),
    ...kedaSettingsProblems("settings", settings),
    ...must(queueArns.length > 0, "queueArns", "name a queue", queueArns),
  ];
}

/**
 * KEDA: scales Deployments that it is given by what it reads outside, and answers other autoscalers' questions. While it is down
 * nothing loses a pod, and load still adds some.
 */
export class Keda extends pulumi.ComponentResource {
  /** What a ScaledObject waits for: its kind, and the right to read what it names. */
  readonly ready: readonly pulumi.Resource[];

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: KedaArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`Keda "${name}"`, kedaProblems(args));
    super("p95:service:Keda", name, {}, opts);
    const { region, clusterName, clusterArn, settings, queueArns, monitoringCrds } = args;
    const child = { parent: this };

    const space = declareNamespace(
      `${name}-namespace`,
      { namespace: KEDA_NAMESPACE, podSecurity: "restricted" },
      child,
    );
    const identity = new PodIdentity(
      `${name}-pods`,
      {
        region,
        clusterName,
        clusterArn,
        namespace: KEDA_NAMESPACE,
        serviceAccount: SERVICE_ACCOUNT,
        statements: [{ actions: ["sqs:GetQueueAttributes"], resources: queueArns }],
      },
      child,
    );
    const release = new kubernetes.helm.v3.Release(
      `${name}-release`,
      {
        name: "keda", // auto-naming would rename every object of the chart
        chart: CHART.chart,
        version: settings.chartVersion,
        repositoryOpts: { repo: CHART.repo },
        namespace: KEDA_NAMESPACE,
        values: kedaValues(region, settings),
        timeout: 600,
      },
      { ...child, dependsOn: [space, identity, ...monitoringCrds] }, // an operator that starts before its identity runs without one
    );
    const authentication = new kubernetes.apiextensions.CustomResource(
      `${name}-authentication`,
      {
        apiVersion: "keda.sh/v1alpha1",
        kind: "ClusterTriggerAuthentication",
        metadata: { name: KEDA_AUTHENTICATION },
        spec: { podIdentity: { provider: "aws" } },
      },
      { ...child, dependsOn: release },
    );

    this.ready = [release, authentication];
    this.registerOutputs();
  }
}

/** Values of the chart. Its defaults of security contexts satisfy `restricted`. */
export function kedaValues(clusterName: string, { replicaCount }: KedaSettings) {
  const monitored = { enabled: true, serviceMonitor: { enabled: true } };
  const spread = (app: string) => [
    {
      maxSkew: 1,
      topologyKey: "topology.kubernetes.io/zone",
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector: { matchLabels: { app } },
    },
  ];
  return {
    clusterName,
    image: { pullPolicy: "IfNotPresent" }, // the default asks the registry at every start, hence falls with it
    operator: { replicaCount },
    metricsServer: { replicaCount },
    webhooks: { replicaCount },
    podDisruptionBudget: {
      operator: { maxUnavailable: 1 },
      metricServer: { maxUnavailable: 1 },
      webhooks: { maxUnavailable: 1 },
    },
    topologySpreadConstraints: {
      operator: spread("keda-operator"),
      metricsServer: spread("keda-operator-metrics-apiserver"),
      webhooks: spread("keda-admission-webhooks"),
    },
    priorityClassName: "streaming-critical",
    logging: { operator: { format: "json" } },
    prometheus: { operator: monitored, metricServer: monitored, webhooks: monitored },
  };
}
