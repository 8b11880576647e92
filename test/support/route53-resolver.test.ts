import { describe, expect, it } from "@jest/globals";
import { type DeclaredResource, type Place, Route53Resolver, type World } from "./route53-resolver";

/** A record that stands for load balancer `to`, or for the group `to`. */
function record(name: string, to: string, more: Record<string, unknown> = {}, evaluateTargetHealth = true) {
  const inputs = { name, type: "A", aliases: [{ name: to, evaluateTargetHealth }], ...more };
  return { type: "aws:route53/record:Record", name: `${name} ${more.setIdentifier ?? ""}`, inputs };
}

const near = (setIdentifier: string) => ({ setIdentifier, latencyRoutingPolicies: [{ region: setIdentifier }] });
const at = (location: object) => ({
  setIdentifier: JSON.stringify(location),
  geolocationRoutingPolicies: [location],
});
const failover = (type: "PRIMARY" | "SECONDARY") => ({ setIdentifier: type, failoverRoutingPolicies: [{ type }] });
const check = (name: string, inputs: Record<string, unknown>): DeclaredResource => ({
  type: "aws:route53/healthCheck:HealthCheck",
  name,
  inputs,
});

function answer(resources: readonly DeclaredResource[], broken: readonly string[] = [], from: Place = {}) {
  const world: World = {
    unhealthyTargets: new Set(broken),
    silentTargets: new Set(broken.map((target) => target.replace("silent ", ""))),
    firingAlarms: new Set(broken),
    latencyMillis: (_, region) => Number(region),
  };
  return new Route53Resolver(resources).answer("www", from, world);
}

describe("latency records", () => {
  const two = [record("www", "far", near("90")), record("www", "close", near("10"))];

  it("answer with the nearest healthy target", () => {
    expect(answer(two)).toBe("close");
    expect(answer(two, ["close"])).toBe("far");
  });

  it("all count as healthy when none is", () => expect(answer(two, ["close", "far"])).toBe("close"));

  it("answer with a failed target whose health they do not evaluate", () => {
    expect(answer([two[0]!, record("www", "close", near("10"), false)], ["close"])).toBe("close");
  });
});

describe("geolocation records", () => {
  const three = [
    record("www", "default", at({ country: "*" })),
    record("www", "europe", at({ continent: "EU" })),
    record("www", "france", at({ country: "FR" })),
  ];

  it.each([
    ["the country before the continent", "FR", [], "france"],
    ["the continent before the default", "DE", [], "europe"],
    ["the default for another continent", "JP", [], "default"],
    ["the default for a country without a continent", "BV", [], "default"],
    ["the continent while the country is unhealthy", "FR", ["france"], "europe"],
    ["the default while both are unhealthy", "FR", ["france", "europe"], "default"],
    ["the country when nothing is healthy", "FR", ["france", "europe", "default"], "france"],
    ["no neighbour: a healthy country that is not the viewer's", "DE", ["europe", "default"], "europe"],
  ])("answer with %s", (_, country, broken, expected) => expect(answer(three, broken, { country })).toBe(expected));

  it("answer an address that has no place with the default, and with nothing where there is none", () => {
    expect(answer(three)).toBe("default");
    expect(answer(three.slice(1))).toBeUndefined();
    expect(answer(three.slice(1), [], { country: "JP" })).toBeUndefined();
  });
});

describe("failover records", () => {
  const pair = [record("www", "second", failover("SECONDARY")), record("www", "first", failover("PRIMARY"))];

  it.each([
    ["the primary while it is healthy", ["second"], "first"],
    ["the secondary while the primary is not", ["first"], "second"],
    ["the primary when neither is", ["first", "second"], "first"],
  ])("answer with %s", (_, broken, expected) => expect(answer(pair, broken)).toBe(expected));
});

describe("an alias to a group", () => {
  const tree = [
    record("www", "group", failover("PRIMARY")),
    record("www", "spare", failover("SECONDARY")),
    record("group", "a", near("1")),
    record("group", "b", near("2")),
  ];

  it("is healthy while one of the group is", () => {
    expect(answer(tree, ["a"])).toBe("b");
    expect(answer(tree, ["a", "b"])).toBe("spare");
  });

  it("also needs its own health check", () => {
    const checked = [
      check("home", { type: "CLOUDWATCH_METRIC", cloudwatchAlarmName: "slow" }),
      record("www", "group", { ...failover("PRIMARY"), healthCheckId: "home-id" }),
      ...tree.slice(1),
    ];
    expect(answer(checked)).toBe("a");
    expect(answer(checked, ["slow"])).toBe("spare");
  });
});

describe("health checks", () => {
  const checked = (...checks: DeclaredResource[]) => [
    ...checks,
    record("www", "first", { ...failover("PRIMARY"), healthCheckId: "top-id" }),
    record("www", "second", failover("SECONDARY")),
    record("leaf", "first"),
  ];
  const https = (name: string) => check(name, { type: "HTTPS", fqdn: "leaf" });

  it("ask the target that their own name leads to", () => {
    expect(answer(checked(https("top")), ["silent first"])).toBe("second");
    expect(answer(checked(https("top")), ["silent second"])).toBe("first");
  });

  it("add up to a calculated one", () => {
    const alarm = check("alarm", { type: "CLOUDWATCH_METRIC", cloudwatchAlarmName: "slow" });
    const sum = (childHealthThreshold: number) =>
      checked(
        https("leaf"),
        alarm,
        check("top", { type: "CALCULATED", childHealthchecks: ["leaf-id", "alarm-id"], childHealthThreshold }),
      );
    expect(answer(sum(2), ["slow"])).toBe("second");
    expect(answer(sum(1), ["slow"])).toBe("first");
  });

  it("must be there, and of a type whose result is known", () => {
    expect(() => answer(checked())).toThrow("Cannot find the health check top-id");
    expect(() => answer(checked(check("top", { type: "TCP" })))).toThrow("health check of type TCP");
  });
});

describe("records that Route 53 would not store", () => {
  it.each([
    ["two simple ones", [record("www", "a"), record("www", "b")], "several simple records"],
    [
      "policies mixed",
      [record("www", "a", near("1")), record("www", "b", at({ country: "*" }))],
      "records of different policies",
    ],
    ["two policies on one", [record("www", "a", { ...near("1"), ...failover("PRIMARY") })], "two policies"],
    ["an identifier twice", [record("www", "a", near("1")), record("www", "b", near("1"))], "an identifier twice"],
    ["no identifier", [record("www", "a", { latencyRoutingPolicies: [{ region: "1" }] })], "no identifier"],
    [
      "a location twice",
      [record("www", "a", at({ country: "*" })), record("www", "b", { ...at({ country: "*" }), setIdentifier: "x" })],
      "one choice twice",
    ],
  ])("are refused: %s", (_, records, why) => {
    expect(() => new Route53Resolver(records)).toThrow(`Route 53 refuses www: ${why}`);
  });

  it("and those that are not modelled, neither", () => {
    expect(() =>
      answer([record("www", "a", { setIdentifier: "a", weightedRoutingPolicies: [{ weight: 1 }] })]),
    ).toThrow("not modelled");
    const address = { type: "aws:route53/record:Record", name: "www", inputs: { name: "www", type: "A", records: [] } };
    expect(() => answer([address])).toThrow("it is no alias");
  });
});
