import { describe, expect, it } from "@jest/globals";
import {
  LONG_TERM_SERIES,
  type StackValuesArgs,
  stackValues,
} from "../../../../components/observability/cluster/stack-values";
import { settings, withoutDisk } from "./samples";

const args: StackValuesArgs = {
  region: "eu-west-1",
  clusterName: "k8s",
  settings,
  remoteWriteUrl: "https://aps.example/api/v1/remote_write",
  storageClassName: "monitoring",
  grafanaSecretName: "grafana-admin",
};
const { remoteWriteUrl: _, ...local } = args;
const spec = (of: StackValuesArgs) => stackValues(of).prometheus.prometheusSpec;

describe("stackValues()", () => {
  it("keeps two copies of Prometheus in two zones, each with a disk, and samples for as long as it fits", () => {
    const {
      replicas,
      podAntiAffinity,
      podAntiAffinityTopologyKey,
      retention,
      retentionSize,
      storageSpec,
      nodeSelector,
    } = spec(args);
    expect({ replicas, podAntiAffinity, podAntiAffinityTopologyKey, retention, retentionSize }).toEqual({
      replicas: 2,
      podAntiAffinity: "hard",
      podAntiAffinityTopologyKey: "topology.kubernetes.io/zone",
      retention: "15d",
      retentionSize: "160GiB",
    });
    expect(storageSpec).toEqual({
      volumeClaimTemplate: {
        spec: {
          storageClassName: "monitoring",
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "200Gi" } },
        },
      },
    });
    expect(nodeSelector).toEqual({ "eks.amazonaws.com/compute-type": "auto" });
  });

  it("lives on the node's own disk where none is given", () => {
    const { replicas, podAntiAffinity, retentionSize, storageSpec, nodeSelector } = spec({
      ...args,
      settings: withoutDisk,
    });
    expect({ replicas, podAntiAffinity, retentionSize, storageSpec, nodeSelector }).toEqual({
      replicas: 1,
      podAntiAffinity: undefined,
      retentionSize: "8GiB",
      storageSpec: { emptyDir: { sizeLimit: "10Gi" } },
      nodeSelector: undefined,
    });
  });

  it("sees the rules and monitors of everybody", () => {
    const nil = Object.entries(spec(args)).filter(([field]) => field.endsWith("SelectorNilUsesHelmValues"));
    expect(Object.fromEntries(nil)).toEqual({
      ruleSelectorNilUsesHelmValues: false,
      serviceMonitorSelectorNilUsesHelmValues: false,
      podMonitorSelectorNilUsesHelmValues: false,
      probeSelectorNilUsesHelmValues: false,
      scrapeConfigSelectorNilUsesHelmValues: false,
    });
  });

  it("writes to the workspace, signed, as one of two copies of which one counts", () => {
    const { remoteWrite, externalLabels, replicaExternalLabelName, enableRemoteWriteReceiver } = spec(args);
    expect(remoteWrite).toEqual([
      {
        url: "https://aps.example/api/v1/remote_write",
        sigv4: { region: "eu-west-1" },
        queueConfig: { maxSamplesPerSend: 1_000, maxShards: 200, capacity: 2_500 },
        writeRelabelConfigs: [{ sourceLabels: ["__name__"], regex: LONG_TERM_SERIES, action: "keep" }],
      },
    ]);
    expect({ externalLabels, replicaExternalLabelName, enableRemoteWriteReceiver }).toEqual({
      externalLabels: { cluster: "k8s", region: "eu-west-1" },
      replicaExternalLabelName: "__replica__",
      enableRemoteWriteReceiver: true,
    });
    expect(spec(local).remoteWrite).toEqual([]);
  });

  it.each([
    ["service_endpoint:http_request_duration_seconds:p95_5m", true],
    ["playback:rps:rate1m", true],
    ["ALERTS", true],
    ["kube_horizontalpodautoscaler_status_current_replicas", true],
    ["k6_http_req_duration_p95", true],
    ["http_request_duration_seconds_bucket", false],
    ["ALERTS_FOR_STATE", false],
    ["container_cpu_usage_seconds_total", false],
  ])("of %s remembers it for years: %p", (series, kept) => {
    expect(RegExp(`^(?:${LONG_TERM_SERIES})$`).test(series)).toBe(kept); // Prometheus anchors, too
  });

  it("scrapes nothing that EKS hides, and has no rules that would miss it", () => {
    const { kubeControllerManager, kubeScheduler, kubeEtcd, kubeProxy, coreDns, defaultRules, crds } =
      stackValues(args);
    expect([kubeControllerManager, kubeScheduler, kubeEtcd, kubeProxy, coreDns, crds]).toEqual(
      Array(6).fill({ enabled: false }),
    );
    expect(Object.values(defaultRules.rules)).toEqual(Array(6).fill(false));
  });

  it.each([
    [2, 3, true],
    [1, 1, false],
  ])("with %p copies of Prometheus has %p Alertmanagers, that drains respect: %p", (replicas, members, budget) => {
    const { alertmanager, prometheus } = stackValues({ ...args, settings: { ...settings, replicas } });
    expect(alertmanager.alertmanagerSpec.replicas).toBe(members);
    expect([alertmanager.podDisruptionBudget, prometheus.podDisruptionBudget]).toEqual(
      Array(2).fill({ enabled: budget }),
    );
  });

  it("lets routes of its own namespace alone see the alerts of all", () => {
    const { alertmanagerConfigMatcherStrategy, alertmanagerConfigNamespaceSelector } =
      stackValues(args).alertmanager.alertmanagerSpec;
    expect({ alertmanagerConfigMatcherStrategy, alertmanagerConfigNamespaceSelector }).toEqual({
      alertmanagerConfigMatcherStrategy: { type: "None" },
      alertmanagerConfigNamespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } },
    });
  });

  it("gives every container requests, and memory no more than it asked for", () => {
    const found: { requests: any; limits: any }[] = [];
    JSON.stringify(stackValues(args), (key, value) => {
      if (key === "resources" && value.limits) found.push(value);
      return value;
    });
    expect(found.map(({ requests, limits }) => [Object.keys(requests), limits.memory === requests.memory])).toEqual(
      Array(9).fill([["cpu", "memory"], true]),
    );
  });

  it("has Grafana only where it is wanted, with the secret's password", () => {
    expect(stackValues({ ...args, settings: { ...settings, grafana: false } }).grafana).toEqual({ enabled: false });
    expect(stackValues(args).grafana).toMatchObject({
      enabled: true,
      admin: { existingSecret: "grafana-admin", userKey: "user", passwordKey: "password" },
    });
  });
});
