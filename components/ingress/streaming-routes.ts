import type { RetryPlan, ServiceRoute } from "./service-route";

/** One other pod, soon: a slow failure must not become two. */
const RETRY: RetryPlan = {
  reasons: ["error", "timeout", "invalid_header", "http_502", "http_503", "http_504"],
  maxAttempts: 2,
  withinSeconds: 3,
};

/** The services of the platform. To publish another one, add its route here. */
export const STREAMING_ROUTES: readonly ServiceRoute[] = [
  {
    service: "playback-service",
    namespace: "playback",
    path: "/api/playback",
    timeoutSeconds: 10,
    maxConnectionsPerPod: 512,
    keepalive: 64,
    retry: RETRY,
    rateLimit: { perSecond: 10, burst: 20, zoneMiB: 10 },
    degraded: { status: 503, body: { error: "playback_degraded", retryAfterSeconds: 5 }, retryAfterSeconds: 5 },
  },
  {
    service: "recommendation-service",
    namespace: "recommendations",
    path: "/api/recommendations",
    timeoutSeconds: 2, // a page without them is better than a page that waits
    maxConnectionsPerPod: 256,
    keepalive: 32,
    retry: { ...RETRY, withinSeconds: 2 },
    cache: { freshSeconds: 30, keepMinutes: 60, maxMiB: 1_024 },
    degraded: { status: 200, body: { items: [], degraded: true } },
  },
  {
    service: "catalog-service",
    namespace: "catalog",
    path: "/api/catalog",
    timeoutSeconds: 5,
    maxConnectionsPerPod: 256,
    keepalive: 32,
    retry: RETRY,
    cache: { freshSeconds: 60, keepMinutes: 60, maxMiB: 2_048 },
    degraded: { status: 503, body: { error: "catalog_degraded", retryAfterSeconds: 5 }, retryAfterSeconds: 5 },
  },
  {
    service: "session-service",
    namespace: "sessions",
    path: "/api/sessions",
    timeoutSeconds: 5,
    maxConnectionsPerPod: 256,
    keepalive: 32,
    retry: RETRY,
    degraded: { status: 503, body: { error: "session_degraded", retryAfterSeconds: 2 }, retryAfterSeconds: 2 },
  },
];
