import { type Check, fields, isRecord, must, notRecord, oneOf, type Problem, text, wholeNumber } from "../checks";

/** What NGINX may try again on another pod. Requests that change something are never tried twice once they were sent. */
export type RetryReason = "error" | "timeout" | "invalid_header" | "http_500" | "http_502" | "http_503" | "http_504";

/** How requests below one path reach the pods of one service, and what their senders get when those fail. */
export interface ServiceRoute {
  /** Name of the Service, which answers on port 80. */
  readonly service: string;
  readonly namespace: string;
  /** All requests below it, e.g. `/api/playback`. */
  readonly path: string;
  /** Longest silence of a pod. Unit: seconds, 1 to 300. */
  readonly timeoutSeconds: number;
  /** Bulkhead: connections of one NGINX pod to one pod. Beyond them a pod counts as unavailable. Unit: connections, 1 to 65,535. */
  readonly maxConnectionsPerPod: number;
  /** Idle connections that each worker of NGINX keeps open. Unit: connections, 1 to 1,024. */
  readonly keepalive: number;
  readonly retry: RetryPlan;
  /** @default none - nobody is limited */
  readonly rateLimit?: RateLimit;
  /**
   * Answers to GET and HEAD that carry neither credentials nor cookies.
   * @default none - every request reaches a pod
   */
  readonly cache?: AnswerCache;
  readonly degraded: DegradedAnswer;
}

/** Passive breaker: a pod that failed for one of these reasons three times in 30 seconds gets no requests for 30 seconds. */
export interface RetryPlan {
  readonly reasons: readonly RetryReason[];
  /** With the first one. Unit: attempts, 1 to 5. More of them multiply load on pods that are already failing. */
  readonly maxAttempts: number;
  /** No further attempt begins later. Unit: seconds, 1 to 60. */
  readonly withinSeconds: number;
}

/** Per client address and NGINX pod. Beyond it the answer is 429. */
export interface RateLimit {
  /** Unit: requests per second, 1 to 10,000. */
  readonly perSecond: number;
  /** Requests beyond the rate that are let through at once. Unit: requests, 0 to 10,000. */
  readonly burst: number;
  /** Memory for addresses; 1 MiB holds about 16,000. Unit: MiB, 1 to 1,024. */
  readonly zoneMiB: number;
}

export interface AnswerCache {
  /** Unit: seconds, 1 to 86,400. What the service says in Cache-Control goes first. */
  readonly freshSeconds: number;
  /** How long an answer that nobody asks for can still stand in for failing pods. Unit: minutes, 1 to 1,440. */
  readonly keepMinutes: number;
  /** On the disk of each NGINX pod. Unit: MiB, 16 to 20,480. */
  readonly maxMiB: number;
}

/** The answer instead of a gateway error, as JSON. */
export interface DegradedAnswer {
  /** 503 tells the client to try later; 200 gives it something to show. */
  readonly status: 200 | 503;
  readonly body: Readonly<Record<string, unknown>>;
  /**
   * Sent as Retry-After. Unit: seconds, 1 to 300.
   * @default none - not sent
   */
  readonly retryAfterSeconds?: number;
}

const REASONS: readonly RetryReason[] = [
  ...(["error", "timeout", "invalid_header"] as const),
  ...(["http_500", "http_502", "http_503", "http_504"] as const),
];

/** A name of a Kubernetes Service. Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const SERVICE_NAME = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Everything wrong with a table of routes. Pure, and total. */
export function serviceRoutesProblems(path: string, routes: unknown): Problem[] {
  if (!Array.isArray(routes) || routes.length === 0) return must(false, path, "be a list of routes", routes);
  const taken = (field: keyof ServiceRoute, index: number) =>
    routes.slice(0, index).some((other) => isRecord(other) && other[field] === routes[index]?.[field]);
  return routes.flatMap((route, index) => [
    ...serviceRouteProblems(`${path}[${index}]`, route),
    ...(["service", "path"] as const).flatMap((field) =>
      must(!taken(field, index), `${path}[${index}].${field}`, "belong to one route", route?.[field]),
    ),
  ]);
}

function serviceRouteProblems(path: string, route: unknown): Problem[] {
  const name: Check = (at, value) => text(at, value, SERVICE_NAME, "be a DNS label");
  return fields<ServiceRoute>(path, route, {
    service: name,
    namespace: name,
    path: (at, value) => text(at, value, /^(\/[A-Za-z0-9._~-]+)+$/, "be a path such as /api/playback"),
    timeoutSeconds: (at, value) => wholeNumber(at, value, 1, 300, "seconds"),
    maxConnectionsPerPod: (at, value) => wholeNumber(at, value, 1, 65_535, "connections"),
    keepalive: (at, value) => wholeNumber(at, value, 1, 1_024, "connections"),
    retry: retryProblems,
    rateLimit: optional(rateLimitProblems),
    cache: optional(cacheProblems),
    degraded: degradedProblems,
  });
}

const optional =
  (check: Check): Check =>
  (path, value) =>
    value === undefined ? [] : check(path, value);

const retryProblems: Check = (path, retry) =>
  fields<RetryPlan>(path, retry, {
    reasons: (at, value) =>
      Array.isArray(value) && value.length > 0
        ? value.flatMap((reason, index) => oneOf(`${at}[${index}]`, reason, REASONS))
        : must(false, at, "name a reason", value),
    maxAttempts: (at, value) => wholeNumber(at, value, 1, 5, "attempts"),
    withinSeconds: (at, value) => wholeNumber(at, value, 1, 60, "seconds"),
  });

const rateLimitProblems: Check = (path, limit) =>
  fields<RateLimit>(path, limit, {
    perSecond: (at, value) => wholeNumber(at, value, 1, 10_000, "requests per second"),
    burst: (at, value) => wholeNumber(at, value, 0, 10_000, "requests"),
    zoneMiB: (at, value) => wholeNumber(at, value, 1, 1_024, "MiB"),
  });

const cacheProblems: Check = (path, cache) =>
  fields<AnswerCache>(path, cache, {
    freshSeconds: (at, value) => wholeNumber(at, value, 1, 86_400, "seconds"),
    keepMinutes: (at, value) => wholeNumber(at, value, 1, 1_440, "minutes"),
    maxMiB: (at, value) => wholeNumber(at, value, 16, 20_480, "MiB"),
  });

const degradedProblems: Check = (path, degraded) =>
  fields<DegradedAnswer>(path, degraded, {
    status: (at, value) => oneOf(at, value, [200, 503]),
    // NGINX reads ${...} in it as a variable.
    body: (at, value) =>
      isRecord(value)
        ? must(!JSON.stringify(value).includes("$"), at, "hold no dollar sign", value)
        : notRecord(at, value),
    retryAfterSeconds: optional((at, value) => wholeNumber(at, value, 1, 300, "seconds")),
  });
