import * as pulumi from "@pulumi/pulumi";
import { databaseVariables } from "../runtime/workload/database-contract";
import type { CacheEndpoint, SessionsEndpoints } from "./cache/endpoint";
import type { DatabaseAccess } from "./database/cluster/database-access";
import { POOL_LOGINS, POOLED_WORKLOADS, type PooledWorkload } from "./database/cluster/logins";
import { PgBouncer } from "./database/cluster/pgbouncer";
import { READER_POOL, WRITER_POOL } from "./database/cluster/pool-endpoint";
import { readSecrets, replicaArn } from "./database/cluster/pool-secrets";
import { databaseImagesOf } from "./database/cluster/settings";
import type { DatabaseEndpoint } from "./database/endpoint";
import { Ingress } from "./ingress/ingress";
import { STREAMING_ROUTES } from "./ingress/streaming-routes";
import { Monitoring } from "./observability/cluster/monitoring";
import { MonitoringCrds } from "./observability/cluster/monitoring-crds";
import { streamingServices } from "./observability/cluster/streaming-services";
import { LogShipping } from "./observability/log-shipping/log-shipping";
import type { Region } from "./region";
import { ExperimentAccess } from "./resilience/cluster/experiment-access";
import { PERF_NAMESPACE } from "./resilience/cluster/k6-manifests";
import { LoadTests } from "./resilience/cluster/load-tests";
import { streamingRequests } from "./resilience/cluster/streaming-requests";
import { EXPERIMENT_NAMESPACES, FIS_KUBERNETES_USER } from "./resilience/fis-identity";
import { declarePriorityClasses } from "./service/priority-classes";
import { RegionServices } from "./service/region-services";
import { SERVICE_NAMES, WORKER_NAMES } from "./service/service-contract";
import type { PlatformSettings, RegionSettings } from "./settings";

export interface RegionWorkloadsArgs {
  /** Which of `settings.regions` this is. */
  readonly region: RegionSettings;
  readonly settings: PlatformSettings;
  readonly accountId: pulumi.Input<string>;
  /** What the workloads run in and beside. */
  readonly place: Region;
  /** Of the stack. @default none - then nothing is let in, and no ingress is declared */
  readonly domain?: string | undefined;
  /** What the CDN adds to its requests. @default none - a stack without a domain has no CDN */
  readonly originVerification?: pulumi.Input<string> | undefined;
  /** By workload, pinned by digest. @default none - then only what has a sample image runs */
  readonly images: Readonly<Record<string, string>>;
  /** As the region's pods reach them. */
  readonly caches: {
    readonly recommendations: CacheEndpoint;
    readonly metadata: CacheEndpoint;
    readonly sessions: SessionsEndpoints;
  };
  readonly database: DatabaseEndpoint;
  /** Undefined where nothing runs that could use it. */
  readonly access?: DatabaseAccess | undefined;
}

/** What runs in one region's cluster, in the order in which each needs the other. Named after its region, as `Region`. */
export class RegionWorkloads extends pulumi.ComponentResource {
  readonly services: RegionServices;
  /** Undefined in a stack without a domain. */
  readonly ingress: Ingress | undefined;

  constructor(name: string, args: RegionWorkloadsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:platform:RegionWorkloads", name, {}, opts);
    const { region, settings, accountId, place, images } = args;
    const { protectStateful } = settings;
    const { cluster, messaging, observability, pageTopicArn, ticketTopicArn } = place;
    const common = { region: region.name, accountId, clusterName: cluster.clusterName, clusterArn: cluster.clusterArn };
    const topics = { pageTopicArn, ticketTopicArn };

    const child = { parent: this };

    const priorities = declarePriorityClasses(`${name}-priority`, child);
    const crds = new MonitoringCrds(`${name}-monitoring-crds`, { settings: settings.monitoring }, child);
    new Monitoring(
      `${name}-monitoring`,
      {
        ...common,
        ...topics,
        settings: settings.monitoring,
        crds,
        services: streamingServices(settings.services.services, settings.services.prediction !== undefined),
        perfNamespace: PERF_NAMESPACE,
        remoteWrite: { url: observability.remoteWriteUrl, statements: observability.metricWriteStatements },
        protectStateful,
      },
      child,
    );
    const afterAll = { ...args, priorities, crds, common };
    const pools = this.pools(name, afterAll);
    this.shipLogs(name, afterAll);
    this.services = new RegionServices(
      `${name}-services`,
      {
        ...common,
        ...topics,
        settings: settings.services,
        images: streamingImages(images),
        timezone: settings.clocks[region.name]!.timezone,
        zoneCount: region.network.zoneIds.length,
        // Sorted: the order in which regions roll out must not rewrite every NetworkPolicy.
        networkCidrBlocks: settings.regions.map(({ network }) => network.cidrBlock).sort(),
        vpcCniAddon: settings.cluster.baselineNodes !== undefined,
        releaseQueue: {
          arn: messaging.releaseQueueArn,
          url: messaging.releaseQueueUrl,
          consumerTimeoutSeconds: settings.messaging.releaseQueue.consumerTimeoutSeconds,
        },
        scheduleGroupName: messaging.scheduleGroupName,
        caches: args.caches,
        database: WRITER_POOL,
        ...logins(region.name, args.access),
        priorities,
        monitoringCrds: crds.ready,
        runbookBaseUrl: settings.monitoring.runbookBaseUrl,
        protectStateful,
      },
      { ...child, dependsOn: pools },
    );
    this.ingress = this.entry(name, args, [crds, this.services], child);
    const afterServices = { ...child, dependsOn: [this.services] };
    new LoadTests(
      `${name}-load`,
      {
        settings: settings.load,
        images: { k6: images.k6, k6Starter: images["k6-starter"] },
        requests: streamingRequests(),
        quietHourUtc: settings.clocks[region.name]!.quietHourUtc,
      },
      afterServices,
    );
    if (settings.resilience.experiments.some((kind) => kind === "pod-delete" || kind === "network-latency")) {
      new ExperimentAccess(
        `${name}-fis`,
        { namespaces: EXPERIMENT_NAMESPACES, kubernetesUser: FIS_KUBERNETES_USER },
        afterServices,
      );
    }
    this.registerOutputs({ watchEventsQueueUrl: this.services.watchEventsQueueUrl });
  }

  private pools(
    name: string,
    { region, settings, images, database, access, priorities, crds, common }: Placed,
  ): pulumi.Resource[] {
    const databaseImages = databaseImagesOf(images);
    if (access === undefined || databaseImages === undefined) return [];
    const { ready } = new PgBouncer(
      `${name}-pools`,
      {
        ...common,
        settings: settings.pooling,
        images: databaseImages,
        databaseSettings: settings.database,
        regionCount: settings.regions.length,
        zoneCount: region.network.zoneIds.length,
        database,
        userListArn: replicaArn(access.secrets.userListArn, region.name),
        passwordVersion: settings.pooling.passwordVersion,
        after: [...access.namespaces[region.name]!, ...access.ready, ...priorities],
        monitoringCrds: crds.ready,
      },
      { parent: this },
    );
    return [...ready];
  }

  private shipLogs(name: string, { settings, images, place, priorities, crds, common }: Placed): void {
    const image = images["fluent-bit"];
    if (image === undefined) return;
    new LogShipping(
      `${name}-logs`,
      {
        ...common,
        settings: settings.logShipping,
        image,
        logGroupName: place.observability.accessLogGroupName,
        writeStatements: place.observability.accessLogWriteStatements,
        after: priorities,
        monitoringCrds: crds.ready,
      },
      { parent: this },
    );
  }

  private entry(
    name: string,
    { region, settings, place, domain, originVerification }: RegionWorkloadsArgs,
    after: pulumi.Resource[],
    opts: pulumi.ComponentResourceOptions,
  ): Ingress | undefined {
    if (domain === undefined || place.entrance === undefined) return undefined;
    return new Ingress(
      `${name}-ingress`,
      {
        region: region.name,
        settings: settings.ingress,
        routes: STREAMING_ROUTES,
        hostNames: [`*.${domain}`, domain], // a wildcard does not stand for the domain itself
        targetGroupArn: place.entrance.targetGroupArn,
        vpcCidrBlock: region.network.cidrBlock,
        priorityClassName: "streaming-critical",
        serviceMonitor: true,
        originVerification,
        after,
      },
      opts,
    );
  }
}

/** Arguments with what is declared before the workloads. */
interface Placed extends RegionWorkloadsArgs {
  readonly priorities: pulumi.Resource[];
  readonly crds: MonitoringCrds;
  readonly common: {
    readonly region: string;
    readonly clusterName: pulumi.Input<string>;
    readonly clusterArn: pulumi.Input<string>;
  };
}

/** How each workload signs in to the pools: as whom, and where its password is. */
function logins(region: string, access: DatabaseAccess | undefined) {
  if (access === undefined) return {};
  const arnOf = (workload: PooledWorkload) => replicaArn(access.secrets.loginArns[workload], region);
  return {
    config: Object.fromEntries(
      POOLED_WORKLOADS.map((workload) => [
        workload,
        databaseVariables<pulumi.Input<string>>({
          reader: READER_POOL,
          login: { userName: POOL_LOGINS[workload].userName, secretArn: arnOf(workload) },
        }),
      ]),
    ),
    statements: Object.fromEntries(POOLED_WORKLOADS.map((workload) => [workload, [readSecrets(arnOf(workload))]])),
  };
}

/** Those of the streaming services and their workers; the others belong to other parts. */
function streamingImages(images: Readonly<Record<string, string>>): Record<string, string> {
  const names: readonly string[] = [...SERVICE_NAMES, ...WORKER_NAMES];
  return Object.fromEntries(Object.entries(images).filter(([name]) => names.includes(name)));
}
