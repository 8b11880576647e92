import type * as pulumi from "@pulumi/pulumi";
import { ALERTMANAGER_ACCOUNT, MONITORING_NAMESPACE, PROMETHEUS_ACCOUNT } from "./monitoring-contract";
import type { MonitoringSettings } from "./settings";

export interface StackValuesArgs {
  readonly region: string;
  /** Label `cluster` of everything that leaves the cluster. */
  readonly clusterName: pulumi.Input<string>;
  readonly settings: MonitoringSettings;
  /** @default none - nothing is remembered outside the cluster */
  readonly remoteWriteUrl?: pulumi.Input<string>;
  readonly storageClassName: string;
  readonly grafanaSecretName: string;
}

/**
 * What months from now anybody still asks for: everything that rules recorded (a colon is in their names), and how far workloads were
 * scaled. The rest is a hundred times as much and only good for today.
 */
export const LONG_TERM_SERIES =
  ".+:.+|ALERTS|up|release_expected_multiplier|kube_horizontalpodautoscaler_.+|kube_deployment_status_replicas.*|k6_.+";

/** Of its disk; the rest is for the write-ahead log and for blocks that are being compacted. */
const RETENTION_PER_DISK = 0.8;

/** Disk of a node that Prometheus may use where it has none of its own. Unit: GiB. */
const BORROWED_DISK_GIB = 10;

const ZONE = "topology.kubernetes.io/zone";

/** Values of kube-prometheus-stack. Pure. */
export function stackValues(args: StackValuesArgs) {
  return {
    fullnameOverride: "kube-prometheus-stack",
    crds: { enabled: false }, // `MonitoringCrds` has them
    ...unreachable(),
    prometheusOperator: {
      resources: resources(100, 256),
      prometheusConfigReloader: { resources: resources(10, 64) },
      admissionWebhooks: { patch: { resources: resources(10, 64) } },
    },
    prometheus: prometheusValues(args),
    alertmanager: alertmanagerValues(args.settings),
    "kube-state-metrics": { resources: resources(50, 256) },
    "prometheus-node-exporter": { resources: resources(20, 64) },
    grafana: grafanaValues(args),
  };
}

/** EKS runs these itself and lets nobody scrape them; Auto Mode's nodes run DNS and proxy as services, not as pods. */
function unreachable() {
  const off = { enabled: false };
  const rules = {
    etcd: false,
    kubeControllerManager: false,
    kubeProxy: false,
    kubeSchedulerAlerting: false,
    kubeSchedulerRecording: false,
    windows: false,
  };
  return {
    kubeControllerManager: off,
    kubeScheduler: off,
    kubeEtcd: off,
    kubeProxy: off,
    coreDns: off,
    defaultRules: { rules },
  };
}

function prometheusValues({ region, clusterName, settings, remoteWriteUrl, storageClassName }: StackValuesArgs) {
  const { replicas, retentionDays, storageGiB = BORROWED_DISK_GIB, prometheus } = settings;
  return {
    serviceAccount: { create: true, name: PROMETHEUS_ACCOUNT },
    podDisruptionBudget: { enabled: replicas > 1 },
    prometheusSpec: {
      replicas,
      ...(replicas > 1 ? { podAntiAffinity: "hard", podAntiAffinityTopologyKey: ZONE } : {}),
      priorityClassName: "system-cluster-critical", // who scales pods must see them
      resources: resources(prometheus.cpuMillis, prometheus.memoryMiB),
      retention: `${retentionDays}d`,
      retentionSize: `${Math.floor(storageGiB * RETENTION_PER_DISK)}GiB`,
      storageSpec: storage(settings.storageGiB, storageClassName),
      ...(settings.storageGiB === undefined ? {} : { nodeSelector: { "eks.amazonaws.com/compute-type": "auto" } }),
      // By default only objects labelled with the release's name are seen, and all others silently ignored.
      ruleSelectorNilUsesHelmValues: false,
      serviceMonitorSelectorNilUsesHelmValues: false,
      podMonitorSelectorNilUsesHelmValues: false,
      probeSelectorNilUsesHelmValues: false,
      scrapeConfigSelectorNilUsesHelmValues: false,
      enableRemoteWriteReceiver: true, // k6 writes its results
      externalLabels: { cluster: clusterName, region },
      // The pair by which the managed workspace takes samples of one copy and drops those of the other.
      // Source: https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-ingest-dedupe.html
      replicaExternalLabelName: "__replica__",
      remoteWrite: remoteWriteUrl === undefined ? [] : [remoteWrite(region, remoteWriteUrl)],
    },
  };
}

function remoteWrite(region: string, url: pulumi.Input<string>) {
  return {
    url,
    sigv4: { region },
    queueConfig: { maxSamplesPerSend: 1_000, maxShards: 200, capacity: 2_500 },
    writeRelabelConfigs: [{ sourceLabels: ["__name__"], regex: LONG_TERM_SERIES, action: "keep" }],
  };
}

function storage(storageGiB: number | undefined, storageClassName: string) {
  if (storageGiB === undefined) return { emptyDir: { sizeLimit: `${BORROWED_DISK_GIB}Gi` } };
  return {
    volumeClaimTemplate: {
      spec: {
        storageClassName,
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: `${storageGiB}Gi` } },
      },
    },
  };
}

function alertmanagerValues({ replicas }: MonitoringSettings) {
  const members = replicas > 1 ? 3 : 1;
  return {
    serviceAccount: { create: true, name: ALERTMANAGER_ACCOUNT },
    podDisruptionBudget: { enabled: members > 1 },
    alertmanagerSpec: {
      replicas: members,
      podAntiAffinity: "soft", // three members, and perhaps two zones
      podAntiAffinityTopologyKey: ZONE,
      resources: resources(20, 128),
      // Routes see alerts of every namespace, so only those of this one count.
      alertmanagerConfigMatcherStrategy: { type: "None" },
      alertmanagerConfigNamespaceSelector: {
        matchLabels: { "kubernetes.io/metadata.name": MONITORING_NAMESPACE },
      },
    },
  };
}

/** No door from outside: `kubectl port-forward`. Dashboards come from ConfigMaps, so an edit in the browser is lost on purpose. */
function grafanaValues({ settings, grafanaSecretName }: StackValuesArgs) {
  if (!settings.grafana) return { enabled: false };
  return {
    enabled: true,
    admin: { existingSecret: grafanaSecretName, userKey: "user", passwordKey: "password" },
    resources: resources(100, 512),
    sidecar: {
      resources: resources(20, 128),
      dashboards: {
        enabled: true,
        label: "grafana_dashboard",
        labelValue: "1",
        searchNamespace: "ALL",
        folderAnnotation: "grafana_folder",
        provider: { foldersFromFilesStructure: true, allowUiUpdates: false },
      },
    },
  };
}

function resources(cpuMillis: number, memoryMiB: number) {
  return { requests: { cpu: `${cpuMillis}m`, memory: `${memoryMiB}Mi` }, limits: { memory: `${memoryMiB}Mi` } };
}
