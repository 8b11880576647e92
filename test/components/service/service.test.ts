import { describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { Service, type ServiceArgs } from "../../../components/service/service";
import { declared } from "../../support/declared";
import { image, settings } from "./services-settings";

class Crds extends pulumi.ComponentResource {
  constructor(opts: pulumi.ComponentResourceOptions) {
    super("test:Crds", "crds", {}, opts);
  }
}

const args: Omit<ServiceArgs, "monitoringCrds"> = {
  region: "eu-west-1",
  clusterName: "k8s",
  clusterArn: "arn:k8s",
  service: "playback-service",
  image: image("playback-service"),
  settings: settings.services["playback-service"],
  zoneCount: 3,
  config: { A: "1" },
  statements: [{ actions: ["sqs:SendMessage"], resources: ["arn:queue"] }],
  callers: [],
  callees: [],
  networkCidrBlocks: ["10.33.0.0/16"],
};

let service: Service;
const make = (of: Partial<ServiceArgs> = {}) =>
  declared((opts) => {
    service = new Service("play", { ...args, monitoringCrds: [new Crds(opts)], ...of }, opts);
  });

describe("Service", () => {
  it("declares exactly what a stateless service is made of", async () => {
    const { resources } = await make();
    expect(
      resources
        .map(({ name }) => name)
        .filter((name) => name.startsWith("play-"))
        .sort(),
    ).toEqual([
      "play-account",
      "play-budget",
      "play-config",
      "play-deployment",
      "play-hpa",
      "play-monitor",
      "play-network",
      "play-pods",
      "play-pods-association",
      "play-pods-policy",
      "play-pods-role",
      "play-service",
    ]);
    expect(service.host).toBe("playback-service.playback.svc");
  });

  it("rolls out without losing a pod, spread over zones and nodes", async () => {
    const { spec } = (await make()).one("play-deployment");
    expect({ ...spec, template: undefined }).toEqual({
      template: undefined,
      selector: { matchLabels: { "app.kubernetes.io/name": "playback-service" } },
      revisionHistoryLimit: 5,
      progressDeadlineSeconds: 600,
      minReadySeconds: 10,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } },
    });
    const counted = {
      maxSkew: 1,
      labelSelector: { matchLabels: { "app.kubernetes.io/name": "playback-service" } },
      matchLabelKeys: ["pod-template-hash"],
    };
    expect(spec.template.spec.topologySpreadConstraints).toEqual([
      {
        ...counted,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable: "DoNotSchedule",
        minDomains: 2,
        nodeTaintsPolicy: "Honor",
      },
      { ...counted, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" },
    ]);
  });

  it.each([
    [1, undefined],
    [2, undefined],
    [3, 2],
    [6, 5],
  ])("of %d zones can lose one and still start pods: at least %p", async (zoneCount, minDomains) => {
    const [zones] = (await make({ zoneCount })).one("play-deployment").spec.template.spec.topologySpreadConstraints;
    expect(zones.minDomains).toBe(minDomains);
  });

  it("has one container that is told its memory, asked for its health and given time to finish", async () => {
    const made = await make();
    const { spec } = made.one("play-deployment").spec.template;
    expect(spec.terminationGracePeriodSeconds).toBe(60);
    expect(spec.priorityClassName).toBe("streaming-critical");
    expect(spec.serviceAccountName).toBe("playback-service");
    expect(spec.containers).toEqual([
      {
        name: "playback-service",
        image: image("playback-service"),
        imagePullPolicy: "IfNotPresent",
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        resources: { requests: { cpu: "500m", memory: "1024Mi" }, limits: { memory: "1024Mi" } },
        env: [{ name: "GOMEMLIMIT", value: "737MiB" }],
        envFrom: [{ configMapRef: { name: made.one("play-config").metadata.name } }],
        ports: [
          { name: "http", containerPort: 8080 },
          { name: "metrics", containerPort: 9102 },
        ],
        startupProbe: { httpGet: { path: "/healthz", port: "http" }, periodSeconds: 2, failureThreshold: 30 },
        readinessProbe: {
          httpGet: { path: "/readyz", port: "http" },
          periodSeconds: 5,
          timeoutSeconds: 2,
          failureThreshold: 2,
        },
        livenessProbe: {
          httpGet: { path: "/healthz", port: "http" },
          periodSeconds: 10,
          timeoutSeconds: 2,
          failureThreshold: 6,
        },
        lifecycle: { preStop: { sleep: { seconds: 15 } } },
        volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
      },
    ]);
  });

  it("answers on port 80 and may lose a tenth of its pods at once", async () => {
    const made = await make();
    expect(made.one("play-service").spec).toEqual({
      type: "ClusterIP",
      selector: { "app.kubernetes.io/name": "playback-service" },
      ports: [
        { name: "http", port: 80, targetPort: "http", appProtocol: "http" },
        { name: "metrics", port: 9102, targetPort: "metrics" },
      ],
    });
    expect(made.one("play-budget").spec).toEqual({
      maxUnavailable: "10%",
      selector: { matchLabels: { "app.kubernetes.io/name": "playback-service" } },
      unhealthyPodEvictionPolicy: "AlwaysAllow",
    });
    expect(made.one("play-monitor").spec).toEqual({
      selector: { matchLabels: { "app.kubernetes.io/name": "playback-service" } },
      endpoints: [{ port: "metrics", path: "/metrics", interval: "15s" }],
    });
  });

  it("reaches caches, pools and AWS with its own rights, never with its node's", async () => {
    const { spec } = (await make()).one("play-network");
    expect(spec.egress).toEqual([
      {
        to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.0.0/16"] } }],
        ports: [{ protocol: "TCP", port: 443 }],
      },
      { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: [{ protocol: "TCP", port: 80 }] },
      { to: [{ ipBlock: { cidr: "10.33.0.0/16" } }], ports: [{ protocol: "TCP", port: 6379 }] },
      {
        to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "data" } } }],
        ports: [{ protocol: "TCP", port: 6432 }],
      },
    ]);
  });

  it("has no role where it needs none, and its own environment last", async () => {
    const own = { ...args.settings, env: { PODINFO_PORT: "8080" } };
    const made = await make({ statements: [], settings: own });
    expect(made.names()).toEqual([]);
    expect(made.waitsFor("play-deployment")).toEqual(["play-account"]);
    expect(made.one("play-deployment").spec.template.spec.containers[0].env).toEqual([
      { name: "GOMEMLIMIT", value: "737MiB" },
      { name: "PODINFO_PORT", value: "8080" },
    ]);
  });

  it("reports every problem at once", () => {
    const wrong: any = { ...args, region: "eu", service: "search", image: "x", zoneCount: 7 };
    const settingsOf = { ...args.settings, workingSetMiB: 1000 };
    expect(() => new Service("play", { ...wrong, settings: settingsOf })).toThrow(
      'Cannot declare Service "play"\n' +
        '  region: must be a region such as "eu-west-1", got "eu"\n' +
        '  service: must be one of "playback-service", "recommendation-service", "catalog-service", "session-service", ' +
        'got "search"\n' +
        '  image: must be pinned by digest such as "repo/name@sha256:<64 hex>", got "x"\n' +
        "  settings.workingSetMiB: must be less than 737.28 MiB, nine tenths of memoryPercent of memoryMiB, or the " +
        "autoscaler never takes a pod away, got 1000\n" +
        "  zoneCount: must be 1 to 6 zones, got 7",
    );
  });
});
