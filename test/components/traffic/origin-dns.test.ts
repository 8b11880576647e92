import { beforeAll, describe, expect, it } from "@jest/globals";
import { OriginDns, type OriginDnsArgs } from "../../../components/traffic/origin-dns";
import { type Declared, declared } from "../../support/declared";
import { resolved } from "../../support/mocks";
import { balancerOf, entrances, geolocation, latency, REGIONS, simple } from "./samples";

const RECORD = "aws:route53/record:Record";
const CHECK = "aws:route53/healthCheck:HealthCheck";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

const args = (settings: OriginDnsArgs["settings"], regions: readonly string[] = REGIONS): OriginDnsArgs => ({
  domain: "stream.example.com",
  zoneId: "Z1",
  settings,
  entrances: entrances(regions),
});

let dns: OriginDns;
const make = (of: OriginDnsArgs) =>
  declared((opts) => {
    dns = new OriginDns("dns", of, opts);
  });

const alias = (name: string) => [{ name, zoneId: "Z1", evaluateTargetHealth: true }];

describe("OriginDns by geolocation", () => {
  let made: Declared;
  beforeAll(async () => {
    made = await make(args(geolocation));
  });

  it("declares exactly its records and checks", () => {
    expect(made.names()).toEqual([
      "dns-geo-continent-AF",
      "dns-geo-continent-AS",
      "dns-geo-continent-EU",
      "dns-geo-continent-NA",
      "dns-geo-continent-OC",
      "dns-geo-continent-SA",
      "dns-geo-country-IL",
      "dns-geo-country-TR",
      "dns-geo-default",
      "dns-health-ap-southeast-1-endpoint",
      "dns-health-eu-west-1-endpoint",
      "dns-health-us-east-1-endpoint",
      "dns-home-ap-southeast-1-primary",
      "dns-home-ap-southeast-1-secondary",
      "dns-home-eu-west-1-primary",
      "dns-home-eu-west-1-secondary",
      "dns-home-us-east-1-primary",
      "dns-home-us-east-1-secondary",
      "dns-latency-ap-southeast-1",
      "dns-latency-eu-west-1",
      "dns-latency-us-east-1",
      "dns-leaf-ap-southeast-1",
      "dns-leaf-eu-west-1",
      "dns-leaf-us-east-1",
      "dns-origin",
    ]);
  });

  it("points one level at the next, and evaluates health at each", () => {
    const zoneId = "Z1";
    const type = "A";
    expect(made.one("dns-origin")).toEqual({
      zoneId,
      name: "origin.stream.example.com",
      type,
      aliases: alias("geo.origin.stream.example.com"),
    });
    expect(made.one("dns-geo-default")).toEqual({
      zoneId,
      name: "geo.origin.stream.example.com",
      type,
      setIdentifier: "default",
      geolocationRoutingPolicies: [{ country: "*" }],
      aliases: alias("latency.origin.stream.example.com"),
    });
    expect(made.one("dns-geo-continent-AF")).toEqual({
      zoneId,
      name: "geo.origin.stream.example.com",
      type,
      setIdentifier: "continent-AF",
      geolocationRoutingPolicies: [{ continent: "AF" }],
      aliases: alias("geo-eu-west-1.origin.stream.example.com"),
    });
    expect(made.one("dns-geo-country-TR").geolocationRoutingPolicies).toEqual([{ country: "TR" }]);
    expect(made.one("dns-home-eu-west-1-primary")).toEqual({
      zoneId,
      name: "geo-eu-west-1.origin.stream.example.com",
      type,
      setIdentifier: "primary",
      failoverRoutingPolicies: [{ type: "PRIMARY" }],
      healthCheckId: "dns-health-eu-west-1-endpoint-id",
      aliases: alias("eu-west-1.origin.stream.example.com"),
    });
    expect(made.one("dns-home-eu-west-1-secondary")).toEqual({
      zoneId,
      name: "geo-eu-west-1.origin.stream.example.com",
      type,
      setIdentifier: "secondary",
      failoverRoutingPolicies: [{ type: "SECONDARY" }],
      aliases: alias("latency.origin.stream.example.com"),
    });
    expect(made.one("dns-latency-eu-west-1")).toEqual({
      zoneId,
      name: "latency.origin.stream.example.com",
      type,
      setIdentifier: "eu-west-1",
      latencyRoutingPolicies: [{ region: "eu-west-1" }],
      healthCheckId: "dns-health-eu-west-1-endpoint-id",
      aliases: alias("eu-west-1.origin.stream.example.com"),
    });
    expect(made.one("dns-leaf-eu-west-1")).toEqual({
      zoneId,
      name: "eu-west-1.origin.stream.example.com",
      type,
      aliases: [{ name: balancerOf("eu-west-1"), zoneId: "Z-eu-west-1", evaluateTargetHealth: true }],
    });
  });

  it("lets every record wait for all records of the name that it points at", () => {
    const records = made.names(RECORD);
    for (const name of records.filter((record) => !record.startsWith("dns-leaf-"))) {
      const [{ name: target }] = made.one(name).aliases;
      const below = records.filter((record) => made.one(record).name === target);
      expect(below).not.toEqual([]);
      expect([name, made.waitsFor(name)]).toEqual([name, below]);
    }
  });

  it("asks each region by a name of its own, from several regions and every ten seconds", () => {
    expect(made.one("dns-health-eu-west-1-endpoint")).toEqual({
      type: "HTTPS",
      fqdn: "eu-west-1.origin.stream.example.com",
      port: 443,
      resourcePath: "/healthz",
      enableSni: true,
      requestInterval: 10,
      failureThreshold: 3,
      measureLatency: true,
      regions: ["ap-southeast-1", "eu-west-1", "us-east-1"],
      tags: { Name: "dns-health-eu-west-1-endpoint" },
    });
    expect(made.waitsFor("dns-health-eu-west-1")).toEqual(["dns-leaf-eu-west-1"]);
  });

  it("offers its names and checks", async () => {
    expect(await resolved(dns.originFqdn)).toBe("origin.stream.example.com");
    expect(dns.regionalFqdns).toEqual({
      "ap-southeast-1": "ap-southeast-1.origin.stream.example.com",
      "eu-west-1": "eu-west-1.origin.stream.example.com",
      "us-east-1": "us-east-1.origin.stream.example.com",
    });
    expect(await resolved(dns.healthCheckIds["us-east-1"]!)).toBe("dns-health-us-east-1-endpoint-id");
  });

  it("names no region, as Route 53 has none", () => {
    expect(made.resources.filter(({ inputs }) => "region" in inputs)).toEqual([]);
  });
});

describe("OriginDns by latency", () => {
  it("has one level between the name and the regions", async () => {
    const made = await make(args(latency, ["eu-west-1", "us-east-1"]));
    expect(made.names(RECORD)).toEqual([
      "dns-latency-eu-west-1",
      "dns-latency-us-east-1",
      "dns-leaf-eu-west-1",
      "dns-leaf-us-east-1",
      "dns-origin",
    ]);
    expect(made.one("dns-origin").aliases).toEqual(alias("latency.origin.stream.example.com"));
    expect(made.names(CHECK)).toEqual(["dns-health-eu-west-1-endpoint", "dns-health-us-east-1-endpoint"]);
  });
});

describe("OriginDns of one region", () => {
  it("needs no check: there is no other answer", async () => {
    const made = await make(args(simple, ["us-east-1"]));
    expect(made.names()).toEqual(["dns-leaf-us-east-1", "dns-origin"]);
    expect(made.one("dns-origin").aliases).toEqual(alias("us-east-1.origin.stream.example.com"));
    expect(dns.healthCheckIds).toEqual({});
  });
});

describe("a change of routing", () => {
  it("changes where the origin's alias points, and no other record that stays", async () => {
    const recordsOf = async (settings: OriginDnsArgs["settings"]) => {
      const made = await make(args(settings, ["us-east-1"]));
      return new Map(made.names(RECORD).map((name) => [name, made.one(name)] as const));
    };
    const home = { "us-east-1": geolocation.homes["us-east-1"]! };
    const [one, two, three] = [
      await recordsOf(simple),
      await recordsOf(latency),
      await recordsOf({ ...geolocation, homes: home }),
    ];
    for (const [before, after] of [
      [one, two],
      [two, three],
    ] as const) {
      for (const [name, inputs] of before) {
        const { aliases, ...rest } = after.get(name)!;
        const { aliases: was, ...restBefore } = inputs;
        expect(rest).toEqual(restBefore);
        if (name !== "dns-origin") expect(aliases).toEqual(was);
      }
    }
  });
});

describe("OriginDns with alarms", () => {
  const of = args(latency, ["eu-west-1", "us-east-1"]);
  const [dublin, virginia] = entrances(["eu-west-1", "us-east-1"]) as [any, any];
  const watched = { ...of, entrances: [{ ...dublin, sloAlarmName: "slo-burn" }, virginia], pageTopicArn: "arn:page" };

  it("asks of a region with an SLO alarm that it answers and the alarm is quiet", async () => {
    const made = await make(watched);
    expect(made.names(CHECK)).toEqual([
      "dns-health-eu-west-1-both",
      "dns-health-eu-west-1-endpoint",
      "dns-health-eu-west-1-slo",
      "dns-health-us-east-1-endpoint",
    ]);
    expect(made.one("dns-health-eu-west-1-slo")).toEqual({
      type: "CLOUDWATCH_METRIC",
      cloudwatchAlarmName: "slo-burn",
      cloudwatchAlarmRegion: "eu-west-1",
      insufficientDataHealthStatus: "LastKnownStatus",
      tags: { Name: "dns-health-eu-west-1-slo" },
    });
    expect(made.one("dns-health-eu-west-1-both")).toEqual({
      type: "CALCULATED",
      childHealthchecks: ["dns-health-eu-west-1-endpoint-id", "dns-health-eu-west-1-slo-id"],
      childHealthThreshold: 2,
      tags: { Name: "dns-health-eu-west-1-both" },
    });
    expect(made.one("dns-latency-eu-west-1").healthCheckId).toBe("dns-health-eu-west-1-both-id");
    expect(made.one("dns-latency-us-east-1").healthCheckId).toBe("dns-health-us-east-1-endpoint-id");
  });

  it("pages when a region is out, from where Route 53 keeps its metrics", async () => {
    const made = await make(watched);
    expect(made.names(ALARM)).toEqual(["dns-health-eu-west-1-out", "dns-health-us-east-1-out"]);
    expect(made.one("dns-health-eu-west-1-out")).toMatchObject({
      region: "us-east-1",
      namespace: "AWS/Route53",
      metricName: "HealthCheckStatus",
      dimensions: { HealthCheckId: "dns-health-eu-west-1-both-id" },
      threshold: 1,
      comparisonOperator: "LessThanThreshold",
      alarmActions: ["arn:page"],
    });
  });
});

describe("originDnsProblems()", () => {
  const longest = `${"a".repeat(45)}.example.com`;

  it("accepts the longest domain", async () => {
    expect(longest).toHaveLength(57);
    const made = await make({ ...args(geolocation), domain: longest });
    const names = made.names(RECORD).map((name) => made.one(name).name as string);
    expect(Math.max(...names.map(({ length }) => length))).toBeLessThanOrEqual(255);
  });

  it.each([
    `a${longest}`,
    "example",
    "Example.com",
    "example.com.",
    "-a.example.com",
    `${"a".repeat(64)}.com`,
    "",
    undefined,
  ])("refuses the domain %p", (domain) => {
    expect(() => new OriginDns("dns", { ...args(geolocation), domain: domain as string })).toThrow(
      `Cannot declare OriginDns "dns"\n  domain: must be a domain of up to 57 characters such as "stream.example.com", got ${JSON.stringify(domain)}`,
    );
  });

  it("asks for an entrance in each region that is somebody's home", () => {
    expect(() => new OriginDns("dns", args(geolocation, ["eu-west-1", "us-east-1"]))).toThrow(
      'settings.homes.ap-southeast-1: must be named after one of regions, got "ap-southeast-1"',
    );
  });
});
