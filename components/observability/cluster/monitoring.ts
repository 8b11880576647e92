import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { assertNoProblems, type Problem, text } from "../../checks";
import { PodIdentity, type PodStatement } from "../../cluster/pod-identity";
import { regionProblems } from "../../network/zone-ids";
import { alertRouting } from "./alert-routing";
import { ALERTMANAGER_ACCOUNT, CHARTS_URL, MONITORING_NAMESPACE, PROMETHEUS_ACCOUNT } from "./monitoring-contract";
import type { MonitoringCrds } from "./monitoring-crds";
import { monitoringRules } from "./rules";
import { type MonitoredService, servicesProblems } from "./services";
import { type MonitoringSettings, monitoringSettingsProblems } from "./settings";
import { stackValues } from "./stack-values";

/** Where samples are kept for longer than a cluster lives: a workspace of Amazon Managed Service for Prometheus. */
export interface RemoteWrite {
  /** `https://aps-workspaces.<region>.amazonaws.com/workspaces/<id>/api/v1/remote_write` */
  readonly url: pulumi.Input<string>;
  /** What Prometheus' pods need to write to it. */
  readonly statements: readonly PodStatement[];
}

export interface MonitoringArgs {
  readonly region: string;
  readonly clusterName: pulumi.Input<string>;
  readonly clusterArn: pulumi.Input<string>;
  readonly accountId: pulumi.Input<string>;
  readonly settings: MonitoringSettings;
  /** Brings the kinds and the namespace. */
  readonly crds: Pick<MonitoringCrds, "ready">;
  /** What rules and alerts are made for. */
  readonly services: readonly MonitoredService[];
  /** Where the scheduled benchmark runs. */
  readonly perfNamespace: string;
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
  /** @default none - the cluster alone remembers, for `settings.retentionDays` */
  readonly remoteWrite?: RemoteWrite;
  /** Whether disks outlive what used them. */
  readonly protectStateful: boolean;
}

const STORAGE_CLASS = "monitoring";
const GRAFANA_SECRET = "grafana-admin";

/** No other node can attach the disks of Auto Mode's driver. */
const AUTO_MODE_NODES = { key: "eks.amazonaws.com/compute-type", values: ["auto"] };

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function monitoringProblems({ region, settings, services, perfNamespace }: MonitoringArgs): Problem[] {
  return [
    ...regionProblems("region", region),
    ...monitoringSettingsProblems("settings", settings),
    ...servicesProblems("services", services),
    ...text("perfNamespace", perfNamespace, /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "be a namespace of Kubernetes"),
  ];
}

/**
 * What watches a cluster from inside: Prometheus with rules, Alertmanager that publishes to the region's alarm topics, and Grafana
 * with the dashboards. Autoscalers and k6 read and write the same Prometheus, at `PROMETHEUS_URL`.
 */
export class Monitoring extends pulumi.ComponentResource {
  /** User and password of Grafana, in the namespace `monitoring`; undefined without Grafana. */
  readonly grafanaSecretName: string | undefined;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`Monitoring "${name}"`, monitoringProblems(args));
    super("p95:observability:Monitoring", name, {}, opts);
    const { crds, settings } = args;

    const needed = [...crds.ready, ...this.identities(name, args), ...this.storageClass(name, args)];
    if (settings.grafana) needed.push(this.grafanaSecret(name, crds));
    const release = new kubernetes.helm.v3.Release(
      `${name}-stack`,
      {
        name: "kube-prometheus-stack", // auto-naming would move the address of Prometheus
        chart: "kube-prometheus-stack",
        version: settings.charts.stack,
        repositoryOpts: { repo: CHARTS_URL },
        namespace: MONITORING_NAMESPACE,
        skipCrds: true,
        timeout: 900, // Unit: seconds; disks and nodes come first
        values: stackValues({
          ...args,
          ...(args.remoteWrite === undefined ? {} : { remoteWriteUrl: args.remoteWrite.url }),
          storageClassName: STORAGE_CLASS,
          grafanaSecretName: GRAFANA_SECRET,
        }),
      },
      { parent: this, dependsOn: needed },
    );
    this.rules(name, args);
    this.routing(name, args, release);
    if (settings.grafana) this.dashboards(name, crds);

    this.grafanaSecretName = settings.grafana ? GRAFANA_SECRET : undefined;
    this.registerOutputs({ grafanaSecretName: this.grafanaSecretName });
  }

  /** Roles of the pods that talk to AWS. Pods that start before them stay without. */
  private identities(name: string, args: MonitoringArgs): pulumi.Resource[] {
    const { region, clusterName, clusterArn, accountId, remoteWrite, pageTopicArn, ticketTopicArn } = args;
    const of = (serviceAccount: string, statements: readonly PodStatement[]) =>
      new PodIdentity(
        `${name}-${serviceAccount}`,
        { region, clusterName, clusterArn, namespace: MONITORING_NAMESPACE, serviceAccount, statements },
        { parent: this },
      );
    const publish: PodStatement[] = [
      { actions: ["sns:Publish"], resources: [pageTopicArn, ticketTopicArn] },
      {
        // Of the topics' key, whose own policy decides; through SNS alone.
        actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
        resources: [pulumi.interpolate`arn:aws:kms:${region}:${accountId}:key/*`],
        conditions: { StringEquals: { "kms:ViaService": `sns.${region}.amazonaws.com` } },
      },
    ];
    return [
      of(ALERTMANAGER_ACCOUNT, publish),
      ...(remoteWrite === undefined ? [] : [of(PROMETHEUS_ACCOUNT, remoteWrite.statements)]),
    ];
  }

  /**
   * Auto Mode brings the driver of disks, and no class that uses it.
   * Source: https://docs.aws.amazon.com/eks/latest/userguide/create-storage-class.html
   */
  private storageClass(name: string, { settings, protectStateful }: MonitoringArgs): pulumi.Resource[] {
    if (settings.storageGiB === undefined) return [];
    const storageClass = new kubernetes.storage.v1.StorageClass(
      `${name}-disks`,
      {
        metadata: { name: STORAGE_CLASS },
        provisioner: "ebs.csi.eks.amazonaws.com",
        parameters: { type: "gp3", encrypted: "true" },
        volumeBindingMode: "WaitForFirstConsumer", // a disk belongs to one zone: the pod's
        allowVolumeExpansion: true,
        reclaimPolicy: protectStateful ? "Retain" : "Delete",
        allowedTopologies: [{ matchLabelExpressions: [AUTO_MODE_NODES] }],
      },
      { parent: this },
    );
    return [storageClass];
  }

  private grafanaSecret(name: string, crds: Pick<MonitoringCrds, "ready">): pulumi.Resource {
    const password = new random.RandomPassword(
      `${name}-grafana-password`,
      { length: 32, special: false },
      { parent: this },
    );
    return new kubernetes.core.v1.Secret(
      `${name}-grafana-admin`,
      {
        metadata: { name: GRAFANA_SECRET, namespace: MONITORING_NAMESPACE },
        stringData: { user: "admin", password: password.result },
      },
      { parent: this, dependsOn: [...crds.ready] },
    );
  }

  private rules(name: string, { services, perfNamespace, settings, crds }: MonitoringArgs): void {
    const { runbookBaseUrl } = settings;
    for (const [rules, groups] of Object.entries(monitoringRules({ services, perfNamespace, runbookBaseUrl }))) {
      new kubernetes.apiextensions.CustomResource(
        `${name}-${rules}`,
        {
          apiVersion: "monitoring.coreos.com/v1",
          kind: "PrometheusRule",
          metadata: { name: rules, namespace: MONITORING_NAMESPACE },
          spec: { groups },
        },
        { parent: this, dependsOn: [...crds.ready] },
      );
    }
  }

  private routing(name: string, args: MonitoringArgs, release: pulumi.Resource): void {
    new kubernetes.apiextensions.CustomResource(
      `${name}-routing`,
      {
        apiVersion: "monitoring.coreos.com/v1alpha1",
        kind: "AlertmanagerConfig",
        metadata: { name: "platform", namespace: MONITORING_NAMESPACE },
        spec: alertRouting(args),
      },
      { parent: this, dependsOn: [...args.crds.ready, release] },
    );
  }

  private dashboards(name: string, crds: Pick<MonitoringCrds, "ready">): void {
    // Here and not above: 60 ms of CPU, for stacks with Grafana only.
    const { dashboards } = require("./dashboards") as typeof import("./dashboards");
    for (const [uid, json] of Object.entries(dashboards)) {
      new kubernetes.core.v1.ConfigMap(
        `${name}-dashboard-${uid}`,
        {
          metadata: {
            name: `dashboard-${uid}`,
            namespace: MONITORING_NAMESPACE,
            labels: { grafana_dashboard: "1" },
            annotations: { grafana_folder: "Streaming" },
          },
          data: { [`${uid}.json`]: json },
        },
        { parent: this, dependsOn: [...crds.ready] },
      );
    }
  }
}
