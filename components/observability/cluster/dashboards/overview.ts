import { errorBudget } from "../slo-rules";
import { STREAMING_OBJECTIVE } from "../streaming-services";
import { type DashboardPlan, stat, timeseries } from "./panels";

const { availabilityPercent, latencyPercent, latencySeconds } = STREAMING_OBJECTIVE;
const FAILED = errorBudget(availabilityPercent);
const SLOW = errorBudget(latencyPercent);

/** The first look of whoever was woken: is it us, which service, since when. */
export const overview: DashboardPlan = {
  uid: "streaming-overview",
  title: "Streaming / Overview",
  description: "Whether viewers are served, and which service is the reason if they are not.",
  rows: [
    {
      title: "Now",
      panels: [
        stat({
          title: "Requests",
          description: "All services together.",
          unit: "reqps",
          queries: [["sum(service_endpoint:http_requests:rate5m)", "requests"]],
        }),
        stat({
          title: "Answered with 5xx",
          description: `Of all requests, over five minutes. The promise leaves ${FAILED * 100} %.`,
          unit: "percentunit",
          redFrom: FAILED,
          queries: [["sum(service:slo_errors:rate5m) / sum(service:slo_requests:rate5m)", "5xx"]],
        }),
        stat({
          title: "Slower than promised",
          description: `Of all requests, over five minutes. The promise leaves ${SLOW * 100} %.`,
          unit: "percentunit",
          redFrom: SLOW,
          queries: [["sum(service:slo_slow:rate5m) / sum(service:slo_requests:rate5m)", "slow"]],
        }),
        stat({
          title: "Alerts firing",
          description: "Of the platform and of the cluster, without those that nobody should hear.",
          unit: "short",
          redFrom: 1,
          queries: [['count(ALERTS{alertstate="firing",severity!~"none|info"}) or vector(0)', "alerts"]],
        }),
      ],
    },
    {
      title: "Services",
      panels: [
        timeseries({
          title: "Requests by service",
          description: "A drop is as bad as a peak: viewers may no longer get here.",
          unit: "reqps",
          queries: [["sum by (service_name) (service_endpoint:http_requests:rate5m)", "{{service_name}}"]],
        }),
        timeseries({
          title: "Slowest endpoint of each service, P95",
          description: `Above ${latencySeconds} s one request in twenty is slower than promised.`,
          unit: "s",
          redFrom: latencySeconds,
          queries: [
            ["max by (service_name) (service_endpoint:http_request_duration_seconds:p95_5m)", "{{service_name}}"],
          ],
        }),
        timeseries({
          title: "5xx by service, over five minutes and an hour",
          description: `Both above ${Number((14.4 * FAILED * 100).toFixed(4))} % wakes somebody.`,
          unit: "percentunit",
          redFrom: FAILED,
          queries: [
            ["service:slo_errors:ratio_rate5m", "{{service_name}} 5 m"],
            ["service:slo_errors:ratio_rate1h", "{{service_name}} 1 h"],
          ],
        }),
        timeseries({
          title: "Data processed",
          description: "What services worked through.",
          unit: "Bps",
          queries: [["sum by (service_name) (service:data_processed_bytes:per_minute) / 60", "{{service_name}}"]],
        }),
      ],
    },
    {
      title: "Cluster",
      panels: [
        timeseries({
          title: "CPU used of what is requested",
          description: "Autoscalers act on it. Far above 1: the requests are too small.",
          unit: "percentunit",
          queries: [
            [
              'workload:cpu_request_utilisation:ratio{namespace=~"playback|recommendations|catalog|sessions"}',
              "{{container}}",
            ],
          ],
        }),
        timeseries({
          title: "Memory used of the limit",
          description: "At 1 the pod is killed.",
          unit: "percentunit",
          redFrom: 0.95,
          queries: [
            [
              'workload:memory_limit_utilisation:ratio{namespace=~"playback|recommendations|catalog|sessions"}',
              "{{container}}",
            ],
          ],
        }),
        timeseries({
          title: "Nodes",
          description: "The fullest node of each kind of resource.",
          unit: "percentunit",
          redFrom: 0.95,
          queries: [
            ["max(node:cpu_utilisation:ratio)", "CPU"],
            ["max(node:memory_utilisation:ratio)", "memory"],
            ["max(node:filesystem_utilisation:ratio)", "disk"],
          ],
        }),
        timeseries({
          title: "Network of all nodes",
          description: "In and out together.",
          unit: "Bps",
          queries: [["sum(node:network_bytes:rate5m)", "all nodes"]],
        }),
      ],
    },
  ],
};
