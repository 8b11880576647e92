import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, type Problem } from "../checks";
import { domainProblems } from "./domain-name";
import { type OriginNames, originNames } from "./origin-names";
import { RegionHealth } from "./region-health";
import { type GeolocationTrafficSettings, type TrafficSettings, trafficSettingsProblems } from "./settings";

/** A region's load balancer as DNS knows it. */
export interface OriginEntrance {
  readonly region: string;
  readonly dnsName: pulumi.Input<string>;
  readonly dnsZoneId: pulumi.Input<string>;
  /**
   * Alarm that takes the region out of DNS as its health check does.
   * @default none
   */
  readonly sloAlarmName?: pulumi.Input<string>;
}

export interface OriginDnsArgs {
  readonly domain: string;
  readonly zoneId: pulumi.Input<string>;
  readonly settings: TrafficSettings;
  /** One for each region of the stack. */
  readonly entrances: readonly OriginEntrance[];
  /**
   * Topic in us-east-1 that hears when a region is taken out of DNS.
   * @default none - a stack without a region there has no topic there
   */
  readonly pageTopicArn?: pulumi.Input<string> | undefined;
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function originDnsProblems({ domain, settings, entrances }: OriginDnsArgs): Problem[] {
  const regions = entrances.map(({ region }) => region);
  return [...domainProblems("domain", domain), ...trafficSettingsProblems("settings", settings, regions)];
}

/** A level's records, all of the same name. */
interface Level {
  readonly fqdn: string;
  readonly records: readonly aws.route53.Record[];
}

/** What tells one record of a level from the others. */
type Policy = Pick<
  aws.route53.RecordArgs,
  | "setIdentifier"
  | "failoverRoutingPolicies"
  | "geolocationRoutingPolicies"
  | "latencyRoutingPolicies"
  | "healthCheckId"
>;

/**
 * The tree of alias records through which a viewer's edge finds a region. `origin.<domain>` itself is a simple alias to the level
 * that `routing` asks for: to change `routing` is then to change one alias in place, where Route 53 would refuse a record of
 * another policy beside those of the same name. Each level waits for the one below, because Route 53 refuses an alias to a name
 * that is not there yet; and each evaluates its target's health, or failover would end at it. Rules and proof: docs/traffic.md.
 */
export class OriginDns extends pulumi.ComponentResource {
  /** What CloudFront takes as its origin. */
  readonly originFqdn: pulumi.Output<string>;
  /** Each region by itself, by region. */
  readonly regionalFqdns: Readonly<Record<string, string>>;
  /** By region; empty where routing is simple. */
  readonly healthCheckIds: Readonly<Record<string, pulumi.Output<string>>>;

  private readonly names: OriginNames;
  private readonly zoneId: pulumi.Input<string>;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: OriginDnsArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`OriginDns "${name}"`, originDnsProblems(args));
    super("p95:traffic:OriginDns", name, {}, opts);
    const { settings, entrances } = args;
    this.zoneId = args.zoneId;
    this.names = originNames(args.domain);

    const leaves = new Map(entrances.map((entrance) => [entrance.region, this.leaf(name, entrance)] as const));
    const checks = settings.routing === "simple" ? {} : this.checks(name, args, settings.healthChecks, leaves);
    const top = this.top(name, settings, leaves, checks);
    const origin = this.record(`${name}-origin`, this.names.origin, top, {});

    this.originFqdn = pulumi.all([this.names.origin, origin.id]).apply(([fqdn]) => fqdn); // known once it answers
    this.regionalFqdns = Object.fromEntries([...leaves].map(([region, { fqdn }]) => [region, fqdn]));
    this.healthCheckIds = checks;
    this.registerOutputs({
      originFqdn: this.originFqdn,
      regionalFqdns: this.regionalFqdns,
      healthCheckIds: this.healthCheckIds,
    });
  }

  private leaf(name: string, { region, dnsName, dnsZoneId }: OriginEntrance): Level {
    const fqdn = this.names.leaf(region);
    const balancer = { name: dnsName, zoneId: dnsZoneId, evaluateTargetHealth: true };
    const record = new aws.route53.Record(
      `${name}-leaf-${region}`,
      { zoneId: this.zoneId, name: fqdn, type: "A", aliases: [balancer] },
      { parent: this },
    );
    return { fqdn, records: [record] };
  }

  private checks(
    name: string,
    { entrances, pageTopicArn }: OriginDnsArgs,
    settings: GeolocationTrafficSettings["healthChecks"],
    leaves: ReadonlyMap<string, Level>,
  ): Record<string, pulumi.Output<string>> {
    return Object.fromEntries(
      entrances.map(({ region, sloAlarmName }) => {
        const { fqdn, records } = leaves.get(region)!;
        const opts = { parent: this, dependsOn: [...records] }; // a check that starts before its name answers counts as failed
        const health = new RegionHealth(
          `${name}-health-${region}`,
          { region, fqdn, settings, sloAlarmName, pageTopicArn },
          opts,
        );
        return [region, health.healthCheckId];
      }),
    );
  }

  /** The level that `origin` stands for, and all levels below it. */
  private top(
    name: string,
    settings: TrafficSettings,
    leaves: ReadonlyMap<string, Level>,
    checks: Readonly<Record<string, pulumi.Output<string>>>,
  ): Level {
    if (settings.routing === "simple") return [...leaves.values()][0]!;
    const latency = this.latency(name, leaves, checks);
    if (settings.routing === "latency") return latency;

    const fqdn = this.names.geo;
    const elsewhere = { setIdentifier: "default", geolocationRoutingPolicies: [{ country: "*" }] };
    const records = [this.record(`${name}-geo-default`, fqdn, latency, elsewhere)];
    for (const [region, leaf] of leaves) {
      const home = this.home(name, region, leaf, latency, checks[region]!);
      const { continents, countries } = settings.homes[region]!;
      for (const continent of continents) records.push(this.located(name, home, { continent }));
      for (const country of countries) records.push(this.located(name, home, { country }));
    }
    return { fqdn, records };
  }

  private latency(
    name: string,
    leaves: ReadonlyMap<string, Level>,
    checks: Readonly<Record<string, pulumi.Output<string>>>,
  ): Level {
    const fqdn = this.names.latency;
    const records = [...leaves].map(([region, leaf]) =>
      this.record(`${name}-latency-${region}`, fqdn, leaf, {
        setIdentifier: region,
        latencyRoutingPolicies: [{ region }],
        healthCheckId: checks[region],
      }),
    );
    return { fqdn, records };
  }

  private home(name: string, region: string, leaf: Level, latency: Level, healthCheckId: pulumi.Input<string>): Level {
    const fqdn = this.names.home(region);
    const failover = (type: "PRIMARY" | "SECONDARY", target: Level, more: Policy) => {
      const role = type.toLowerCase();
      const policy = { setIdentifier: role, failoverRoutingPolicies: [{ type }], ...more };
      return this.record(`${name}-home-${region}-${role}`, fqdn, target, policy);
    };
    return { fqdn, records: [failover("PRIMARY", leaf, { healthCheckId }), failover("SECONDARY", latency, {})] };
  }

  private located(
    name: string,
    home: Level,
    location: { continent: string } | { country: string },
  ): aws.route53.Record {
    const setIdentifier = "continent" in location ? `continent-${location.continent}` : `country-${location.country}`;
    const policy = { setIdentifier, geolocationRoutingPolicies: [location] };
    return this.record(`${name}-geo-${setIdentifier}`, this.names.geo, home, policy);
  }

  /** An alias to another level. */
  private record(name: string, fqdn: string, target: Level, policy: Policy): aws.route53.Record {
    const { zoneId } = this;
    const aliases = [{ name: target.fqdn, zoneId, evaluateTargetHealth: true }];
    return new aws.route53.Record(
      name,
      { zoneId, name: fqdn, type: "A", aliases, ...policy },
      { parent: this, dependsOn: [...target.records] },
    );
  }
}
