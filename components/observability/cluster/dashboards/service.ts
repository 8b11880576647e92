import { errorBudget } from "../slo-rules";
import { STREAMING_OBJECTIVE } from "../streaming-services";
import { type DashboardPlan, type Query, timeseries } from "./panels";

const { availabilityPercent, latencyPercent, latencySeconds } = STREAMING_OBJECTIVE;
const FAILED = errorBudget(availabilityPercent);

const CHOSEN = '{service_name=~"$service"}';
const LEGEND = "{{service_name}} {{endpoint}}";

const latency = (percent: 50 | 95 | 99): Query => [
  `service_endpoint:http_request_duration_seconds:p${percent}_5m${CHOSEN}`,
  LEGEND,
];

/** The seed's live dashboard: each service and endpoint over five minutes. */
export const service: DashboardPlan = {
  uid: "streaming-service",
  title: "Streaming / Service",
  description: "Latency, throughput and errors of each endpoint over the last five minutes.",
  variable: {
    name: "service",
    label: "Service",
    query: "label_values(service_endpoint:http_requests:rate5m, service_name)",
  },
  rows: [
    {
      title: "Latency",
      panels: [
        timeseries({ title: "P50", description: "The median viewer.", unit: "s", queries: [latency(50)] }),
        timeseries({
          title: "P95",
          description: `The twentieth viewer, who is promised ${latencySeconds} s.`,
          unit: "s",
          redFrom: latencySeconds,
          queries: [latency(95)],
        }),
        timeseries({
          title: "P99",
          description: "The hundredth viewer. Retries and cold caches show here first.",
          unit: "s",
          queries: [latency(99)],
        }),
        timeseries({
          title: "Average",
          description: "Beside the percentiles only: an average hides the slow tenth.",
          unit: "s",
          queries: [[`service_endpoint:http_request_duration_seconds:avg_5m${CHOSEN}`, LEGEND]],
        }),
      ],
    },
    {
      title: "Throughput",
      panels: [
        timeseries({
          title: "Requests a second",
          description: "Mean of five minutes.",
          unit: "reqps",
          queries: [[`service_endpoint:http_requests:rate5m${CHOSEN}`, LEGEND]],
        }),
        timeseries({
          title: "Requests in five minutes",
          description: "What the api_request_logs table counts, too.",
          unit: "short",
          queries: [[`service_endpoint:http_requests:increase5m${CHOSEN}`, LEGEND]],
        }),
      ],
    },
    {
      title: "Errors",
      panels: [
        timeseries({
          title: "4xx",
          description: "Clients' mistakes, and requests over the rate limit of a service's own.",
          unit: "percentunit",
          queries: [[`service_endpoint:http_requests_4xx:ratio_rate5m${CHOSEN}`, LEGEND]],
        }),
        timeseries({
          title: "5xx",
          description: "Our mistakes; they use up the error budget.",
          unit: "percentunit",
          redFrom: FAILED,
          queries: [[`service_endpoint:http_requests_5xx:ratio_rate5m${CHOSEN}`, LEGEND]],
        }),
        timeseries({
          title: "5xx in five minutes",
          description: "As a count: one failure of ten requests is no outage.",
          unit: "short",
          queries: [[`service_endpoint:http_requests_5xx:increase5m${CHOSEN}`, LEGEND]],
        }),
        timeseries({
          title: "Budgets over three days",
          description: `Share of requests that broke a promise. The budgets are ${FAILED * 100} % (5xx) and ${100 - latencyPercent} % (slow).`,
          unit: "percentunit",
          queries: [
            [`service:slo_errors:ratio_rate3d${CHOSEN}`, "{{service_name}} 5xx"],
            [`service:slo_slow:ratio_rate3d${CHOSEN}`, "{{service_name}} slow"],
          ],
        }),
      ],
    },
    {
      title: "Use of resources",
      panels: [
        timeseries({
          title: "CPU used of what is requested",
          description: "The autoscaler's first metric.",
          unit: "percentunit",
          queries: [['workload:cpu_request_utilisation:ratio{container=~"$service"}', "{{container}}"]],
        }),
        timeseries({
          title: "Memory used of what is requested",
          description: "The autoscaler's second metric. Steadily above 72 % no pod is ever taken away.",
          unit: "percentunit",
          redFrom: 0.72,
          queries: [['workload:memory_request_utilisation:ratio{container=~"$service"}', "{{container}}"]],
        }),
      ],
    },
  ],
};
