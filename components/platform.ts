import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { clientAssets } from "../runtime/client/client-build";
import { SessionStore } from "./cache/session-store";
import { Cdn } from "./cdn/cdn";
import { type SigningKeys, signingKeysProblems } from "./cdn/signing-key";
import { assertNoProblems, type Problem, text } from "./checks";
import { declareKubernetesProvider } from "./cluster/kubernetes-provider";
import { DatabaseAccess } from "./database/cluster/database-access";
import { databaseImagesOf } from "./database/cluster/settings";
import { Database } from "./database/database";
import { EventFanOut } from "./messaging/event-fan-out";
import { PeeringMesh } from "./network/peering-mesh";
import { Region } from "./region";
import { RegionWorkloads } from "./region-workloads";
import { CostAlerts } from "./resilience/cost-alerts";
import type { PlatformSettings, RegionSettings } from "./settings";
import { platformSettingsProblems } from "./settings-problems";
import { domainProblems } from "./traffic/domain-name";
import { OriginDns } from "./traffic/origin-dns";
import { OriginDomain } from "./traffic/origin-domain";
import { ROUTE_53_METRICS_REGION } from "./traffic/region-health";
import { workloadImagesProblems } from "./workload-images";

export interface PlatformArgs {
  readonly settings: PlatformSettings;
  /**
   * Twelve digits. With credentials of any other account, Pulumi stops before the first change.
   * @default the account of the credentials - a review stack goes wherever its author may go
   */
  readonly accountId?: string | undefined;
  /**
   * Where viewers go, e.g. `example.com`.
   * @default none - then no entrance and no DNS is declared, and nobody can reach the clusters from outside
   */
  readonly domain?: string | undefined;
  /**
   * Public keys whose signatures open video, by the name they are rotated by.
   * @default none - then no video is served
   */
  readonly signingKeys?: SigningKeys;
  /**
   * Images by workload, pinned by digest: `playback-service`, `watch-event-worker`, `k6` and so on.
   * @default none - then only workloads with a sample image run
   */
  readonly images?: Readonly<Record<string, string>>;
}

/** Where CloudFront's certificates, firewall and metrics are. */
const CDN_REGION = "us-east-1";

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function platformProblems({
  settings,
  accountId,
  domain,
  signingKeys = {},
  images = {},
}: PlatformArgs): Problem[] {
  return [
    ...(accountId === undefined ? [] : text("accountId", accountId, /^\d{12}$/, "be the 12 digits of an AWS account")),
    ...(domain === undefined ? [] : domainProblems("domain", domain)),
    ...signingKeysProblems("signingKeys", signingKeys),
    ...workloadImagesProblems("images", images, settings ?? {}),
    ...platformSettingsProblems(settings),
  ];
}

/** The whole: its regions one after the other, then what spans them. */
export class Platform extends pulumi.ComponentResource {
  /** In rollout order. */
  readonly regions: readonly Region[];
  /** What runs in each region's cluster, in rollout order. */
  readonly workloads: readonly RegionWorkloads[];
  /** Where each region's pods keep sessions, by region; empty when sessions live in each region's own cache. */
  readonly sessionEndpoints: SessionStore["endpoints"];
  readonly database: Database;
  /** Undefined in a stack without a domain. */
  readonly cdn: Cdn | undefined;
  /** What to enter at the parent domain; undefined in a stack without a domain or with somebody else's zone. */
  readonly nameServers: pulumi.Output<string[]> | undefined;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: PlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`Platform "${name}"`, platformProblems(args));
    super("p95:platform:Platform", name, {}, opts);
    const { domain, settings } = args;
    const { caches, logRetentionDays, primaryRegion, protectStateful } = settings;

    const provider = new aws.Provider(
      "aws",
      {
        region: primaryRegion, // of what has no region of its own; the rest names its region
        ...(args.accountId === undefined ? {} : { allowedAccountIds: [args.accountId] }),
        defaultTags: { tags: { ...settings.tags, project: pulumi.getProject(), stack: pulumi.getStack() } },
        retryMode: "adaptive", // three regions at once run into the request limits of EC2 and IAM
        maxRetries: 10,
      },
      { parent: this },
    );
    const child = { parent: this, providers: { aws: provider } };
    const accountId = args.accountId ?? aws.getCallerIdentityOutput({}, { provider }).accountId;

    const originDomain =
      domain === undefined
        ? undefined
        : new OriginDomain(
            "domain",
            {
              domain,
              zone: settings.traffic.zone,
              // CloudFront takes certificates of one region only.
              regions: [...new Set([...settings.regions.map((each) => each.name), CDN_REGION])],
              protectStateful,
            },
            child,
          );
    this.nameServers = originDomain?.nameServers;

    const regions: Region[] = [];
    for (const region of settings.regions) {
      const previous = regions.slice(-1); // a change that breaks the first region never gets to the second
      const certificates = originDomain?.certificates[region.name];
      const regionArgs = { region, settings, accountId, domain, certificates };
      regions.push(new Region(region.name, regionArgs, { ...child, dependsOn: previous }));
    }

    const networks = regions.map(({ network }) => network);
    const peering = networks.length > 1 ? [new PeeringMesh("peering", { members: networks }, child)] : [];

    // Everybody's pods, in every region: they write to the primary, and any region may be promoted to it.
    const clientCidrBlocks = networks.flatMap(({ privateCidrBlocks }) => privateCidrBlocks);
    const members = regions.map(({ network, pageTopicArn, ticketTopicArn }) => ({
      region: network.region,
      network: { vpcId: network.vpcId, subnetIds: [...network.dataSubnetIds], clientCidrBlocks },
      clock: settings.clocks[network.region]!,
      pageTopicArn,
      ticketTopicArn,
    }));
    const spanning = { primaryRegion, members, logRetentionDays, protectStateful };
    const afterPeering = { ...child, dependsOn: peering };

    this.regions = regions;
    this.sessionEndpoints = {};
    if (caches.mode === "clusters") {
      this.sessionEndpoints = new SessionStore("sessions", { settings: caches, ...spanning }, afterPeering).endpoints;
    }
    this.database = new Database("database", { settings: settings.database, ...spanning }, afterPeering);
    if (domain !== undefined && originDomain !== undefined) {
      const pageTopicArn = regionNamed(regions, ROUTE_53_METRICS_REGION)?.pageTopicArn;
      const entrances = regions.flatMap(({ network: { region }, entrance, observability }) => {
        if (entrance === undefined) return [];
        const { dnsName, dnsZoneId } = entrance;
        return [{ region, dnsName, dnsZoneId, sloAlarmName: observability.sloAlarmName }];
      });
      const { zoneId } = originDomain;
      const dns = new OriginDns(
        "origin",
        { domain, zoneId, settings: settings.traffic, entrances, pageTopicArn },
        child,
      );
      const primary = regionNamed(regions, primaryRegion)!;
      this.cdn = new Cdn(
        "cdn",
        {
          domain,
          zoneId,
          certificateArn: originDomain.certificates[CDN_REGION]!.viewersArn,
          region: primaryRegion,
          accountId,
          settings: settings.cdn,
          signingKeys: args.signingKeys ?? {},
          clientAssets: clientAssets(),
          bus: primary.messaging.bus,
          pageTopicArn: primary.pageTopicArn,
          ticketTopicArn: primary.ticketTopicArn,
          edgeTopics: regionNamed(regions, CDN_REGION),
          logRetentionDays,
          protectStateful,
        },
        { ...child, dependsOn: [dns] }, // viewers come once there is an origin to ask
      );
    }
    const contentBuses = Object.fromEntries(
      regions.map(({ network, messaging }) => [network.region, messaging.busArn]),
    );
    const { [primaryRegion]: _, ...others } = contentBuses;
    if (Object.keys(others).length > 0) {
      // The catalogue speaks in the primary region; every other region hears it on its own bus.
      const { bus } = regionNamed(regions, primaryRegion)!.messaging;
      new EventFanOut("content-fan-out", { region: primaryRegion, accountId, bus, others }, child);
    }
    const images = args.images ?? {};
    const clusters = Object.fromEntries(
      regions.map(({ network: { region }, cluster }) => {
        const reach = { cluster, deleteUnreachable: !protectStateful };
        const { clusterName, clusterArn } = cluster;
        const kubernetes = declareKubernetesProvider(`${region}-kubernetes`, reach, { parent: this });
        return [region, { clusterName, clusterArn, provider: kubernetes }];
      }),
    );
    const databaseImages = databaseImagesOf(images);
    const access =
      databaseImages &&
      new DatabaseAccess(
        "database-access",
        {
          ...{ primaryRegion, regions: inNameOrder(settings.regions), clusters, accountId, protectStateful },
          ...{ settings: settings.pooling, images: databaseImages, database: this.database },
        },
        child,
      );
    const workloads: RegionWorkloads[] = [];
    for (const [i, region] of settings.regions.entries()) {
      const place = regions[i]!;
      const { recommendations, metadata, sessions = this.sessionEndpoints[region.name]! } = place.cacheEndpoints;
      const workloadArgs = {
        ...{ region, settings, accountId, place, domain, images, access },
        caches: { recommendations, metadata, sessions },
        originVerification: this.cdn?.originVerification,
        database: this.database.endpoints[region.name]!,
      };
      const after = [this.database, ...workloads.slice(-1)]; // a bad image never gets to the second region
      const inside = { parent: this, providers: { aws: provider, kubernetes: clusters[region.name]!.provider } };
      workloads.push(new RegionWorkloads(region.name, workloadArgs, { ...inside, dependsOn: after }));
    }
    this.workloads = workloads;
    new CostAlerts("cost", settings.resilience.cost, child);
    this.registerOutputs({ sessionEndpoints: this.sessionEndpoints, nameServers: this.nameServers });
  }
}

/** Whatever lists the regions lists them like this: the order in which they roll out must rewrite nothing. */
function inNameOrder(regions: readonly RegionSettings[]): readonly RegionSettings[] {
  return [...regions].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function regionNamed(regions: readonly Region[], name: string): Region | undefined {
  return regions.find(({ network }) => network.region === name);
}
