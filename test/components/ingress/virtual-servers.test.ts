import { describe, expect, it } from "@jest/globals";
import { STREAMING_ROUTES } from "../../../components/ingress/streaming-routes";
import {
  nginxText,
  routePolicies,
  virtualServer,
  virtualServerRoute,
} from "../../../components/ingress/virtual-servers";
import { manifestProblems } from "../../../review/kubernetes/manifest-problems";
import { plainRoute, route } from "./ingress-fixtures";

const HOST = "*.example.com";
const [playback] = STREAMING_ROUTES;

describe("the route of playback", () => {
  it("has the seed's directives: least connections, three failures in 30 seconds, 10 requests a second with a burst of 20", () => {
    const [upstream] = virtualServerRoute(HOST, playback!).spec.upstreams as Record<string, unknown>[];
    expect(upstream).toMatchObject({
      service: "playback-service",
      "lb-method": "least_conn",
      "max-fails": 3,
      "fail-timeout": "30s",
      keepalive: 64,
    });
    expect(routePolicies(playback!)).toEqual([
      {
        apiVersion: "k8s.nginx.org/v1",
        kind: "Policy",
        metadata: { name: "playback-service-rate-limit", namespace: "playback" },
        spec: {
          ingressClassName: "nginx",
          rateLimit: {
            rate: "10r/s",
            key: "${binary_remote_addr}",
            zoneSize: "10m",
            burst: 20,
            noDelay: true,
            rejectCode: 429,
            logLevel: "warn",
            dryRun: false,
            scale: false,
          },
        },
      },
    ]);
  });

  it("is the only one that is limited, and those of recommendations and catalog the only ones that are cached", () => {
    const having = (field: "rateLimit" | "cache") =>
      STREAMING_ROUTES.filter((each) => each[field] !== undefined).map(({ path }) => path);
    expect(having("rateLimit")).toEqual(["/api/playback"]);
    expect(having("cache")).toEqual(["/api/recommendations", "/api/catalog"]);
  });
});

describe("a VirtualServerRoute", () => {
  it("carries everything that a route says", () => {
    expect(virtualServerRoute(HOST, route)).toEqual({
      apiVersion: "k8s.nginx.org/v1",
      kind: "VirtualServerRoute",
      metadata: { name: "trailer-service", namespace: "trailers" },
      spec: {
        ingressClassName: "nginx",
        host: HOST,
        upstreams: [
          {
            name: "trailer-service",
            service: "trailer-service",
            port: 80,
            "lb-method": "least_conn",
            "max-fails": 3,
            "fail-timeout": "30s",
            "max-conns": 100,
            keepalive: 16,
            "connect-timeout": "1s",
            "read-timeout": "4s",
            "send-timeout": "4s",
            "next-upstream": "error http_503",
            "next-upstream-tries": 3,
            "next-upstream-timeout": "2s",
          },
        ],
        subroutes: [
          {
            path: "/api/trailers",
            policies: [{ name: "trailer-service-rate-limit" }, { name: "trailer-service-cache" }],
            action: {
              proxy: {
                upstream: "trailer-service",
                requestHeaders: { pass: true, set: [{ name: "X-Forwarded-Proto", value: "https" }] },
              },
            },
            errorPages: [
              {
                codes: [502, 503, 504],
                return: {
                  code: 503,
                  type: "application/json",
                  body: '{\\"error\\":\\"a \\\\\\"quoted\\\\\\" \\\\\\\\ text\\"}',
                  headers: [{ name: "Retry-After", value: "9" }],
                },
              },
            ],
          },
        ],
      },
    });
  });

  it("names no policies and no headers where there are none", () => {
    const [subroute] = virtualServerRoute(HOST, plainRoute).spec.subroutes as Record<string, unknown>[];
    expect(Object.keys(subroute!)).toEqual(["path", "action", "errorPages"]);
    expect(subroute!.errorPages).toEqual([
      { codes: [502, 503, 504], return: { code: 200, type: "application/json", body: "{}" } },
    ]);
    expect(routePolicies(plainRoute)).toEqual([]);
  });

  it("caches only answers that belong to nobody, and serves them while pods fail", () => {
    expect(routePolicies(route)[1]).toEqual({
      apiVersion: "k8s.nginx.org/v1",
      kind: "Policy",
      metadata: { name: "trailer-service-cache", namespace: "trailers" },
      spec: {
        ingressClassName: "nginx",
        cache: {
          cacheZoneName: "trailer_service",
          cacheZoneSize: "10m",
          allowedCodes: [200],
          allowedMethods: ["GET", "HEAD"],
          time: "45s",
          inactive: "15m",
          maxSize: "64m",
          levels: "1:2",
          cacheKey: "${scheme}${host}${request_uri}",
          cacheUseStale: ["error", "timeout", "updating", "http_500", "http_502", "http_503", "http_504"],
          cacheBackgroundUpdate: true,
          cacheRevalidate: true,
          lock: { enable: true, timeout: "2s", age: "5s" },
          conditions: {
            bypass: ["$http_authorization", "$http_cookie"],
            noCache: ["$http_authorization", "$http_cookie"],
          },
        },
      },
    });
  });
});

describe("the VirtualServer", () => {
  it("answers health checks of its host itself, and hands each path to the namespace that owns it", () => {
    expect(virtualServer("nginx-ingress", HOST, [route, plainRoute])).toEqual({
      apiVersion: "k8s.nginx.org/v1",
      kind: "VirtualServer",
      metadata: { name: "streaming", namespace: "nginx-ingress" },
      spec: {
        ingressClassName: "nginx",
        host: HOST,
        routes: [
          { path: "=/healthz", action: { return: { code: 200, type: "text/plain", body: "ok" } } },
          { path: "/api/trailers", route: "trailers/trailer-service" },
          { path: "/api/profiles", route: "profiles/profile-service" },
        ],
      },
    });
  });
});

it("all of them validate strictly", () => {
  const all = [...STREAMING_ROUTES, route, plainRoute];
  const manifests = [
    virtualServer("nginx-ingress", HOST, all),
    ...all.flatMap((each) => [virtualServerRoute(HOST, each), ...routePolicies(each)]),
  ];
  expect(manifests.map(({ kind }) => kind).sort()).toEqual([
    ...Array(5).fill("Policy"),
    "VirtualServer",
    ...Array(6).fill("VirtualServerRoute"),
  ]);
  expect(manifests.flatMap((manifest) => manifestProblems(manifest))).toEqual([]);
});

it.each([
  ["plain", "plain"],
  ['{"a":1}', '{\\"a\\":1}'],
  ["back\\slash", "back\\\\slash"],
])("nginxText() writes %p so that it stays one text between quotes", (value, expected) => {
  expect(nginxText(value)).toBe(expected);
});
