/** Where Prometheus, Alertmanager and Grafana run, and the Service that the operator makes for its Prometheus. */
export { MONITORING_NAMESPACE, PROMETHEUS_URL } from "../../service/service-contract";

/** Service accounts whose pods hold AWS roles. */
export const PROMETHEUS_ACCOUNT = "prometheus";
export const ALERTMANAGER_ACCOUNT = "alertmanager";

/** Repository of all charts of the Prometheus community. */
export const CHARTS_URL = "https://prometheus-community.github.io/helm-charts";
