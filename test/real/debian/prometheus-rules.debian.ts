import { describe, expect, it } from "@jest/globals";
import { dashboards } from "../../../components/observability/cluster/dashboards";
import { type AlertRule, isAlert } from "../../../components/observability/cluster/rule";
import { monitoringRules } from "../../../components/observability/cluster/rules";
import { checkRules, type RuleTest, type Series, testRules } from "../../components/observability/cluster/promtool";
import { RUNBOOKS, services } from "../../components/observability/cluster/samples";

// Debian 12: prometheus (promtool 2.42)
const groups = Object.values(monitoringRules({ services, perfNamespace: "perf", runbookBaseUrl: RUNBOOKS })).flat();
const alerts = groups.flatMap(({ rules }) => rules).filter(isAlert);

const PLAYBACK = 'namespace="playback",service_name="playback-service",endpoint="/api/playback"';
const HPA = 'namespace="playback",horizontalpodautoscaler="playback-service-hpa"';

/** 100 requests a second, of which so many fail and so many are slow. */
function requests({ failed = 0, slow = 0 }: { failed?: number; slow?: number }): Series[] {
  const count = (status: number, ratio: number) => ({
    series: `http_request_duration_seconds_count{${PLAYBACK},status_code="${status}"}`,
    values: `0+${6_000 * ratio}x300`,
  });
  const bucket = (le: string, ratio: number) => ({
    series: `http_request_duration_seconds_bucket{${PLAYBACK},status_code="200",le="${le}"}`,
    values: `0+${6_000 * ratio}x300`,
  });
  return [count(200, 1 - failed), count(503, failed), bucket("0.25", 1 - slow), bucket("1.0", 1), bucket("+Inf", 1)];
}

const constant = (series: string, value: number): Series => ({ series, values: `${value}+0x500` });

/** One alert, and the first minute at which somebody hears of it. */
interface Case {
  readonly alert: string;
  /** Beside the alert's own; also tells apart the rules of one name. */
  readonly labels: Readonly<Record<string, string>>;
  readonly series: readonly Series[];
  readonly minute: number;
  readonly summary: string;
  readonly description: string;
  readonly page: string;
}

const burns: Case[] = [
  // The condition holds from the first minute on, when counters have their second sample.
  { severity: "page", long_window: "1h", short_window: "5m", factor: 14.4, minute: 1 + 2, failed: 0.015, slow: 0.73 },
  { severity: "page", long_window: "6h", short_window: "30m", factor: 6, minute: 1 + 15, failed: 0.007, slow: 0.31 },
  { severity: "ticket", long_window: "1d", short_window: "2h", factor: 3, minute: 1 + 60, failed: 0.004, slow: 0.16 },
  { severity: "ticket", long_window: "3d", short_window: "6h", factor: 1, minute: 1 + 180, failed: 0.002, slow: 0.06 },
].flatMap(({ factor, minute, failed, slow, ...windows }) => {
  const labels = { ...windows, namespace: "playback", service_name: "playback-service" };
  const over = `of requests over ${windows.long_window}, and as many over ${windows.short_window}`;
  return [
    {
      alert: "AvailabilityBudgetBurn",
      labels,
      series: requests({ failed }),
      minute,
      summary: `playback-service answers 5xx: its monthly budget burns ${factor} times too fast`,
      description: `${percent(failed)} ${over}; the promise of 99.9 % leaves 0.1 %.`,
      page: "availability-budget-burn.md",
    },
    {
      alert: "LatencyBudgetBurn",
      labels,
      series: requests({ slow }),
      minute,
      summary: `playback-service is slow: its monthly budget burns ${factor} times too fast`,
      description: `${percent(slow)} ${over}; the promise of 95 % leaves 5 %.`,
      page: "latency-budget-burn.md",
    },
  ];
});

/** As the template writes it: four digits that count. */
function percent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(4))}%`;
}

const single: Case[] = [
  ...services.map(({ name, namespace }) => ({
    alert: "ServiceMetricsMissing",
    labels: { severity: "ticket", namespace, deployment: name, service_name: name },
    series: [
      constant(`kube_deployment_status_replicas_available{namespace="${namespace}",deployment="${name}"}`, 3),
      constant('http_request_duration_seconds_count{service_name="another-service"}', 5),
    ],
    minute: 10,
    summary: `${name} runs, and nobody measures it`,
    description: "No request metrics arrive although pods are ready: none of the alerts on this service can fire.",
    page: "service-metrics-missing.md",
  })),
  {
    alert: "HighP95Latency",
    labels: {
      severity: "ticket",
      namespace: "playback",
      service_name: "playback-service",
      endpoint: "/api/playback",
    },
    series: requests({ slow: 0.06 }),
    minute: 1 + 10,
    summary: "p95 of playback-service/api/playback is 375ms",
    description:
      "One endpoint is slower than 0.25 s for one request in twenty; the service as a whole may still keep its promise.",
    page: "high-p95-latency.md",
  },
  {
    alert: "HpaAtMaxReplicas",
    labels: { severity: "page", namespace: "playback", horizontalpodautoscaler: "playback-service-hpa" },
    series: [
      { series: `kube_horizontalpodautoscaler_status_current_replicas{${HPA}}`, values: "99+0x4 100+0x60" },
      constant(`kube_horizontalpodautoscaler_spec_max_replicas{${HPA}}`, 100),
      constant(`kube_horizontalpodautoscaler_spec_min_replicas{${HPA}}`, 10),
    ],
    minute: 5 + 10,
    summary: "playback-service-hpa has all the 100 pods it may have",
    description: "More load finds no more pods: latency is next.",
    page: "hpa-at-max-replicas.md",
  },
  {
    alert: "PredictiveScalingSignalMissing",
    labels: {
      severity: "ticket",
      namespace: "playback",
      horizontalpodautoscaler: "playback-service-hpa",
      metric_name: "composite-metric",
    },
    series: [
      {
        series: `kube_horizontalpodautoscaler_status_target_metric{${HPA},metric_name="composite-metric"}`,
        values: "12+0x9 stale",
      },
      constant(`kube_horizontalpodautoscaler_spec_max_replicas{${HPA}}`, 100),
    ],
    minute: 10 + 15,
    summary: "playback-service-hpa no longer hears what is coming",
    description: "It reacts to load only and cannot scale in: pods cost more, and a release finds too few of them.",
    page: "predictive-scaling-signal-missing.md",
  },
  {
    alert: "ReplicasHeldUpByMemory",
    labels: {
      severity: "ticket",
      namespace: "playback",
      container: "playback-service",
      horizontalpodautoscaler: "playback-service-hpa",
    },
    series: [
      constant(
        'container_memory_working_set_bytes{namespace="playback",container="playback-service",image="x",pod="a"}',
        73,
      ),
      constant(
        'kube_pod_container_resource_requests{namespace="playback",container="playback-service",resource="memory",pod="a"}',
        100,
      ),
      constant('kube_pod_status_phase{namespace="playback",phase="Running",pod="a"}', 1),
      { series: `kube_horizontalpodautoscaler_status_current_replicas{${HPA}}`, values: "10+0x400 11+0x100" },
      constant(`kube_horizontalpodautoscaler_spec_min_replicas{${HPA}}`, 10),
    ],
    minute: 401 + 30,
    summary: "memory keeps playback-service-hpa from scaling in",
    description: "73% of the requested memory for six hours, target 80 %: a leak, or a request that is too small.",
    page: "replicas-held-up-by-memory.md",
  },
  {
    alert: "NginxUpstream5xx",
    labels: {
      severity: "page",
      resource_namespace: "playback",
      resource_name: "api",
      upstream: "playback",
    },
    series: ["200", "503"].map((code) => ({
      series:
        "nginx_ingress_controller_upstream_server_response_latency_ms_count" +
        `{resource_namespace="playback",resource_name="api",upstream="playback",code="${code}"}`,
      values: code === "200" ? "0+5820x60" : "0+180x60",
    })),
    minute: 1 + 5,
    summary: "upstream playback of api answers 5xx",
    description: "3% of answers after all retries, as NGINX sees them.",
    page: "nginx-upstream-5xx.md",
  },
  {
    alert: "NginxReloadFailed",
    labels: { severity: "page", pod: "nginx-1" },
    series: [{ series: 'nginx_ingress_controller_nginx_last_reload_status{pod="nginx-1"}', values: "1 1 1 0+0x30" }],
    minute: 3 + 1,
    summary: "nginx-1 refuses its configuration",
    description: "It keeps the old one: new and gone pods of every service are unknown to it.",
    page: "nginx-reload-failed.md",
  },
  {
    alert: "PgbouncerClientsWaiting",
    labels: { severity: "page", namespace: "data", database: "streaming" },
    series: [
      {
        series: 'pgbouncer_pools_client_maxwait_seconds{namespace="data",database="streaming",pod="a"}',
        values: "1+0x6 2+0x30",
      },
      constant('pgbouncer_pools_client_maxwait_seconds{namespace="data",database="streaming",pod="b"}', 0),
    ],
    minute: 7 + 5,
    summary: "clients of streaming wait 2s for a connection",
    description: "Every pooled connection is busy; requests queue before the database has seen them.",
    page: "pgbouncer-clients-waiting.md",
  },
  {
    alert: "PerfRegressionFailed",
    labels: { severity: "ticket", namespace: "perf", job_name: "perf-regression-29384" },
    series: [
      { series: 'kube_job_status_failed{namespace="perf",job_name="perf-regression-29384"}', values: "0 0 1+0x30" },
      constant('kube_job_status_failed{namespace="perf",job_name="another-job"}', 1),
    ],
    minute: 2 + 1,
    summary: "the scheduled benchmark perf-regression-29384 broke a threshold",
    description: "The service got slower, or fails more, than the thresholds allow; compare with the runs before.",
    page: "perf-regression-failed.md",
  },
];

function around({ alert, labels, series, minute, summary, description, page }: Case): RuleTest {
  const annotations = { summary, description, runbook_url: `${RUNBOOKS}/${page}` };
  const at = (time: number, exp_alerts: any[]) => ({ eval_time: `${time}m`, alertname: alert, exp_alerts });
  return {
    interval: "1m",
    input_series: series,
    alert_rule_test: [at(minute - 1, []), at(minute, [{ exp_labels: labels, exp_annotations: annotations }])],
  };
}

/** What tells rules of one name apart. */
const identity = ({ alert, labels }: Pick<AlertRule | Case, "alert" | "labels">) =>
  [alert, labels.severity, labels.long_window, alert === "ServiceMetricsMissing" && labels.service_name].join();

describe("promtool", () => {
  it("loads every rule", () => {
    const count = groups.flatMap(({ rules }) => rules).length;
    expect(checkRules(groups)).toContain(`SUCCESS: ${count} rules found`);
  });

  it("understands every query of the dashboards", () => {
    const queries = Object.values(dashboards).flatMap((json) =>
      JSON.parse(json).panels.flatMap(({ targets = [] }: any) => targets.map(({ expr }: any) => expr)),
    );
    const rules = queries.map((expr, i) => ({ record: `panel:query:${i}`, expr: expr.replace(/\$\w+/g, ".*") }));
    expect(checkRules([{ name: "dashboards", interval: "1m", rules }])).toContain(
      `SUCCESS: ${queries.length} rules found`,
    );
    expect(() => checkRules([{ name: "broken", interval: "1m", rules: [{ record: "a:b", expr: "sum(" }] }])).toThrow(
      "parse error",
    );
  });

  it("has a case below for every alert", () => {
    expect([...burns, ...single].map(identity).sort()).toEqual(alerts.map(identity).sort());
  });

  it.each(
    [...burns, ...single].map((each) => [
      `${each.alert} ${each.labels.long_window ?? each.labels.service_name ?? ""}`,
      each,
    ]),
  )("%s fires in its minute, and not the minute before", (_, each) => {
    expect(testRules(groups, [around(each as Case)])).toContain("SUCCESS");
  });

  it("misses no signal of an autoscaler that does not exist", () => {
    const other = constant('kube_horizontalpodautoscaler_spec_max_replicas{horizontalpodautoscaler="other"}', 1);
    const alert_rule_test = [{ eval_time: "60m", alertname: "PredictiveScalingSignalMissing", exp_alerts: [] }];
    expect(testRules(groups, [{ interval: "1m", input_series: [other], alert_rule_test }])).toContain("SUCCESS");
  });

  it("pages five minutes into an outage after six quiet hours, until its five minutes are clean again", () => {
    const series = [
      { code: 200, values: "0+6000x360 2160000+0x9 2166000+6000x60" },
      { code: 503, values: "0+0x360 6000+6000x9 60000+0x60" },
    ].map(({ code, values }) => ({
      series: `http_request_duration_seconds_count{${PLAYBACK},status_code="${code}"}`,
      values,
    }));
    const firing = (time: number, count: number) => ({
      expr: 'count(ALERTS{alertname="AvailabilityBudgetBurn",alertstate="firing",long_window="1h"}) or vector(0)',
      eval_time: `${time}m`,
      exp_samples: [{ labels: "{}", value: count }],
    });
    const promql_expr_test = [firing(364, 0), firing(365, 1), firing(374, 1), firing(375, 0)];
    expect(testRules(groups, [{ interval: "1m", input_series: series, promql_expr_test }])).toContain("SUCCESS");
  });

  it("records what the dashboards show", () => {
    const by = 'namespace="playback",service_name="playback-service",endpoint="/api/playback"';
    const recorded = (expr: string, labels: string, value: number) => ({
      expr: `round(${expr}, 0.0001)`,
      eval_time: "10m",
      exp_samples: [{ labels: `{${labels}}`, value }],
    });
    const latency = "service_endpoint:http_request_duration_seconds";
    const workload = 'namespace="playback",container="playback-service"';
    const container = (series: string, labels: string, value: string) => ({
      series: `${series}{${workload},${labels}}`,
      values: value,
    });
    const filesystem = (series: string, mountpoint: string, value: number) =>
      constant(`${series}{instance="n",device="/dev/x",mountpoint="${mountpoint}",fstype="xfs"}`, value);
    const input_series = [
      // 100 requests a second: half within 50 ms, 94 % within 250 ms, all within 1 s; 6 a second are 404, 3 are 503
      ...[
        ["0.05", 3_000],
        ["0.25", 5_640],
        ["1.0", 6_000],
        ["+Inf", 6_000],
      ].map(([le, step]) => ({
        series: `http_request_duration_seconds_bucket{${by},le="${le}"}`,
        values: `0+${step}x20`,
      })),
      ...[
        [200, 5_460],
        [404, 360],
        [503, 180],
      ].map(([code, step]) => ({
        series: `http_request_duration_seconds_count{${by},status_code="${code}"}`,
        values: `0+${step}x20`,
      })),
      { series: `http_request_duration_seconds_sum{${by}}`, values: "0+480x20" },
      {
        series: 'data_processed_bytes_total{namespace="playback",service_name="playback-service"}',
        values: "0+7000x20",
      },
      container("container_cpu_usage_seconds_total", 'image="x",pod="a"', "0+30x20"),
      container("kube_pod_container_resource_requests", 'resource="cpu",pod="a"', "1+0x20"),
      container("kube_pod_container_resource_requests", 'resource="cpu",pod="finished"', "1+0x20"),
      container("container_memory_working_set_bytes", 'image="x",pod="a"', "60+0x20"),
      container("kube_pod_container_resource_requests", 'resource="memory",pod="a"', "100+0x20"),
      container("kube_pod_container_resource_limits", 'resource="memory",pod="a"', "120+0x20"),
      constant('kube_pod_status_phase{namespace="playback",pod="a",phase="Running"}', 1),
      constant('kube_pod_status_phase{namespace="playback",pod="finished",phase="Running"}', 0),
      filesystem("node_filesystem_avail_bytes", "/", 0), // Bottlerocket's root: read-only, hence full
      filesystem("node_filesystem_size_bytes", "/", 10),
      filesystem("node_filesystem_readonly", "/", 1),
      filesystem("node_filesystem_avail_bytes", "/local", 30),
      filesystem("node_filesystem_size_bytes", "/local", 100),
      filesystem("node_filesystem_readonly", "/local", 0),
      { series: 'node_cpu_seconds_total{instance="n",cpu="0",mode="idle"}', values: "0+45x20" },
      constant('node_memory_MemAvailable_bytes{instance="n"}', 25),
      constant('node_memory_MemTotal_bytes{instance="n"}', 100),
      { series: 'node_network_receive_bytes_total{instance="n",device="ens5"}', values: "0+600x20" },
      { series: 'node_network_transmit_bytes_total{instance="n",device="ens5"}', values: "0+60x20" },
      { series: 'node_network_receive_bytes_total{instance="n",device="eni1"}', values: "0+6000x20" },
      { series: 'node_network_transmit_bytes_total{instance="n",device="eni1"}', values: "0+6000x20" },
    ];
    const promql_expr_test = [
      recorded(`${latency}:p50_5m`, by, 0.05),
      recorded(`${latency}:p95_5m`, by, 0.375),
      recorded(`${latency}:p99_5m`, by, 0.875),
      recorded(`${latency}:avg_5m`, by, 0.08),
      recorded("service_endpoint:http_requests:rate5m", by, 100),
      recorded("service_endpoint:http_requests:increase5m", by, 30_000),
      recorded(
        "service:data_processed_bytes:per_minute",
        'namespace="playback",service_name="playback-service"',
        7_000,
      ),
      recorded("service_endpoint:http_requests_4xx:ratio_rate5m", by, 0.06),
      recorded("service_endpoint:http_requests_5xx:ratio_rate5m", by, 0.03),
      recorded("service_endpoint:http_requests_5xx:increase5m", by, 900),
      recorded("workload:cpu_request_utilisation:ratio", workload, 0.5),
      recorded("workload:memory_request_utilisation:ratio", workload, 0.6),
      recorded("workload:memory_limit_utilisation:ratio", workload, 0.5),
      recorded("node:filesystem_utilisation:ratio", 'instance="n"', 0.7),
      recorded("node:cpu_utilisation:ratio", 'instance="n"', 0.25),
      recorded("node:memory_utilisation:ratio", 'instance="n"', 0.75),
      recorded("node:network_bytes:rate5m", 'instance="n"', 11),
    ];
    expect(testRules(groups, [{ interval: "1m", input_series, promql_expr_test }])).toContain("SUCCESS");
  });

  it("says zero, not nothing, while no request fails", () => {
    const input_series = requests({}).filter(({ series }) => !series.includes("503"));
    const zero = (expr: string) => ({
      expr: `sum(${expr})`,
      eval_time: "10m",
      exp_samples: [{ labels: "{}", value: 0 }],
    });
    const promql_expr_test = [
      "service_endpoint:http_requests_4xx:ratio_rate5m",
      "service_endpoint:http_requests_5xx:ratio_rate5m",
      "service_endpoint:http_requests_5xx:increase5m",
      "service:slo_errors:ratio_rate5m",
      "service:slo_errors:ratio_rate3d",
      "service:slo_slow:ratio_rate3d",
    ].map(zero);
    expect(testRules(groups, [{ interval: "1m", input_series, promql_expr_test }])).toContain("SUCCESS");
  });
});
