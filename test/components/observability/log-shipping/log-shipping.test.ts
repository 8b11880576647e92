import { beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { ACCESS_LOG } from "../../../../components/ingress/access-log";
import { fluentBitConfig } from "../../../../components/observability/log-shipping/fluent-bit-config";
import {
  LogShipping,
  type LogShippingArgs,
  logShippingProblems,
} from "../../../../components/observability/log-shipping/log-shipping";
import { logShippingSettingsProblems } from "../../../../components/observability/log-shipping/settings";
import { manifestProblems } from "../../../../review/kubernetes/manifest-problems";
import { changed, type Declared, declared } from "../../../support/declared";
import { resolved } from "../../../support/mocks";

const args: LogShippingArgs = {
  region: "eu-west-1",
  clusterName: "c1",
  clusterArn: "arn:cluster",
  settings: { cpuMillis: 100, memoryMiB: 128, bufferMiB: 512 },
  image: `cr.fluentbit.io/fluent/fluent-bit@sha256:${"e".repeat(64)}`,
  logGroupName: "access-lines",
  writeStatements: [{ actions: ["logs:PutLogEvents"], resources: ["arn:group:*"] }],
  after: [],
};
const make = (more: Partial<LogShippingArgs> = {}) =>
  declared((opts) => new LogShipping("ship", { ...args, ...more }, opts));

describe("fluentBitConfig()", () => {
  let config: any;
  beforeAll(async () => {
    config = parse(
      await resolved(fluentBitConfig({ region: "eu-west-1", logGroupName: "access-lines", bufferMiB: 512 })),
      { version: "1.1", schema: "failsafe" },
    );
  });

  it("is the whole of it", () => {
    expect(config).toEqual({
      service: {
        flush: "1",
        grace: "30",
        log_level: "warn",
        http_server: "on",
        http_listen: "0.0.0.0",
        http_port: "2020",
        health_check: "on",
        "storage.path": "/state/buffer",
        "storage.max_chunks_up": "16",
      },
      pipeline: {
        inputs: [
          {
            name: "tail",
            tag: "nginx.*",
            path: "/var/log/containers/*_nginx-ingress_nginx-ingress-*.log",
            "multiline.parser": "cri",
            db: "/state/positions.db",
            read_from_head: "true",
            refresh_interval: "5",
            rotate_wait: "30",
            buffer_max_size: "256k",
            skip_long_lines: "on",
            "storage.type": "filesystem",
          },
        ],
        filters: [
          { name: "grep", match: "nginx.*", regex: "stream ^stdout$" },
          { name: "grep", match: "nginx.*", regex: 'log ^\\{.*"uri":' },
        ],
        outputs: [
          {
            name: "cloudwatch_logs",
            match: "nginx.*",
            region: "eu-west-1",
            log_group_name: "access-lines",
            log_stream_prefix: "access-",
            log_key: "log",
            auto_create_group: "false",
            retry_limit: "no_limits",
            "storage.total_limit_size": "512M",
          },
        ],
      },
    });
  });

  it("reads the files of NGINX's containers and of no others", () => {
    const pattern = new RegExp(`^${config.pipeline.inputs[0].path.replaceAll(".", "\\.").replaceAll("*", "[^/]*")}$`);
    const file = (pod: string, namespace: string, container: string) =>
      `/var/log/containers/${pod}_${namespace}_${container}-${"0a".repeat(32)}.log`;
    expect(pattern.test(file("nginx-ingress-controller-7d9c-x2x4z", "nginx-ingress", "nginx-ingress"))).toBe(true);
    expect(pattern.test(file("nginx-ingress-1", "nginx-ingress", "debugger"))).toBe(false);
    expect(pattern.test(file("nginx-ingress-1", "playback", "nginx-ingress"))).toBe(false);
  });

  it("keeps what NGINX's log format writes, and only that", () => {
    const kept = config.pipeline.filters.map(({ regex }: { regex: string }) => {
      const [field, ...pattern] = regex.split(" ");
      return { field, pattern: new RegExp(pattern.join(" ")) };
    });
    const passes = (record: any) =>
      kept.every(({ field, pattern }: { field: string; pattern: RegExp }) => pattern.test(record[field]));
    const line = ACCESS_LOG["log-format"].replaceAll("\n", " ").replaceAll(/\$\w+/g, "1");
    expect(JSON.parse(line)).toHaveProperty("uri");
    expect(passes({ stream: "stdout", log: line })).toBe(true);
    expect(passes({ stream: "stderr", log: line })).toBe(false);
    expect(passes({ stream: "stdout", log: '{"level":"info","msg":"Starting NGINX Ingress Controller"}' })).toBe(false);
    expect(passes({ stream: "stdout", log: '127.0.0.1 - - "GET /nginx-health" "uri":' })).toBe(false);
  });
});

describe("LogShipping", () => {
  let made: Declared;
  beforeAll(async () => {
    made = await make({ monitoringCrds: [] });
  });

  it("declares nothing that a strict API server would refuse", () => {
    const found = made.resources.filter(({ type }) => type.startsWith("kubernetes:"));
    expect(found.map(({ name }) => name).sort()).toEqual([
      "ship-account",
      "ship-config",
      "ship-deny-all",
      "ship-log-shipper",
      "ship-monitor",
      "ship-namespace",
      "ship-pods",
    ]);
    expect(found.flatMap(({ inputs }) => manifestProblems(inputs))).toEqual([]);
  });

  it("runs on every node as nobody who may read the logs", () => {
    const labels = { "app.kubernetes.io/name": "log-shipper" };
    const { metadata, spec } = made.one("ship-pods");
    expect(metadata).toEqual({ name: "log-shipper", namespace: "logging", labels });
    expect(spec).toEqual({
      selector: { matchLabels: labels },
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: "log-shipper",
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          priorityClassName: "streaming-critical",
          terminationGracePeriodSeconds: 45,
          tolerations: [{ operator: "Exists" }],
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65532,
            runAsGroup: 65532,
            fsGroup: 65532,
            supplementalGroups: [0],
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [
            {
              name: "fluent-bit",
              image: args.image,
              imagePullPolicy: "IfNotPresent",
              command: ["/fluent-bit/bin/fluent-bit", "-c", "/fluent-bit/config/fluent-bit.yaml"],
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
              },
              resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "128Mi" } },
              ports: [{ name: "metrics", containerPort: 2020 }],
              livenessProbe: {
                httpGet: { path: "/", port: "metrics" },
                timeoutSeconds: 3,
                periodSeconds: 20,
                failureThreshold: 3,
              },
              readinessProbe: {
                httpGet: { path: "/api/v1/health", port: "metrics" },
                timeoutSeconds: 3,
                periodSeconds: 10,
                failureThreshold: 3,
              },
              volumeMounts: [
                { name: "config", mountPath: "/fluent-bit/config", readOnly: true },
                { name: "logs", mountPath: "/var/log", readOnly: true },
                { name: "state", mountPath: "/state" },
              ],
            },
          ],
          volumes: [
            { name: "config", configMap: { name: made.one("ship-config").metadata.name } },
            { name: "logs", hostPath: { path: "/var/log", type: "Directory" } },
            { name: "state", emptyDir: { sizeLimit: "528Mi" } },
          ],
        },
      },
    });
    expect(made.one("ship-namespace").metadata).toMatchObject({
      name: "logging",
      labels: { "pod-security.kubernetes.io/enforce": "privileged" },
    });
  });

  it("may write to the log group, starts when it may, and is reached by nobody but who scrapes it", () => {
    expect(JSON.parse(made.one("ship-identity-policy").policy).Statement).toEqual([
      { Effect: "Allow", Action: ["logs:PutLogEvents"], Resource: ["arn:group:*"] },
    ]);
    expect(made.waitsFor("ship-pods")).toEqual(["ship-account", "ship-identity"]);
    expect(made.one("ship-log-shipper").spec.ingress).toEqual([
      {
        from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
        ports: [{ protocol: "TCP", port: 2020 }],
      },
    ]);
    expect(made.one("ship-monitor").spec.podMetricsEndpoints).toEqual([
      { port: "metrics", path: "/api/v2/metrics/prometheus", interval: "30s" },
    ]);
  });

  it("replaces its pods when the configuration changes, and is scraped only where somebody scrapes", async () => {
    const other = await make({ logGroupName: "elsewhere" });
    expect(other.one("ship-config").metadata.name).toMatch(/^log-shipper-[0-9a-f]{10}$/);
    expect(other.one("ship-config").metadata.name).not.toBe(made.one("ship-config").metadata.name);
    expect(other.resources.map(({ name }) => name)).not.toContain("ship-monitor");
  });

  it("reports each argument", () => {
    expect(logShippingProblems(args)).toEqual([]);
    const bad = { ...args, region: "moon", settings: {} as never, image: "fluent-bit:4" };
    expect([...new Set(logShippingProblems(bad).map(({ path }) => path.split(".")[0]))]).toEqual([
      "region",
      "settings",
      "image",
    ]);
    expect(() => new LogShipping("ship", bad)).toThrow('Cannot declare LogShipping "ship"');
  });
});

describe("logShippingSettingsProblems()", () => {
  it.each([
    ["cpuMillis", 10, 4_000, "thousandths of a core"],
    ["memoryMiB", 64, 4_096, "MiB"],
    ["bufferMiB", 16, 10_240, "MiB"],
  ])("takes a %p of %p to %p %s", (field, min, max, unit) => {
    const about = (value: unknown) => logShippingSettingsProblems("logShipping", changed(args.settings, field, value));
    expect([about(min), about(max)]).toEqual([[], []]);
    for (const value of [min - 1, max + 1, min + 0.5, undefined]) {
      expect(about(value)).toEqual([
        { path: `logShipping.${field}`, reason: `must be ${min} to ${max} ${unit}, got ${value}` },
      ]);
    }
  });

  it("reports what is no object, and fields that there are not", () => {
    expect(logShippingSettingsProblems("logShipping", 3)).toEqual([
      { path: "logShipping", reason: "must be an object, got 3" },
    ]);
    expect(logShippingSettingsProblems("logShipping", { ...args.settings, cpu: 1 }).map(({ path }) => path)).toEqual([
      "logShipping.cpu",
    ]);
  });
});
