import { type DashboardPlan, type Query, timeseries } from "./panels";

const LATENCY = "nginx_ingress_controller_upstream_server_response_latency_ms";

const quantile = (percent: 50 | 95 | 99): Query => [
  `histogram_quantile(${percent / 100}, sum by (le, upstream) (rate(${LATENCY}_bucket[5m])))`,
  `{{upstream}} P${percent}`,
];

const answers = (code: string) => `sum by (upstream) (rate(${LATENCY}_count${code}[5m]))`;
const rate = (connections: string) => `rate(nginx_ingress_nginx_connections_${connections}[5m])`;

/** What the entrance sees, service by service. */
export const nginx: DashboardPlan = {
  uid: "streaming-nginx",
  title: "Streaming / NGINX",
  description:
    "Connections, answers of upstreams after the last retry, and whether NGINX runs the configuration it was given.",
  rows: [
    {
      title: "Entrance",
      panels: [
        timeseries({
          title: "Requests by pod",
          description: "Uneven: a client keeps to one connection, or the load balancer to one zone.",
          unit: "reqps",
          queries: [["sum by (pod) (rate(nginx_ingress_nginx_http_requests_total[5m]))", "{{pod}}"]],
        }),
        timeseries({
          title: "Connections",
          description: "Accepted but not handled: a pod is out of connections.",
          unit: "short",
          queries: [
            ["sum(nginx_ingress_nginx_connections_active)", "active"],
            ["sum(nginx_ingress_nginx_connections_waiting)", "waiting for a request"],
            [`sum(${rate("accepted")} - ${rate("handled")})`, "dropped a second"],
          ],
        }),
      ],
    },
    {
      title: "Upstreams",
      panels: [
        timeseries({
          title: "Latency, P50",
          description: "Of the last try. Retries and answers from the cache are not in it.",
          unit: "ms",
          queries: [quantile(50)],
        }),
        timeseries({
          title: "Latency, P95 and P99",
          description: "Of the last try. Above the service's own: pods are too busy to accept.",
          unit: "ms",
          queries: [quantile(95), quantile(99)],
        }),
        timeseries({
          title: "Answers by status",
          description: "As viewers got them. Refused by the rate limit (429) never came so far.",
          unit: "reqps",
          queries: [[`sum by (upstream, code) (rate(${LATENCY}_count[5m]))`, "{{upstream}} {{code}}"]],
        }),
        timeseries({
          title: "5xx by upstream",
          description: "Above 2 % for five minutes somebody is woken.",
          unit: "percentunit",
          redFrom: 0.02,
          queries: [[`(${answers('{code=~"5.."}')} or 0 * ${answers("")}) / ${answers("")}`, "{{upstream}}"]],
        }),
      ],
    },
    {
      title: "Configuration",
      panels: [
        timeseries({
          title: "Last reload succeeded",
          description: "0: the pod runs an old configuration and does not know new pods.",
          unit: "short",
          queries: [["min by (pod) (nginx_ingress_controller_nginx_last_reload_status)", "{{pod}}"]],
        }),
        timeseries({
          title: "Reloads in five minutes",
          description: "One for each change of pods; many of them cost connections.",
          unit: "short",
          queries: [["sum by (pod) (increase(nginx_ingress_controller_nginx_reloads_total[5m]))", "{{pod}}"]],
        }),
      ],
    },
  ],
};
