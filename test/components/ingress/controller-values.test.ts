import { describe, expect, it } from "@jest/globals";
import { ACCESS_LOG } from "../../../components/ingress/access-log";
import { clientAddressEntries } from "../../../components/ingress/client-address";
import { type ControllerValuesArgs, controllerValues } from "../../../components/ingress/controller-values";
import { manifestProblems } from "../../../review/kubernetes/manifest-problems";
import { plainRoute, route, settings } from "./ingress-fixtures";

const TRUSTED = "10.32.0.0/16,192.0.2.0/24";
const args: ControllerValuesArgs = {
  settings,
  routes: [route, plainRoute],
  trusted: TRUSTED,
  priorityClassName: "streaming-critical",
  serviceMonitor: true,
};

describe("values of the controller's chart", () => {
  it("are exactly these", () => {
    const labelSelector = {
      matchLabels: { "app.kubernetes.io/name": "nginx-ingress", "app.kubernetes.io/instance": "nginx-ingress" },
    };
    const { config, ...controller } = controllerValues(args).controller;
    expect(controller).toEqual({
      kind: "deployment",
      ingressClass: { name: "nginx", create: true, setAsDefaultIngress: false },
      autoscaling: { enabled: true, create: false },
      podDisruptionBudget: { enabled: false },
      minReadySeconds: 10,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: "25%" } },
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          labelSelector,
          matchLabelKeys: ["pod-template-hash"],
          topologyKey: "topology.kubernetes.io/zone",
          whenUnsatisfiable: "DoNotSchedule",
        },
        {
          maxSkew: 1,
          labelSelector,
          matchLabelKeys: ["pod-template-hash"],
          topologyKey: "kubernetes.io/hostname",
          whenUnsatisfiable: "ScheduleAnyway",
        },
      ],
      priorityClassName: "streaming-critical",
      lifecycle: { preStop: { sleep: { seconds: 20 } } },
      terminationGracePeriodSeconds: 90,
      resources: {
        requests: { cpu: "1000m", memory: "1024Mi", "ephemeral-storage": "576Mi" },
        limits: { memory: "1024Mi" },
      },
      initContainerResources: { requests: { cpu: "50m", memory: "64Mi" } },
      readOnlyRootFilesystem: true,
      enableCustomResources: true,
      enableSnippets: false,
      healthStatus: true,
      healthStatusURI: "/healthz",
      logFormat: "json",
      enableLatencyMetrics: true,
      nginxStatus: { enable: true, port: 8080, allowCidrs: "127.0.0.1" },
      telemetryReporting: { enable: false },
      service: {
        create: true,
        type: "ClusterIP",
        httpPort: { enable: true, port: 80, targetPort: 80 },
        httpsPort: { enable: false },
      },
    });
    expect(config.entries).toEqual({
      "lb-method": "least_conn",
      "max-fails": "3",
      "fail-timeout": "30s",
      keepalive: "64",
      "keepalive-timeout": "75s",
      "keepalive-requests": "10000",
      "upstream-zone-size": "512k",
      "proxy-connect-timeout": "1s",
      "proxy-read-timeout": "10s",
      "proxy-send-timeout": "10s",
      "worker-processes": "auto",
      "worker-connections": "16384",
      "worker-rlimit-nofile": "65535",
      "worker-shutdown-timeout": "45s",
      "server-tokens": "False",
      "error-log-level": "warn",
      ...ACCESS_LOG,
      "real-ip-header": "X-Forwarded-For",
      "real-ip-recursive": "False",
      "set-real-ip-from": TRUSTED,
    });
    expect(controllerValues(args).prometheus).toEqual({
      create: true,
      port: 9113,
      service: { create: true },
      serviceMonitor: { create: true },
    });
  });

  it("end what runs before the pod must be gone", () => {
    const { lifecycle, terminationGracePeriodSeconds, config } = controllerValues(args).controller;
    const workers = Number.parseInt((config.entries as Record<string, string>)["worker-shutdown-timeout"]!, 10);
    expect(lifecycle.preStop.sleep.seconds + workers).toBeLessThan(terminationGracePeriodSeconds);
  });

  it("pin the image by digest where one is set, and the chart's own otherwise", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const image = `ghcr.io/nginx/nginx-ingress@${digest}`;
    const pinned = controllerValues({ ...args, settings: { ...settings, image } }).controller;
    expect(pinned).toMatchObject({ image: { repository: "ghcr.io/nginx/nginx-ingress", digest } });
    expect(controllerValues(args).controller).not.toHaveProperty("image");
  });

  it("become a pod that a strict API server accepts", () => {
    const { controller } = controllerValues(args);
    const { lifecycle, resources, topologySpreadConstraints, terminationGracePeriodSeconds, priorityClassName } =
      controller;
    const container = { name: "nginx-ingress", image: "nginx/nginx-ingress", lifecycle, resources };
    const pod = {
      topologySpreadConstraints,
      terminationGracePeriodSeconds,
      priorityClassName,
      containers: [container],
    };
    expect(
      manifestProblems({
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "nginx-ingress-controller" },
        spec: {
          minReadySeconds: controller.minReadySeconds,
          strategy: controller.strategy,
          selector: {},
          template: { metadata: {}, spec: pod },
        },
      }),
    ).toEqual([]);
    const configMap = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "nginx-ingress" },
      data: controller.config.entries,
    };
    expect(manifestProblems(configMap)).toEqual([]);
  });
});

describe("clientAddressEntries()", () => {
  it("believes nobody where the load balancer keeps addresses", () => {
    expect(clientAddressEntries("preserve", TRUSTED)).toEqual({});
  });

  it("believes the trusted ones' PROXY header", () => {
    expect(clientAddressEntries("proxy-protocol", TRUSTED)).toEqual({
      "proxy-protocol": "True",
      "real-ip-header": "proxy_protocol",
      "real-ip-recursive": "False",
      "set-real-ip-from": TRUSTED,
    });
  });
});

describe("the access log", () => {
  it("is one JSON object, whatever the variables hold", () => {
    const line = ACCESS_LOG["log-format"].replaceAll("\n", " ").replace("$request_time", "0.025").replace(/\$\w+/g, "");
    const { request_time, ...others } = JSON.parse(line);
    expect(request_time).toBe(0.025); // a number, or CloudWatch could not compare it
    expect(Object.values(others)).toEqual(Array(24).fill(""));
    expect(ACCESS_LOG["log-format-escaping"]).toBe("json");
    expect(ACCESS_LOG["log-format"]).not.toContain("'");
  });

  it("holds no query, where tokens stand", () => {
    expect(ACCESS_LOG["log-format"]).not.toMatch(/\$(request_uri|args|query_string|request)"/);
  });
});
