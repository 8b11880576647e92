import type { ServiceRoute } from "../../../components/ingress/service-route";
import type { IngressSettings } from "../../../components/ingress/settings";

export const settings: IngressSettings = {
  chartVersion: "2.6.4",
  minReplicas: 3,
  maxReplicas: 30,
  cpuPercent: 60,
  memoryPercent: 80,
  cpuMillicores: 1_000,
  memoryMiB: 1_024,
  clientAddress: "x-forwarded-for",
};

/** With everything that a route may have. */
export const route: ServiceRoute = {
  service: "trailer-service",
  namespace: "trailers",
  path: "/api/trailers",
  timeoutSeconds: 4,
  maxConnectionsPerPod: 100,
  keepalive: 16,
  retry: { reasons: ["error", "http_503"], maxAttempts: 3, withinSeconds: 2 },
  rateLimit: { perSecond: 5, burst: 7, zoneMiB: 3 },
  cache: { freshSeconds: 45, keepMinutes: 15, maxMiB: 64 },
  degraded: { status: 503, body: { error: 'a "quoted" \\ text' }, retryAfterSeconds: 9 },
};

/** With as little as a route may have. */
export const plainRoute: ServiceRoute = {
  service: "profile-service",
  namespace: "profiles",
  path: "/api/profiles",
  timeoutSeconds: 5,
  maxConnectionsPerPod: 256,
  keepalive: 32,
  retry: { reasons: ["error"], maxAttempts: 1, withinSeconds: 1 },
  degraded: { status: 200, body: {} },
};
