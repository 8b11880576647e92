import { beforeAll, describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { dashboards } from "../../../../components/observability/cluster/dashboards";
import { Monitoring, type MonitoringArgs } from "../../../../components/observability/cluster/monitoring";
import { MonitoringCrds } from "../../../../components/observability/cluster/monitoring-crds";
import { monitoringRules } from "../../../../components/observability/cluster/rules";
import { type Declared, declared } from "../../../support/declared";
import { RUNBOOKS, services, settings, withoutDisk } from "./samples";

const RELEASE = "kubernetes:helm.sh/v3:Release";
const CRDS = ["k8s-crds-namespace", "k8s-crds-release"];

const base: Omit<MonitoringArgs, "crds"> = {
  region: "eu-west-1",
  clusterName: "k8s",
  clusterArn: "arn:k8s",
  accountId: "111122223333",
  settings,
  services,
  perfNamespace: "perf",
  pageTopicArn: "arn:page",
  ticketTopicArn: "arn:ticket",
  remoteWrite: {
    url: "https://aps.example/api/v1/remote_write",
    statements: [{ actions: ["aps:RemoteWrite"], resources: ["arn:workspace"] }],
  },
  protectStateful: true,
};

let monitoring: Monitoring;
const make = (of: Partial<MonitoringArgs> = {}) =>
  declared((opts) => {
    const crds = new MonitoringCrds("k8s-crds", { settings: of.settings ?? settings }, opts);
    monitoring = new Monitoring("k8s-monitoring", { ...base, crds, ...of }, opts);
  });

/** Names of everything of the monitoring component, without the components themselves. */
const children = ({ resources }: Declared) =>
  resources
    .filter(({ type, name }) => !type.startsWith("p95:") && name.startsWith("k8s-monitoring"))
    .map(({ name }) => name.replace("k8s-monitoring-", ""))
    .sort();

describe("MonitoringCrds", () => {
  it("declares the namespace and the pinned chart of the kinds, one after the other", async () => {
    const made = await make();
    expect(made.one("k8s-crds-namespace").metadata).toEqual({
      name: "monitoring",
      labels: { "pod-security.kubernetes.io/enforce": "privileged", "pod-security.kubernetes.io/warn": "restricted" },
    });
    expect(made.one("k8s-crds-release")).toMatchObject({
      name: "prometheus-operator-crds",
      chart: "prometheus-operator-crds",
      version: "31.0.1",
      repositoryOpts: { repo: "https://prometheus-community.github.io/helm-charts" },
      namespace: "monitoring",
    });
    expect(made.waitsFor("k8s-crds-release")).toEqual(["k8s-crds-namespace"]);
  });

  it("reports every problem at once", () => {
    const wrong = { ...settings, replicas: 3, retentionDays: 0 };
    expect(() => new MonitoringCrds("crds", { settings: wrong })).toThrow(
      'Cannot declare MonitoringCrds "crds"\n' +
        "  settings.replicas: must be one of 1, 2, got 3\n" +
        "  settings.retentionDays: must be 1 to 90 days, got 0",
    );
  });
});

describe("Monitoring", () => {
  let full: Declared;
  beforeAll(async () => {
    full = await make();
  });

  it("declares the stack, its roles, its disks, rules, routes and dashboards, and nothing else", () => {
    expect(children(full)).toEqual([
      "alertmanager-association",
      "alertmanager-policy",
      "alertmanager-role",
      "dashboard-streaming-autoscaling",
      "dashboard-streaming-database",
      "dashboard-streaming-nginx",
      "dashboard-streaming-overview",
      "dashboard-streaming-service",
      "disks",
      "grafana-admin",
      "grafana-password",
      "prometheus-association",
      "prometheus-policy",
      "prometheus-role",
      "routing",
      "stack",
      "streaming-objectives",
      "streaming-platform",
      "streaming-services",
      "streaming-utilisation",
    ]);
    expect(monitoring.grafanaSecretName).toBe("grafana-admin");
  });

  it("installs the pinned stack once its kinds, roles, disks and password are there", () => {
    const { values, ...release } = full.one("k8s-monitoring-stack");
    expect(release).toMatchObject({
      name: "kube-prometheus-stack",
      chart: "kube-prometheus-stack",
      version: "88.5.3",
      namespace: "monitoring",
      skipCrds: true,
    });
    expect(values.prometheus.prometheusSpec.externalLabels).toEqual({ cluster: "k8s", region: "eu-west-1" });
    expect(full.names(RELEASE)).toEqual(["k8s-crds-release", "k8s-monitoring-stack"]);
    expect(full.waitsFor("k8s-monitoring-stack")).toEqual(
      [
        ...CRDS,
        "k8s-monitoring-alertmanager",
        "k8s-monitoring-disks",
        "k8s-monitoring-grafana-admin",
        "k8s-monitoring-prometheus",
      ].sort(),
    );
  });

  it("lets Alertmanager publish to the two topics, through the key that they are encrypted with", () => {
    expect(JSON.parse(full.one("k8s-monitoring-alertmanager-policy").policy).Statement).toEqual([
      { Effect: "Allow", Action: ["sns:Publish"], Resource: ["arn:page", "arn:ticket"] },
      {
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: ["arn:aws:kms:eu-west-1:111122223333:key/*"],
        Condition: { StringEquals: { "kms:ViaService": "sns.eu-west-1.amazonaws.com" } },
      },
    ]);
    expect(JSON.parse(full.one("k8s-monitoring-prometheus-policy").policy).Statement).toEqual([
      { Effect: "Allow", Action: ["aps:RemoteWrite"], Resource: ["arn:workspace"] },
    ]);
  });

  it("gives those roles to the service accounts that the chart makes", () => {
    const { prometheus, alertmanager } = full.one("k8s-monitoring-stack").values;
    expect(prometheus.serviceAccount.name).toBe(full.one("k8s-monitoring-prometheus-association").serviceAccount);
    expect(alertmanager.serviceAccount.name).toBe(full.one("k8s-monitoring-alertmanager-association").serviceAccount);
  });

  it("declares every rule, after its kind", () => {
    const expected = monitoringRules({ services, perfNamespace: "perf", runbookBaseUrl: RUNBOOKS });
    for (const [name, groups] of Object.entries(expected)) {
      expect(full.one(`k8s-monitoring-${name}`)).toEqual({
        apiVersion: "monitoring.coreos.com/v1",
        kind: "PrometheusRule",
        metadata: { name, namespace: "monitoring" },
        spec: { groups },
      });
      expect(full.waitsFor(`k8s-monitoring-${name}`)).toEqual(CRDS);
    }
    expect(full.one("k8s-monitoring-routing")).toMatchObject({
      apiVersion: "monitoring.coreos.com/v1alpha1",
      kind: "AlertmanagerConfig",
    });
    expect(full.waitsFor("k8s-monitoring-routing")).toEqual([...CRDS, "k8s-monitoring-stack"].sort());
  });

  it("hands every dashboard to Grafana's sidecar", () => {
    for (const [uid, json] of Object.entries(dashboards)) {
      expect(full.one(`k8s-monitoring-dashboard-${uid}`)).toEqual({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: {
          name: `dashboard-${uid}`,
          namespace: "monitoring",
          labels: { grafana_dashboard: "1" },
          annotations: { grafana_folder: "Streaming" },
        },
        data: { [`${uid}.json`]: json },
      });
    }
  });

  it("keeps Grafana's password secret", () => {
    const { stringData } = full.one("k8s-monitoring-grafana-admin");
    expect(pulumi.runtime.isRpcSecret(stringData)).toBe(true);
    expect(pulumi.runtime.unwrapRpcSecret(stringData)).toEqual({ user: "admin", password: "hunter2" });
  });

  it.each([
    [true, "Retain"],
    [false, "Delete"],
  ])(
    "with stateful things protected (%p) disks are encrypted and their policy is %s",
    async (protectStateful, policy) => {
      const made = await make({ protectStateful });
      expect(made.one("k8s-monitoring-disks")).toMatchObject({
        metadata: { name: "monitoring" },
        provisioner: "ebs.csi.eks.amazonaws.com",
        parameters: { type: "gp3", encrypted: "true" },
        reclaimPolicy: policy,
        volumeBindingMode: "WaitForFirstConsumer",
      });
      expect(
        made.one("k8s-monitoring-stack").values.prometheus.prometheusSpec.storageSpec.volumeClaimTemplate.spec
          .storageClassName,
      ).toBe("monitoring");
    },
  );

  it("leaves out what a small stack does not pay for", async () => {
    const { remoteWrite: _, ...local } = base;
    const small = { ...withoutDisk, grafana: false };
    const made = await declared((opts) => {
      const crds = new MonitoringCrds("k8s-crds", { settings: small }, opts);
      monitoring = new Monitoring("k8s-monitoring", { ...local, crds, settings: small }, opts);
    });
    expect(children(made)).toEqual([
      "alertmanager-association",
      "alertmanager-policy",
      "alertmanager-role",
      "routing",
      "stack",
      "streaming-objectives",
      "streaming-platform",
      "streaming-services",
      "streaming-utilisation",
    ]);
    expect(monitoring.grafanaSecretName).toBe(undefined);
  });

  it("reports every problem at once", () => {
    const wrong = {
      ...base,
      crds: { ready: [] },
      region: "eu",
      settings: { ...settings, grafana: 1 as any },
      services: [],
      perfNamespace: "-",
    };
    expect(() => new Monitoring("k8s", wrong)).toThrow(
      'Cannot declare Monitoring "k8s"\n' +
        '  region: must be a region such as "eu-west-1", got "eu"\n' +
        "  settings.grafana: must be true or false, got 1\n" +
        "  services: must be a list of 1 to 50, got a list of 0\n" +
        '  perfNamespace: must be a namespace of Kubernetes, got "-"',
    );
  });
});
