import * as pulumi from "@pulumi/pulumi";
import { RegionalCaches } from "./cache/regional-caches";
import { Cluster } from "./cluster/cluster";
import { RegionalLake } from "./lake/regional-lake";
import { RegionalMessaging } from "./messaging/regional-messaging";
import { RegionNetwork } from "./network/region-network";
import { AlarmTopics } from "./observability/alarm-topics";
import { RegionalObservability } from "./observability/regional-observability";
import { Experiments } from "./resilience/experiments";
import { declareQuotaRequests } from "./resilience/quota-requests";
import type { PlatformSettings, RegionSettings } from "./settings";
import type { EntranceCertificates } from "./traffic/origin-domain";
import { RegionalEntrance } from "./traffic/regional-entrance";

export interface RegionArgs {
  /** Which of `settings.regions` this is. */
  readonly region: RegionSettings;
  readonly settings: PlatformSettings;
  readonly accountId: pulumi.Input<string>;
  /** Of the stack. @default none - then nothing is watched from outside */
  readonly domain?: string | undefined;
  /** Of the stack's domain. @default none - without a domain nobody can be let in */
  readonly certificates?: EntranceCertificates | undefined;
}

/**
 * One region's share of the platform. Named after its region, so that everything in it starts with `eu-west-1-` or the like.
 * Each part checks its own arguments; the settings as a whole are checked by `Platform`.
 */
export class Region extends pulumi.ComponentResource {
  readonly network: RegionNetwork;
  readonly pageTopicArn: pulumi.Output<string>;
  readonly ticketTopicArn: pulumi.Output<string>;
  readonly cluster: Cluster;
  /** Of the caches that belong to this region alone, by purpose. */
  readonly cacheEndpoints: RegionalCaches["endpoints"];
  readonly messaging: RegionalMessaging;
  readonly lake: RegionalLake;
  /** Undefined in a stack without a domain. */
  readonly entrance: RegionalEntrance | undefined;
  readonly observability: RegionalObservability;

  constructor(name: string, args: RegionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:platform:Region", name, {}, opts);
    const { accountId, settings } = args;
    const { logRetentionDays, protectStateful } = settings;
    const region = args.region.name;
    const child = { parent: this };

    const network = new RegionNetwork(
      `${name}-network`,
      { region, accountId, logRetentionDays, ...args.region.network, ...settings.network },
      child,
    );
    const { pageTopicArn, ticketTopicArn } = new AlarmTopics(`${name}-alarms`, { region, accountId }, child);
    const clock = settings.clocks[region]!;
    const cluster = new Cluster(
      `${name}-eks`,
      {
        region,
        settings: settings.cluster,
        accountId,
        subnetIds: network.privateSubnetIds,
        clock,
        pageTopicArn,
        ticketTopicArn,
        logRetentionDays,
        protectStateful,
      },
      child,
    );
    const caches = new RegionalCaches(
      `${name}-caches`,
      {
        region,
        settings: settings.caches,
        clock,
        network: {
          vpcId: network.vpcId,
          subnetIds: [...network.dataSubnetIds],
          clientCidrBlocks: network.privateCidrBlocks,
        },
        pageTopicArn,
        ticketTopicArn,
        logRetentionDays,
        protectStateful,
      },
      child,
    );

    this.messaging = new RegionalMessaging(
      `${name}-messaging`,
      { region, settings: settings.messaging, accountId, pageTopicArn, ticketTopicArn, protectStateful },
      child,
    );
    this.lake = new RegionalLake(
      `${name}-lake`,
      {
        region,
        settings: settings.lake,
        accountId,
        clock,
        network: {
          vpcId: network.vpcId,
          subnetIds: network.dataSubnetIds,
          clientCidrBlocks: network.privateCidrBlocks,
        },
        pageTopicArn,
        ticketTopicArn,
        logRetentionDays,
        protectStateful,
      },
      child,
    );
    this.entrance =
      args.certificates &&
      new RegionalEntrance(
        `${name}-entry`,
        {
          region,
          settings: settings.traffic.entrance,
          vpcId: network.vpcId,
          subnetIds: network.publicSubnetIds,
          clusterName: cluster.clusterName,
          clientAddress: settings.ingress.clientAddress,
          podSecurityGroupId: cluster.clusterSecurityGroupId,
          certificates: args.certificates,
          quietHourUtc: clock.quietHourUtc,
          pageTopicArn,
          ticketTopicArn,
          protectStateful,
        },
        child,
      );

    this.observability = new RegionalObservability(
      `${name}-observability`,
      {
        region,
        settings: settings.observability,
        accountId,
        domain: args.domain,
        dashboard: { clusterName: cluster.clusterName, loadBalancerSuffix: this.entrance?.loadBalancerSuffix },
        pageTopicArn,
        ticketTopicArn,
        logRetentionDays,
        protectStateful,
      },
      child,
    );
    new Experiments(
      `${name}-experiments`,
      {
        region,
        accountId,
        kinds: experimentsOf(settings, region),
        week: settings.resilience.experimentWeek,
        clock,
        clusterName: cluster.clusterName,
        clusterArn: cluster.clusterArn,
        vpcId: network.vpcId,
        zoneId: args.region.network.zoneIds[0]!,
        stopAlarmArn: this.observability.stopAlarmArn,
        logRetentionDays,
      },
      child,
    );
    const { quotas, requestQuotas } = settings.resilience;
    if (requestQuotas) declareQuotaRequests(name, { region, quotas }, child);

    this.network = network;
    this.pageTopicArn = pageTopicArn;
    this.ticketTopicArn = ticketTopicArn;
    this.cluster = cluster;
    this.cacheEndpoints = caches.endpoints;
    this.registerOutputs({ pageTopicArn, ticketTopicArn, cacheEndpoints: this.cacheEndpoints });
  }
}

/** Only the primary region has a writer to fail over. */
function experimentsOf({ resilience, primaryRegion }: PlatformSettings, region: string) {
  return resilience.experiments.filter((kind) => kind !== "database-failover" || region === primaryRegion);
}
