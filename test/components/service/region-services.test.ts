import { beforeAll, describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import type { CacheEndpoint } from "../../../components/cache/endpoint";
import { declarePriorityClasses } from "../../../components/service/priority-classes";
import { RegionServices, type RegionServicesArgs } from "../../../components/service/region-services";
import { type Declared, declared } from "../../support/declared";
import { resolved } from "../../support/mocks";
import { image, settings } from "./services-settings";

const WORKLOADS = [
  "playback-service",
  "recommendation-service",
  "catalog-service",
  "session-service",
  "watch-event-worker",
  "release-calendar",
];
const NAME = "ap-southeast-1-services"; // with the longest name of a region

const cache = (name: string): CacheEndpoint => ({
  host: pulumi.output(`${name}.cache`),
  port: 6379,
  region: "ap-southeast-1",
  cacheName: pulumi.output(name),
  serverless: false,
  userName: pulumi.output(`${name}-user`),
  connectArns: [pulumi.output(`arn:${name}`), pulumi.output(`arn:${name}-user`)],
});

/** Stands for what brings the kinds of the Prometheus operator. */
class Crds extends pulumi.ComponentResource {
  constructor(opts: pulumi.ComponentResourceOptions) {
    super("test:Crds", "crds", {}, opts);
  }
}

const args: Omit<RegionServicesArgs, "monitoringCrds" | "priorities"> = {
  region: "ap-southeast-1",
  settings,
  images: Object.fromEntries(WORKLOADS.map((workload) => [workload, image(workload)])),
  clusterName: "k8s",
  clusterArn: "arn:k8s",
  accountId: "111122223333",
  zoneCount: 3,
  timezone: "Asia/Singapore",
  networkCidrBlocks: ["10.32.0.0/16", "10.34.0.0/16"],
  vpcCniAddon: false,
  releaseQueue: { arn: "arn:releases", url: "https://sqs.test/releases", consumerTimeoutSeconds: 30 },
  scheduleGroupName: "schedules",
  caches: {
    recommendations: cache("recs"),
    metadata: cache("meta"),
    sessions: { read: cache("sessions-near"), write: cache("sessions-far") },
  },
  database: { host: "pgbouncer.data.svc", port: 6432, databaseName: "streaming" },
  runbookBaseUrl: "https://p95.example/docs/runbooks",
  pageTopicArn: "arn:page",
  ticketTopicArn: "arn:ticket",
  protectStateful: true,
};

let services: RegionServices;
const make = (of: Partial<RegionServicesArgs> = {}) =>
  declared((opts) => {
    const priorities = declarePriorityClasses("priority", opts);
    services = new RegionServices(NAME, { ...args, priorities, monitoringCrds: [new Crds(opts)], ...of }, opts);
  });

const kubernetes = ({ resources }: Declared) => resources.filter(({ type }) => type.startsWith("kubernetes:"));
const podSpecs = (made: Declared) =>
  kubernetes(made).flatMap(({ inputs }) => (inputs.spec?.template ? [inputs.spec.template.spec] : []));
const containers = (made: Declared) => podSpecs(made).flatMap((spec) => spec.containers as any[]);
const policy = (made: Declared, name: string) =>
  JSON.parse(made.one(`${NAME}-${name}`).policy).Statement.map(({ Action, Resource }: any) => [Action, Resource]);

describe("RegionServices", () => {
  let made: Declared;
  beforeAll(async () => {
    made = await make();
  });

  it("declares playback's autoscaler with the seed's values, behaviour and the signal", () => {
    expect(made.one(`${NAME}-playback-service-hpa`)).toEqual({
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: {
        name: "playback-service-hpa",
        namespace: "playback",
        labels: {
          "app.kubernetes.io/name": "playback-service",
          "app.kubernetes.io/part-of": "streaming",
          "app.kubernetes.io/component": "api",
        },
      },
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "playback-service" },
        minReplicas: 10,
        maxReplicas: 100,
        metrics: [
          { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
          { type: "Resource", resource: { name: "memory", target: { type: "Utilization", averageUtilization: 80 } } },
          {
            type: "External",
            external: {
              metric: {
                name: "composite-metric",
                selector: { matchLabels: { "scaledobject.keda.sh/name": "playback-predictive" } },
              },
              target: { type: "AverageValue", averageValue: "1" },
            },
          },
        ],
        behavior: {
          scaleUp: {
            stabilizationWindowSeconds: 0,
            selectPolicy: "Max",
            policies: [
              { type: "Percent", value: 100, periodSeconds: 15 },
              { type: "Pods", value: 10, periodSeconds: 15 },
            ],
          },
          scaleDown: {
            stabilizationWindowSeconds: 600,
            selectPolicy: "Min",
            policies: [
              { type: "Percent", value: 10, periodSeconds: 60 },
              { type: "Pods", value: 5, periodSeconds: 60 },
            ],
          },
        },
      },
    });
    expect(made.one(`${NAME}-catalog-service-hpa`).spec.metrics).toHaveLength(2);
  });

  it("never declares how many pods there are of what is scaled", () => {
    const scaled = kubernetes(made).filter(({ type }) => type === "kubernetes:apps/v1:Deployment");
    const counts = scaled.map(({ inputs }) => [inputs.metadata.name, inputs.spec.replicas]);
    expect(Object.fromEntries(counts)).toEqual({
      ...Object.fromEntries(WORKLOADS.map((workload) => [workload, undefined])),
      "playback-capacity-signal": undefined,
      headroom: 7,
    });
  });

  it("gives every container requests, its limit of memory and none of CPU", () => {
    const sizes = containers(made).map(({ name, resources: { requests, limits } }) => [name, requests, limits]);
    expect(sizes).toHaveLength(WORKLOADS.length + 2);
    for (const [name, requests, limits] of sizes) {
      expect([name, Object.keys(requests).sort()]).toEqual([name, ["cpu", "memory"]]);
      expect([name, limits]).toEqual([name, { memory: requests.memory }]);
    }
  });

  it("gives no pod anything to keep, nor a right that `restricted` refuses", () => {
    const volumes = podSpecs(made).flatMap((spec) => spec.volumes ?? []);
    expect(volumes).toEqual(Array(WORKLOADS.length).fill({ name: "tmp", emptyDir: { sizeLimit: "64Mi" } }));
    for (const { securityContext, automountServiceAccountToken } of podSpecs(made)) {
      expect(automountServiceAccountToken).toBe(false);
      expect(securityContext).toEqual({
        runAsNonRoot: true,
        runAsUser: 65_532,
        runAsGroup: 65_532,
        fsGroup: 65_532,
        seccompProfile: { type: "RuntimeDefault" },
      });
    }
    for (const { securityContext } of containers(made)) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
    }
  });

  it("makes every custom resource wait for what brings its kind", () => {
    const custom = kubernetes(made).filter(({ inputs }) => /keda|coreos/.test(inputs.apiVersion));
    const waits = custom.map(({ name, inputs }) => [inputs.kind, made.waitsFor(name)]);
    const keda = [`${NAME}-keda-authentication`, `${NAME}-keda-release`];
    expect(waits.sort()).toEqual(
      [
        ["ClusterTriggerAuthentication", [`${NAME}-keda-release`]],
        ["PodMonitor", ["crds"]],
        ["PodMonitor", ["crds"]],
        ["PrometheusRule", ["crds"]],
        ["ScaledObject", [...keda, `${NAME}-prediction-carrier`].sort()],
        ["ScaledObject", keda],
        ["ScaledObject", keda],
        ["ServiceMonitor", ["crds"]],
        ["ServiceMonitor", ["crds"]],
        ["ServiceMonitor", ["crds"]],
        ["ServiceMonitor", ["crds"]],
      ].sort(),
    );
  });

  it("starts no pod before its namespace, its priority and its identity", () => {
    const spaces = ["playback", "recommendations", "catalog", "sessions", "headroom"].map(
      (space) => `${NAME}-${space}`,
    );
    const priorities = ["streaming-critical", "platform-batch", "headroom"];
    expect(made.waitsFor(`${NAME}-playback-service`)).toEqual(
      [...spaces, ...priorities.map((priority) => `priority-${priority}`)].sort(),
    );
    expect(made.waitsFor(`${NAME}-playback-service-deployment`)).toEqual([
      `${NAME}-playback-service-account`,
      `${NAME}-playback-service-pods`,
    ]);
    expect(made.waitsFor(`${NAME}-keda-release`)).toEqual(
      [`${NAME}-keda-namespace`, `${NAME}-keda-pods`, "crds"].sort(),
    );
  });

  it("lets pods do in AWS what they are there for and nothing else", () => {
    const connect = ["elasticache:Connect"];
    expect(policy(made, "playback-service-pods-policy")).toEqual([
      [connect, ["arn:meta", "arn:meta-user"]],
      [connect, ["arn:sessions-near", "arn:sessions-near-user"]],
      [connect, ["arn:sessions-far", "arn:sessions-far-user"]],
      [["sqs:SendMessage"], [`arn:${NAME}-watch-events-queue`]],
    ]);
    expect(policy(made, "catalog-service-pods-policy")).toEqual([[connect, ["arn:meta", "arn:meta-user"]]]);
    const consume = [
      "sqs:ChangeMessageVisibility",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:ReceiveMessage",
    ];
    expect(policy(made, "watch-event-worker-pods-policy")).toEqual([[consume, [`arn:${NAME}-watch-events-queue`]]]);
    expect(policy(made, "release-calendar-pods-policy")).toEqual([
      [consume, ["arn:releases"]],
      [
        ["scheduler:CreateSchedule", "scheduler:UpdateSchedule", "scheduler:DeleteSchedule"],
        ["arn:aws:scheduler:ap-southeast-1:111122223333:schedule/schedules/release-*"],
      ],
      [["iam:PassRole"], [`arn:${NAME}-release-windows-role`]],
    ]);
    expect(policy(made, "keda-pods-policy")).toEqual([
      [
        ["sqs:GetQueueAttributes"],
        [`arn:${NAME}-watch-events-queue`, "arn:releases", `arn:${NAME}-release-windows-queue`],
      ],
    ]);
  });

  it("leaves room for auto-naming in every role's name", () => {
    const longest = Math.max(...made.names("aws:iam/role:Role").map((name) => name.length));
    expect(longest).toBeLessThanOrEqual(64 - 8);
    expect(() => new RegionServices(`${NAME}s`, { ...args, priorities: [], monitoringCrds: undefined as any })).toThrow(
      `Cannot declare RegionServices "${NAME}s"\n  name: must be up to 23 characters, got "${NAME}s"`,
    );
  });

  it("tells pods where everything is in a ConfigMap that is named after its content", async () => {
    const config = made.one(`${NAME}-recommendation-service-config`);
    expect(config).toMatchObject({
      immutable: true,
      metadata: { namespace: "recommendations", name: expect.stringMatching(/^recommendation-service-[0-9a-f]{10}$/) },
      data: {
        SERVICE_NAME: "recommendation-service",
        AWS_REGION: "ap-southeast-1",
        DATABASE_HOST: "pgbouncer.data.svc",
        DATABASE_PORT: "6432",
        DATABASE_NAME: "streaming",
        RECOMMENDATIONS_CACHE_HOST: "recs.cache",
        RECOMMENDATIONS_CACHE_PORT: "6379",
        RECOMMENDATIONS_CACHE_REGION: "ap-southeast-1",
        RECOMMENDATIONS_CACHE_NAME: "recs",
        RECOMMENDATIONS_CACHE_SERVERLESS: "false",
        RECOMMENDATIONS_CACHE_USER: "recs-user",
        METADATA_CACHE_HOST: "meta.cache",
        RECS_TTL_SECONDS: "1800",
      },
    });
    const container = made.one(`${NAME}-recommendation-service-deployment`).spec.template.spec.containers[0];
    expect(container.envFrom).toEqual([{ configMapRef: { name: config.metadata.name } }]);

    const other = await make({ config: { "recommendation-service": { RECS_TTL_SECONDS: "900" } } });
    const changed = other.one(`${NAME}-recommendation-service-config`);
    expect(changed.data.RECS_TTL_SECONDS).toBe("900");
    expect(changed.metadata.name).not.toBe(config.metadata.name);
  });

  it("opens the network between exactly those who call each other", () => {
    const ports = (name: string) => made.one(`${NAME}-${name}-network`).spec;
    const from = (name: string) =>
      ports(name).ingress[0].from.map(({ namespaceSelector, podSelector }: any) => [
        namespaceSelector.matchLabels["kubernetes.io/metadata.name"],
        podSelector?.matchLabels["app.kubernetes.io/name"],
      ]);
    const everybody = [
      ["nginx-ingress", undefined],
      ["perf", undefined],
    ];
    expect(from("playback-service")).toEqual(everybody);
    expect(from("catalog-service")).toEqual([
      ...everybody,
      ["playback", "playback-service"],
      ["playback", "release-calendar"],
    ]);
    expect(ports("release-calendar").egress.slice(-1)[0].to[0].podSelector.matchLabels).toEqual({
      "app.kubernetes.io/name": "catalog-service",
    });
    expect(ports("watch-event-worker").egress).toHaveLength(4);
    expect(ports("playback-service").egress.slice(-1)).toEqual([
      {
        to: [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "catalog" } },
            podSelector: { matchLabels: { "app.kubernetes.io/name": "catalog-service" } },
          },
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "sessions" } },
            podSelector: { matchLabels: { "app.kubernetes.io/name": "session-service" } },
          },
        ],
        ports: [{ protocol: "TCP", port: 8080 }],
      },
    ]);
    expect(ports("catalog-service").egress).toHaveLength(4);
    expect(ports("watch-event-worker").ingress).toEqual([
      {
        from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
        ports: [{ protocol: "TCP", port: 9102 }],
      },
    ]);
  });

  it("declares that NetworkPolicies hold, unless an add-on does", async () => {
    expect(made.one(`${NAME}-network-enforcement`)).toMatchObject({
      metadata: { name: "amazon-vpc-cni", namespace: "kube-system" },
      data: { "enable-network-policy-controller": "true" },
    });
    const addon = await make({ vpcCniAddon: true });
    expect(addon.names("kubernetes:core/v1:ConfigMap")).not.toContain(`${NAME}-network-enforcement`);
  });

  it("limits each namespace to twice its workloads at their maximum", () => {
    expect(made.one(`${NAME}-playback-quota`).spec).toEqual({
      // 100 pods of playback, 200 that work on watch events, 2 calendars and the carrier of the signal
      hard: { pods: "606", "requests.cpu": "202", "requests.memory": "308256Mi" },
    });
    expect(made.waitsFor(`${NAME}-playback-quota`)).toEqual([`${NAME}-playback-namespace`]);
    expect(made.one(`${NAME}-playback-limits`).spec.limits[0].maxLimitRequestRatio).toEqual({ memory: "1" });
    expect(made.one(`${NAME}-playback-deny-all`).spec).toEqual({
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
      egress: [
        {
          ports: [
            { protocol: "UDP", port: 53 },
            { protocol: "TCP", port: 53 },
          ],
        },
      ],
    });
  });

  it("closes a window by itself and lets only schedules of the group open it", async () => {
    expect(made.one(`${NAME}-release-windows-queue`)).toEqual({
      region: "ap-southeast-1",
      messageRetentionSeconds: 1_500,
      receiveWaitTimeSeconds: 20,
      sqsManagedSseEnabled: true,
    });
    expect(JSON.parse(made.one(`${NAME}-release-windows-role`).assumeRolePolicy).Statement[0].Condition).toEqual({
      StringEquals: {
        "aws:SourceAccount": "111122223333",
        "aws:SourceArn": "arn:aws:scheduler:ap-southeast-1:111122223333:schedule-group/schedules",
      },
    });
    expect(JSON.parse(made.one(`${NAME}-release-windows-redrive`).redriveAllowPolicy)).toEqual({
      redrivePermission: "denyAll",
    });
    const rights = JSON.parse(made.one(`${NAME}-release-windows-rights`).policy).Statement;
    expect(rights).toEqual([
      { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: `arn:${NAME}-release-windows-queue` },
    ]);
    await make();
    expect(await resolved(services.releaseWindowsQueueUrl!)).toBe("https://sqs.test");
  });

  it("declares no workload without images, and only services with a sample", async () => {
    const none = await make({ images: {} });
    expect(none.names("kubernetes:apps/v1:Deployment")).toEqual([]);
    expect(none.names("kubernetes:monitoring.coreos.com/v1:PrometheusRule")).toEqual([]);
    const { prediction: _, headroom: __, ...plain } = settings;
    await make({ images: {}, settings: plain });
    expect(services.releaseWindowsQueueUrl).toBe(undefined);
    const sampleImage = image("podinfo");
    const sample = await make({ images: {}, settings: { ...plain, sampleImage } });
    const images = containers(sample).map(({ name, image: of }) => [name, of]);
    expect(Object.fromEntries(images)).toEqual(
      Object.fromEntries(WORKLOADS.slice(0, 4).map((service) => [service, sampleImage])),
    );
  });

  it("refuses images that may change, that nobody runs, and some without the rest", () => {
    const message = (images: Record<string, string>) => () =>
      new RegionServices(NAME, { ...args, priorities: [], images, monitoringCrds: undefined as any });
    const digest = `sha256:${"a".repeat(64)}`;
    expect(message({ ...args.images, "playback-service": "playback:1.2" })).toThrow(
      'images.playback-service: must be pinned by digest such as "repo/name@sha256:<64 hex>", got "playback:1.2"',
    );
    expect(message({ ...args.images, search: `x@${digest}` })).toThrow(
      "images.search: must be of one of playback-service,",
    );
    expect(message({ "playback-service": `x@${digest}` })).toThrow(
      "images.catalog-service: must be given once any other image is",
    );
  });
});
