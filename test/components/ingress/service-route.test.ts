import { describe, expect, it } from "@jest/globals";
import { serviceRoutesProblems } from "../../../components/ingress/service-route";
import { STREAMING_ROUTES } from "../../../components/ingress/streaming-routes";
import { changed } from "../../support/declared";
import { plainRoute, route } from "./ingress-fixtures";

const problems = (...routes: readonly unknown[]) =>
  serviceRoutesProblems("routes", routes).map(({ path, reason }) => `${path}: ${reason}`);

describe("serviceRoutesProblems()", () => {
  it("accepts the platform's own routes, one with everything and one with as little as may be", () => {
    expect(problems(...STREAMING_ROUTES, route, plainRoute)).toEqual([]);
  });

  it.each([
    ["timeoutSeconds", 1, 300, "seconds"],
    ["maxConnectionsPerPod", 1, 65_535, "connections"],
    ["keepalive", 1, 1_024, "connections"],
    ["retry.maxAttempts", 1, 5, "attempts"],
    ["retry.withinSeconds", 1, 60, "seconds"],
    ["rateLimit.perSecond", 1, 10_000, "requests per second"],
    ["rateLimit.burst", 0, 10_000, "requests"],
    ["rateLimit.zoneMiB", 1, 1_024, "MiB"],
    ["cache.freshSeconds", 1, 86_400, "seconds"],
    ["cache.keepMinutes", 1, 1_440, "minutes"],
    ["cache.maxMiB", 16, 20_480, "MiB"],
    ["degraded.retryAfterSeconds", 1, 300, "seconds"],
  ])("holds %s to %p..%p", (path, min, max, unit) => {
    for (const end of [min, max]) expect(problems(changed(route, path, end))).toEqual([]);
    for (const beyond of [min - 1, max + 1, min + 0.5]) {
      const reason = `must be ${min} to ${max} ${unit}, got ${beyond}`;
      expect(problems(changed(route, path, beyond))).toEqual([`routes[0].${path}: ${reason}`]);
    }
  });

  it.each([
    ["service", "Playback", 'must be a DNS label, got "Playback"'],
    ["namespace", "play.back", 'must be a DNS label, got "play.back"'],
    ["path", "api/playback", 'must be a path such as /api/playback, got "api/playback"'],
    ["path", "/", 'must be a path such as /api/playback, got "/"'],
    ["path", "/api/play back", 'must be a path such as /api/playback, got "/api/play back"'],
    ["retry.reasons", [], "must name a reason, got a list of 0"],
    ["degraded.body", "sorry", 'must be an object, got "sorry"'],
    ["degraded.body", { price: "$5" }, "must hold no dollar sign, got an object"],
    ["degraded.status", 404, "must be one of 200, 503, got 404"],
  ])("names %s when it is %p", (path, value, reason) => {
    expect(problems(changed(route, path, value))).toEqual([`routes[0].${path}: ${reason}`]);
  });

  it("never lets what changes something be sent twice", () => {
    const { reasons } = route.retry;
    const [problem] = problems(changed(route, "retry.reasons", [...reasons, "non_idempotent"]));
    expect(problem).toBe(
      'routes[0].retry.reasons[2]: must be one of "error", "timeout", "invalid_header", "http_500", "http_502", ' +
        '"http_503", "http_504", got "non_idempotent"',
    );
  });

  it("gives a service and a path to one route only", () => {
    expect(problems(route, { ...plainRoute, path: route.path })).toEqual([
      'routes[1].path: must belong to one route, got "/api/trailers"',
    ]);
    expect(problems(route, { ...plainRoute, service: route.service })).toEqual([
      'routes[1].service: must belong to one route, got "trailer-service"',
    ]);
  });

  it("reports what is no table of routes instead of throwing", () => {
    expect(serviceRoutesProblems("routes", undefined)).toEqual([
      { path: "routes", reason: "must be a list of routes, got undefined" },
    ]);
    expect(problems()).toEqual(["routes: must be a list of routes, got a list of 0"]);
    expect(problems(null, 7)).toEqual([
      "routes[0]: must be an object, got null",
      "routes[1]: must be an object, got 7",
    ]);
  });
});
