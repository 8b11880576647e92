/** Where a pod answers requests, and where it tells its metrics. */
export const HTTP_PORT = 8080;
export const METRICS_PORT = 9102;
/** Of the Kubernetes Service. */
export const SERVICE_PORT = 80;

export const LIVENESS_PATH = "/healthz";
/** Says whether this pod has warmed up; never whether a cache or database answers, or one of those empties every upstream. */
export const READINESS_PATH = "/readyz";
export const METRICS_PATH = "/metrics";

/** The streaming services, by name, each in a namespace of its own. */
export const SERVICES = {
  "playback-service": { namespace: "playback", caches: ["metadata", "sessions"], database: true },
  "recommendation-service": { namespace: "recommendations", caches: ["metadata", "recommendations"], database: true },
  "catalog-service": { namespace: "catalog", caches: ["metadata"], database: true },
  "session-service": { namespace: "sessions", caches: ["sessions"], database: false },
} as const;

export type ServiceName = keyof typeof SERVICES;

export const SERVICE_NAMES = Object.keys(SERVICES) as ServiceName[];

/** What consumes queues, each in the namespace of the service that it works for. */
export const WORKERS = {
  "watch-event-worker": { namespace: "playback", calls: [] },
  "release-calendar": { namespace: "playback", calls: ["catalog-service"] },
} as const satisfies Readonly<Record<string, { namespace: string; calls: readonly ServiceName[] }>>;

export type WorkerName = keyof typeof WORKERS;

export const WORKER_NAMES = Object.keys(WORKERS) as WorkerName[];

/** A service as NetworkPolicies name it. */
export const serviceParty = (service: ServiceName) => ({ workload: service, namespace: SERVICES[service].namespace });

/** Of others, admitted through our NetworkPolicies. */
export const INGRESS_NAMESPACE = "nginx-ingress";
export const MONITORING_NAMESPACE = "monitoring";
export const LOAD_TEST_NAMESPACE = "perf";
export const DATA_NAMESPACE = "data";
export const KEDA_NAMESPACE = "keda";
export const HEADROOM_NAMESPACE = "headroom";

/** The operator makes this Service beside its Prometheus. */
export const PROMETHEUS_URL = "http://prometheus-operated.monitoring.svc:9090";
