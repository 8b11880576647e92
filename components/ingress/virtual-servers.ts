import { HEALTH_PATH } from "../traffic/ingress-contract";
import type { AnswerCache, DegradedAnswer, RateLimit, ServiceRoute } from "./service-route";
import { CONNECT_TIMEOUT, FAIL_TIMEOUT, LEAST_CONNECTIONS, MAX_FAILS } from "./upstream-defaults";

/** A custom resource of NGINX, as plain data. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Anything else is ignored by the controller without a word. */
export const INGRESS_CLASS = "nginx";

const API_VERSION = "k8s.nginx.org/v1";

/**
 * Which path of a host belongs to which service.
 * @param suffix What tells the objects of one host from those of another.
 */
export function virtualServer(namespace: string, host: string, routes: readonly ServiceRoute[], suffix = ""): Manifest {
  const health = { code: 200, type: "text/plain", body: "ok" };
  return {
    apiVersion: API_VERSION,
    kind: "VirtualServer",
    metadata: { name: `streaming${suffix}`, namespace },
    spec: {
      ingressClassName: INGRESS_CLASS,
      host,
      routes: [
        // Route 53 asks for this host, which the controller's own health answer does not reach.
        { path: `=${HEALTH_PATH}`, action: { return: health } },
        ...routes.map((route) => ({ path: route.path, route: `${route.namespace}/${route.service}${suffix}` })),
      ],
    },
  };
}

/** One service's share of the host, in the service's own namespace. */
export function virtualServerRoute(host: string, route: ServiceRoute, suffix = ""): Manifest {
  const { service, namespace, path, rateLimit, cache } = route;
  const policies = [
    ...(rateLimit === undefined ? [] : [{ name: rateLimitName(service) }]),
    ...(cache === undefined ? [] : [{ name: cacheName(service) }]),
  ];
  const subroute = {
    path,
    ...(policies.length === 0 ? {} : { policies }),
    action: {
      proxy: {
        upstream: service,
        // TLS ended at the load balancer, and NGINX would say http.
        requestHeaders: { pass: true, set: [{ name: "X-Forwarded-Proto", value: "https" }] },
      },
    },
    errorPages: [errorPage(route.degraded)],
  };
  return {
    apiVersion: API_VERSION,
    kind: "VirtualServerRoute",
    metadata: { name: `${service}${suffix}`, namespace },
    spec: { ingressClassName: INGRESS_CLASS, host, upstreams: [upstream(route)], subroutes: [subroute] },
  };
}

/** Policies of a route, each under the name by which the route refers to it. */
export function routePolicies({ service, namespace, rateLimit, cache }: ServiceRoute): Manifest[] {
  const policy = (name: string, spec: Record<string, unknown>): Manifest => ({
    apiVersion: API_VERSION,
    kind: "Policy",
    metadata: { name, namespace },
    spec: { ingressClassName: INGRESS_CLASS, ...spec },
  });
  return [
    ...(rateLimit === undefined ? [] : [policy(rateLimitName(service), { rateLimit: rateLimitSpec(rateLimit) })]),
    ...(cache === undefined ? [] : [policy(cacheName(service), { cache: cacheSpec(service, cache) })]),
  ];
}

const rateLimitName = (service: string) => `${service}-rate-limit`;
const cacheName = (service: string) => `${service}-cache`;

function upstream({ service, timeoutSeconds, maxConnectionsPerPod, keepalive, retry }: ServiceRoute) {
  return {
    name: service,
    service,
    port: 80,
    "lb-method": LEAST_CONNECTIONS,
    "max-fails": MAX_FAILS,
    "fail-timeout": FAIL_TIMEOUT,
    "max-conns": maxConnectionsPerPod,
    keepalive,
    "connect-timeout": CONNECT_TIMEOUT,
    "read-timeout": `${timeoutSeconds}s`,
    "send-timeout": `${timeoutSeconds}s`,
    "next-upstream": retry.reasons.join(" "),
    "next-upstream-tries": retry.maxAttempts,
    "next-upstream-timeout": `${retry.withinSeconds}s`,
  };
}

function rateLimitSpec({ perSecond, burst, zoneMiB }: RateLimit) {
  return {
    rate: `${perSecond}r/s`,
    key: "${binary_remote_addr}",
    zoneSize: `${zoneMiB}m`,
    burst,
    noDelay: true,
    rejectCode: 429, // 503 would count as an error of ours
    logLevel: "warn",
    dryRun: false,
    scale: false, // a client keeps its connection, so one pod sees all that it sends
  };
}

function cacheSpec(service: string, { freshSeconds, keepMinutes, maxMiB }: AnswerCache) {
  const personal = ["$http_authorization", "$http_cookie"];
  return {
    cacheZoneName: service.replaceAll("-", "_"),
    cacheZoneSize: "10m",
    allowedCodes: [200],
    allowedMethods: ["GET", "HEAD"],
    time: `${freshSeconds}s`,
    inactive: `${keepMinutes}m`,
    maxSize: `${maxMiB}m`,
    levels: "1:2",
    cacheKey: "${scheme}${host}${request_uri}",
    cacheUseStale: ["error", "timeout", "updating", "http_500", "http_502", "http_503", "http_504"],
    cacheBackgroundUpdate: true,
    cacheRevalidate: true,
    lock: { enable: true, timeout: "2s", age: "5s" },
    conditions: { bypass: personal, noCache: personal },
  };
}

function errorPage({ status, body, retryAfterSeconds }: DegradedAnswer) {
  const headers = retryAfterSeconds === undefined ? [] : [{ name: "Retry-After", value: `${retryAfterSeconds}` }];
  const answer = { code: status, type: "application/json", body: nginxText(JSON.stringify(body)) };
  return {
    codes: [502, 503, 504],
    return: { ...answer, ...(headers.length === 0 ? {} : { headers }) },
  };
}

/** A text between double quotes of NGINX. The controller refuses the whole object when a quote inside is not escaped. */
export function nginxText(value: string): string {
  return value.replace(/["\\]/g, "\\$&");
}
