/** Every metric that rules and dashboards may read, by who exports it. One that is missing here is a typo, or nobody exports it. */
export const KNOWN_METRICS: Readonly<Record<string, readonly string[]>> = {
  "our services, by contract": [
    "http_request_duration_seconds_bucket",
    "http_request_duration_seconds_count",
    "http_request_duration_seconds_sum",
    "data_processed_bytes_total",
  ],
  "Prometheus itself": ["ALERTS"],
  // https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics
  "kube-state-metrics": [
    "kube_deployment_status_replicas_available",
    "kube_horizontalpodautoscaler_spec_max_replicas",
    "kube_horizontalpodautoscaler_spec_min_replicas",
    "kube_horizontalpodautoscaler_status_current_replicas",
    "kube_horizontalpodautoscaler_status_desired_replicas",
    "kube_horizontalpodautoscaler_status_target_metric",
    "kube_job_status_failed",
    "kube_node_info",
    "kube_pod_container_resource_limits",
    "kube_pod_container_resource_requests",
    "kube_pod_status_phase",
  ],
  // https://kubernetes.io/docs/reference/instrumentation/node-metrics/
  "kubelet (cAdvisor)": ["container_cpu_usage_seconds_total", "container_memory_working_set_bytes"],
  // https://github.com/prometheus/node_exporter
  "node exporter": [
    "node_cpu_seconds_total",
    "node_filesystem_avail_bytes",
    "node_filesystem_readonly",
    "node_filesystem_size_bytes",
    "node_memory_MemAvailable_bytes",
    "node_memory_MemTotal_bytes",
    "node_network_receive_bytes_total",
    "node_network_transmit_bytes_total",
  ],
  // https://docs.nginx.com/nginx-ingress-controller/logging-and-monitoring/prometheus/
  "F5 NGINX Ingress Controller, with latency metrics": [
    "nginx_ingress_controller_nginx_last_reload_status",
    "nginx_ingress_controller_nginx_reloads_total",
    "nginx_ingress_controller_upstream_server_response_latency_ms_bucket",
    "nginx_ingress_controller_upstream_server_response_latency_ms_count",
    "nginx_ingress_nginx_connections_accepted",
    "nginx_ingress_nginx_connections_active",
    "nginx_ingress_nginx_connections_handled",
    "nginx_ingress_nginx_connections_waiting",
    "nginx_ingress_nginx_http_requests_total",
  ],
  // https://keda.sh/docs/latest/integrations/prometheus/
  KEDA: ["keda_scaler_metrics_value"],
  // https://github.com/prometheus-community/pgbouncer_exporter/blob/master/collector.go
  pgbouncer_exporter: [
    "pgbouncer_databases_current_connections",
    "pgbouncer_databases_pool_size",
    "pgbouncer_pools_client_active_connections",
    "pgbouncer_pools_client_maxwait_seconds",
    "pgbouncer_pools_client_waiting_connections",
    "pgbouncer_pools_server_active_connections",
    "pgbouncer_pools_server_idle_connections",
    "pgbouncer_stats_totals_client_parses_total",
    "pgbouncer_stats_totals_client_wait_seconds_total",
    "pgbouncer_stats_totals_queries_duration_seconds_total",
    "pgbouncer_stats_totals_queries_pooled_total",
    "pgbouncer_stats_totals_server_parses_total",
  ],
  "forecasts of components/service/prediction": [
    "playback:predicted_replicas:trend",
    "playback:predicted_replicas:last_week",
    "playback:predicted_replicas:release",
    "release_expected_multiplier",
  ],
};
