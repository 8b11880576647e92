import { type AlertRule, alertRule, anyOf, type RuleGroup } from "./rule";
import type { MonitoredService } from "./services";

/**
 * An autoscaler leaves a metric alone until it is this far from its target.
 * Source: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details
 */
const TOLERANCE = 0.1;

/** Errors of one upstream, as NGINX sees them, above which viewers notice whatever the service says of itself. */
const UPSTREAM_ERROR_RATIO = 0.02;

/** Alerts on single things that are wrong, whatever the error budgets say. */
export function platformAlerts(
  services: readonly MonitoredService[],
  perfNamespace: string,
  runbookBaseUrl: string,
): RuleGroup[] {
  const rules = [
    ...services.map((service) => metricsMissing(service, runbookBaseUrl)),
    ...highP95(services, runbookBaseUrl),
    ...atMaxReplicas(services, runbookBaseUrl),
    ...services.flatMap((service) => signalMissing(service, runbookBaseUrl)),
    ...services.flatMap((service) => heldUpByMemory(service, runbookBaseUrl)),
    ...nginx(runbookBaseUrl),
    clientsWait(runbookBaseUrl),
    regressionFailed(perfNamespace, runbookBaseUrl),
  ];
  return [{ name: "streaming.platform", interval: "30s", rules }];
}

/** Without its metrics every other alert on a service is silent, and green. */
function metricsMissing({ name, namespace }: MonitoredService, runbookBaseUrl: string): AlertRule {
  const deployment = `{namespace="${namespace}",deployment="${name}"}`;
  const available = `max by (namespace, deployment) (kube_deployment_status_replicas_available${deployment}) > 0`;
  return alertRule(runbookBaseUrl, {
    alert: "ServiceMetricsMissing",
    expr: `(${available}) unless on () count(http_request_duration_seconds_count{service_name="${name}"})`,
    for: "10m",
    severity: "ticket",
    labels: { service_name: name },
    summary: `${name} runs, and nobody measures it`,
    description: "No request metrics arrive although pods are ready: none of the alerts on this service can fire.",
  });
}

function highP95(services: readonly MonitoredService[], runbookBaseUrl: string): AlertRule[] {
  const bounds = [...new Set(services.map(({ objective }) => objective.latencySeconds))];
  return bounds.map((seconds) => {
    const group = services.filter(({ objective }) => objective.latencySeconds === seconds).map(({ name }) => name);
    const selected = anyOf("service_name", group);
    return alertRule(runbookBaseUrl, {
      alert: "HighP95Latency",
      expr:
        `service_endpoint:http_request_duration_seconds:p95_5m{${selected}} > ${seconds} ` +
        `and service_endpoint:http_requests:rate5m{${selected}} > 1`, // fewer requests have no 95th percentile to speak of
      for: "10m",
      severity: "ticket",
      summary: "p95 of {{ $labels.service_name }}{{ $labels.endpoint }} is {{ $value | humanizeDuration }}",
      description:
        `One endpoint is slower than ${seconds} s for one request in twenty; ` +
        "the service as a whole may still keep its promise.",
    });
  });
}

function atMaxReplicas(services: readonly MonitoredService[], runbookBaseUrl: string): AlertRule[] {
  const scaled = services.flatMap(({ namespace, autoscaler }) => (autoscaler ? [{ namespace, ...autoscaler }] : []));
  if (scaled.length === 0) return [];
  const selected = [
    anyOf(
      "namespace",
      scaled.map(({ namespace }) => namespace),
    ),
    anyOf(
      "horizontalpodautoscaler",
      scaled.map(({ name }) => name),
    ),
  ].join();
  const series = (name: string) =>
    `max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_${name}{${selected}})`;
  return [
    alertRule(runbookBaseUrl, {
      alert: "HpaAtMaxReplicas",
      expr:
        `${series("status_current_replicas")} >= ${series("spec_max_replicas")} ` +
        `and ${series("spec_max_replicas")} > ${series("spec_min_replicas")}`,
      for: "10m",
      severity: "page",
      summary: "{{ $labels.horizontalpodautoscaler }} has all the {{ $value }} pods it may have",
      description: "More load finds no more pods: latency is next.",
    }),
  ];
}

/**
 * The autoscaler itself says what it sees, so whatever broke on the way (rule, calendar, KEDA) is noticed. One that does not exist,
 * as in a stack that runs no such service, misses nothing.
 */
function signalMissing({ namespace, autoscaler }: MonitoredService, runbookBaseUrl: string): AlertRule[] {
  if (autoscaler?.signalMetric === undefined) return [];
  const hpa = `namespace="${namespace}",horizontalpodautoscaler="${autoscaler.name}"`;
  const signal = `kube_horizontalpodautoscaler_status_target_metric{${hpa},metric_name="${autoscaler.signalMetric}"}`;
  return [
    alertRule(runbookBaseUrl, {
      alert: "PredictiveScalingSignalMissing",
      expr: `absent(${signal}) and on () kube_horizontalpodautoscaler_spec_max_replicas{${hpa}}`,
      for: "15m",
      severity: "ticket",
      summary: `${autoscaler.name} no longer hears what is coming`,
      description: "It reacts to load only and cannot scale in: pods cost more, and a release finds too few of them.",
    }),
  ];
}

/**
 * A working set that stays inside the tolerance below its target never lets replicas go, and a leak only ever adds some.
 * Measured: three to eight times the pod-hours.
 */
function heldUpByMemory({ name, namespace, autoscaler }: MonitoredService, runbookBaseUrl: string): AlertRule[] {
  if (autoscaler?.memoryPercent === undefined) return [];
  const ratio = Number(((autoscaler.memoryPercent / 100) * (1 - TOLERANCE)).toFixed(4));
  const hpa = `{namespace="${namespace}",horizontalpodautoscaler="${autoscaler.name}"}`;
  const used = `workload:memory_request_utilisation:ratio{namespace="${namespace}",container="${name}"}`;
  return [
    alertRule(runbookBaseUrl, {
      alert: "ReplicasHeldUpByMemory",
      expr:
        `min_over_time(${used}[6h]) > ${ratio} and on (namespace) ` +
        `(kube_horizontalpodautoscaler_status_current_replicas${hpa} > ` +
        `kube_horizontalpodautoscaler_spec_min_replicas${hpa})`,
      for: "30m",
      severity: "ticket",
      labels: { horizontalpodautoscaler: autoscaler.name }, // tells it from that of other services
      summary: `memory keeps ${autoscaler.name} from scaling in`,
      description:
        "{{ $value | humanizePercentage }} of the requested memory for six hours, " +
        `target ${autoscaler.memoryPercent} %: a leak, or a request that is too small.`,
    }),
  ];
}

function nginx(runbookBaseUrl: string): AlertRule[] {
  const responses = (code: string) =>
    "sum by (resource_namespace, resource_name, upstream) " +
    `(rate(nginx_ingress_controller_upstream_server_response_latency_ms_count${code}[5m]))`;
  return [
    alertRule(runbookBaseUrl, {
      alert: "NginxUpstream5xx",
      expr: `${responses('{code=~"5.."}')} / (${responses("")} > 1) > ${UPSTREAM_ERROR_RATIO}`,
      for: "5m",
      severity: "page",
      summary: "upstream {{ $labels.upstream }} of {{ $labels.resource_name }} answers 5xx",
      description: "{{ $value | humanizePercentage }} of answers after all retries, as NGINX sees them.",
    }),
    alertRule(runbookBaseUrl, {
      alert: "NginxReloadFailed",
      expr: "max by (pod) (nginx_ingress_controller_nginx_last_reload_status) == 0",
      for: "1m",
      severity: "page",
      summary: "{{ $labels.pod }} refuses its configuration",
      description: "It keeps the old one: new and gone pods of every service are unknown to it.",
    }),
  ];
}

function clientsWait(runbookBaseUrl: string): AlertRule {
  return alertRule(runbookBaseUrl, {
    alert: "PgbouncerClientsWaiting",
    expr: "max by (namespace, database) (pgbouncer_pools_client_maxwait_seconds) > 1",
    for: "5m",
    severity: "page",
    summary: "clients of {{ $labels.database }} wait {{ $value | humanizeDuration }} for a connection",
    description: "Every pooled connection is busy; requests queue before the database has seen them.",
  });
}

function regressionFailed(perfNamespace: string, runbookBaseUrl: string): AlertRule {
  const jobs = `{namespace="${perfNamespace}",job_name=~"perf-regression-.*"}`;
  return alertRule(runbookBaseUrl, {
    alert: "PerfRegressionFailed",
    expr: `max by (namespace, job_name) (kube_job_status_failed${jobs}) > 0`,
    for: "1m",
    severity: "ticket",
    summary: "the scheduled benchmark {{ $labels.job_name }} broke a threshold",
    description: "The service got slower, or fails more, than the thresholds allow; compare with the runs before.",
  });
}
