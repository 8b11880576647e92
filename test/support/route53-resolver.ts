import { continentOf } from "../../components/traffic/locations";

/** As much of a registered resource as DNS needs. `Registered` of the mocks fits; so do resources of an exported state. */
export interface DeclaredResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, any>>;
}

/** From where somebody asks. Without a country: an address that Route 53 cannot place. */
export interface Place {
  readonly country?: string;
}

/** How the world outside DNS is doing. Targets are load balancers by their DNS name. */
export interface World {
  /** Those without a healthy target of their own, which an alias with `evaluateTargetHealth` sees. */
  readonly unhealthyTargets: ReadonlySet<string>;
  /** Those that do not answer an HTTPS health check. */
  readonly silentTargets: ReadonlySet<string>;
  /** CloudWatch alarms in state ALARM, by name. */
  readonly firingAlarms: ReadonlySet<string>;
  readonly latencyMillis: (place: Place, region: string) => number;
}

type Properties = Readonly<Record<string, any>>;

const POLICIES = [
  "cidrRoutingPolicy",
  "failoverRoutingPolicies",
  "geolocationRoutingPolicies",
  "geoproximityRoutingPolicy",
  "latencyRoutingPolicies",
  "multivalueAnswerRoutingPolicy",
  "weightedRoutingPolicies",
];

/**
 * Walks declared alias records as Route 53 would. The rules, each with its source:
 * - How one record of a group is chosen, that a record without a health check is healthy, that a group without a healthy record
 *   counts as healthy altogether, that of a failover pair without a healthy record the primary answers:
 *   https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html
 * - That an alias which evaluates its target's health needs one healthy record there, and its own health check besides:
 *   https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-complex-configs.html
 * - Country before continent before default, larger ones when the smaller is unhealthy, no answer without a default:
 *   https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-geo.html and
 *   https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-geo.html
 * - Calculated checks and checks of alarms:
 *   https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 * What Route 53 would refuse to store, or what is not modelled (weights, proximity), throws.
 */
export class Route53Resolver {
  private readonly groups = new Map<string, Properties[]>();
  private readonly checks = new Map<string, Properties>();

  /** `idOf` gives the ID by which records refer to a health check; the default is the mocks'. */
  constructor(
    resources: readonly DeclaredResource[],
    idOf: (healthCheck: DeclaredResource) => string = ({ name }) => `${name}-id`,
  ) {
    for (const resource of resources) {
      const { type, inputs } = resource;
      if (type === "aws:route53/healthCheck:HealthCheck") this.checks.set(idOf(resource), inputs);
      if (type === "aws:route53/record:Record" && inputs.type === "A") {
        this.groups.set(inputs.name, [...(this.groups.get(inputs.name) ?? []), inputs]);
      }
    }
    for (const [name, group] of this.groups) assertStorable(name, group);
  }

  /** The load balancer that a query for `name` ends at; undefined is Route 53's answer without data. */
  answer(name: string, from: Place, world: World): string | undefined {
    const group = this.groups.get(name);
    if (!group) return name; // outside of the zone: a load balancer
    const candidates = this.inOrder(group, from, world);
    const chosen = candidates.find((record) => this.healthy(record, from, world)) ?? candidates[0];
    return chosen && this.answer(aliasOf(chosen).name, from, world);
  }

  /** The records of a group that apply to a query, the one that the policy prefers first. */
  private inOrder(group: readonly Properties[], from: Place, world: World): Properties[] {
    switch (policyOf(group[0]!)) {
      case undefined:
        return [...group];
      case "latencyRoutingPolicies": {
        const millis = (record: Properties) => world.latencyMillis(from, record.latencyRoutingPolicies[0].region);
        return [...group].sort((a, b) => millis(a) - millis(b));
      }
      case "failoverRoutingPolicies":
        return ["PRIMARY", "SECONDARY"].flatMap((type) =>
          group.filter((record) => record.failoverRoutingPolicies[0].type === type),
        );
      case "geolocationRoutingPolicies":
        return [{ country: from.country }, { continent: continentOf(from.country) }, { country: "*" }].flatMap(
          (place) => group.filter((record) => isAt(record.geolocationRoutingPolicies[0], place)),
        );
      default:
        throw new Error(`Cannot resolve ${group[0]!.name}: its routing policy is not modelled`);
    }
  }

  private healthy(record: Properties, from: Place, world: World): boolean {
    const { name, evaluateTargetHealth } = aliasOf(record);
    const checked = record.healthCheckId === undefined || this.passes(record.healthCheckId, world);
    return checked && (!evaluateTargetHealth || this.targetHealthy(name, from, world));
  }

  private targetHealthy(name: string, from: Place, world: World): boolean {
    const group = this.groups.get(name);
    return group ? group.some((record) => this.healthy(record, from, world)) : !world.unhealthyTargets.has(name);
  }

  private passes(id: string, world: World): boolean {
    const check = this.checks.get(id);
    if (!check) throw new Error(`Cannot find the health check ${id}`);
    switch (check.type) {
      case "HTTPS": {
        const target = this.answer(check.fqdn, {}, world);
        return target !== undefined && !world.silentTargets.has(target);
      }
      case "CLOUDWATCH_METRIC":
        return !world.firingAlarms.has(check.cloudwatchAlarmName);
      case "CALCULATED": {
        const passing = check.childHealthchecks.filter((child: string) => this.passes(child, world));
        return passing.length >= check.childHealthThreshold;
      }
      default:
        throw new Error(`Cannot tell the result of a health check of type ${check.type}`);
    }
  }
}

function policyOf(record: Properties): string | undefined {
  return POLICIES.find((policy) => record[policy] !== undefined);
}

function aliasOf(record: Properties): Properties {
  if (record.aliases?.length !== 1) throw new Error(`Cannot resolve ${record.name}: it is no alias`);
  return record.aliases[0];
}

function isAt(location: Properties, place: { country?: string | undefined; continent?: string | undefined }): boolean {
  if (place.country !== undefined) return location.country === place.country;
  return place.continent !== undefined && location.continent === place.continent;
}

/**
 * What Route 53 takes for one name and type: one policy, and no two records with the same identifier, location, region or role.
 * Source: https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html
 */
function assertStorable(name: string, group: readonly Properties[]): void {
  const policy = policyOf(group[0]!);
  const refuse = (why: string) => {
    throw new Error(`Route 53 refuses ${name}: ${why}`);
  };
  if (group.some((record) => POLICIES.filter((one) => record[one] !== undefined).length > 1)) refuse("two policies");
  if (group.some((record) => policyOf(record) !== policy)) refuse("records of different policies");
  if (policy === undefined && group.length > 1) refuse("several simple records");
  const twice = (of: (record: Properties) => unknown) => new Set(group.map(of)).size < group.length;
  if (policy !== undefined) {
    if (group.some(({ setIdentifier }) => !setIdentifier)) refuse("no identifier");
    if (twice(({ setIdentifier }) => setIdentifier)) refuse("an identifier twice");
    if (twice((record) => JSON.stringify(record[policy]))) refuse("one choice twice");
  }
}
