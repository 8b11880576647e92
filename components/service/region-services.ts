import * as pulumi from "@pulumi/pulumi";
import { databaseVariables } from "../../runtime/workload/database-contract";
import { assertNoProblems, must, type Problem, wholeNumber } from "../checks";
import type { PodStatement } from "../cluster/pod-identity";
import { maySend } from "../messaging/queue-policy";
import { WorkQueue } from "../messaging/work-queue";
import { regionProblems } from "../network/zone-ids";
import { Headroom } from "./headroom";
import { imagesProblems, missingImages } from "./images";
import { namespaceDemands } from "./namespace-demands";
import { declareNetworkEnforcement } from "./network-enforcement";
import { Keda } from "./prediction/keda";
import { PLAYBACK_SIGNAL, PredictiveScaling } from "./prediction/predictive-scaling";
import { ReleaseWindows } from "./prediction/release-windows";
import { Service } from "./service";
import { SERVICE_NAMES, type ServiceName, serviceParty, WORKER_NAMES, type WorkerName } from "./service-contract";
import { type ServicesSettings, servicesSettingsProblems } from "./settings";
import { type ConsumedQueue, Worker } from "./worker";
import {
  type Config,
  cacheStatements,
  callersOf,
  type Dependencies,
  plannerConfig,
  serviceConfig,
} from "./workload-config";
import { WorkloadNamespace } from "./workload-namespace";

/**
 * An IAM role's name has 64 characters, of which auto-naming takes 8 and the longest of ours, `-recommendation-service-pods-role`,
 * 34. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MAX_NAME_LENGTH = 64 - 8 - "-recommendation-service-pods-role".length;

type WorkloadName = ServiceName | WorkerName;

export interface RegionServicesArgs extends Dependencies {
  readonly region: string;
  readonly settings: ServicesSettings;
  /** By workload, each pinned by digest. Empty: no workload is declared but those with a sample image. */
  readonly images: Readonly<Record<string, string>>;
  readonly clusterName: pulumi.Input<string>;
  readonly clusterArn: pulumi.Input<string>;
  readonly accountId: pulumi.Input<string>;
  /** Zones that the region's nodes are in. */
  readonly zoneCount: number;
  /** IANA zone of the region. */
  readonly timezone: string;
  /** Of every region's network. */
  readonly networkCidrBlocks: readonly string[];
  /** Whether the cluster has the VPC CNI as an add-on, which then is the one to say that NetworkPolicies hold. */
  readonly vpcCniAddon: boolean;
  /** Announced releases, see `RegionalMessaging`. */
  readonly releaseQueue: ConsumedQueue;
  readonly scheduleGroupName: pulumi.Input<string>;
  /** Environment beside endpoints, such as contracts of libraries. @default none */
  readonly config?: Partial<Readonly<Record<WorkloadName, Config>>>;
  /** Rights beside those to caches and queues. @default none */
  readonly statements?: Partial<Readonly<Record<WorkloadName, readonly PodStatement[]>>>;
  /** The priority classes of the cluster, see `declarePriorityClasses`. */
  readonly priorities: readonly pulumi.Resource[];
  /** What brings the kinds of the Prometheus operator. */
  readonly monitoringCrds: readonly pulumi.Resource[];
  /** Where pages for those on call are, without a slash at the end. */
  readonly runbookBaseUrl: string;
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
  readonly protectStateful: boolean;
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function regionServicesProblems(name: string, args: RegionServicesArgs): Problem[] {
  const { region, settings, images, zoneCount } = args;
  const needed = [...SERVICE_NAMES, ...WORKER_NAMES];
  return [
    ...must(name.length <= MAX_NAME_LENGTH, "name", `be up to ${MAX_NAME_LENGTH} characters`, name),
    ...regionProblems("region", region),
    ...servicesSettingsProblems("settings", settings),
    ...imagesProblems("images", images, needed),
    ...(settings?.sampleImage === undefined ? missingImages("images", Object(images), needed) : []),
    ...wholeNumber("zoneCount", zoneCount, 1, 6, "zones"),
  ];
}

/** All that runs for viewers in one region's cluster, and what scales it. */
export class RegionServices extends pulumi.ComponentResource {
  /** What sends watch events from outside the cluster sends them there. */
  readonly watchEventsQueueArn: pulumi.Output<string>;
  readonly watchEventsQueueUrl: pulumi.Output<string>;
  /** Where a message is a release that goes on; undefined without prediction. */
  readonly releaseWindowsQueueUrl: pulumi.Output<string> | undefined;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: RegionServicesArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`RegionServices "${name}"`, regionServicesProblems(name, args));
    super("p95:service:RegionServices", name, {}, opts);
    const { settings } = args;
    const child = { parent: this };

    const spaces = this.namespaces(name, settings);
    if (!args.vpcCniAddon) declareNetworkEnforcement(`${name}-network-enforcement`, child);
    const placed = { ...child, dependsOn: [...args.priorities, ...spaces] };

    const watchEvents = new WorkQueue(
      `${name}-watch-events`,
      { ...args, settings: settings.watchEvents.queue, senders: [] },
      child,
    );
    const windows = this.releaseWindows(name, args);
    const keda = new Keda(
      `${name}-keda`,
      {
        ...args,
        settings: settings.keda,
        queueArns: [watchEvents.arn, args.releaseQueue.arn, ...(windows === undefined ? [] : [windows.queueArn])],
      },
      placed,
    );
    this.services(name, args, watchEvents, placed);
    this.workers(name, args, { watchEvents, windows, keda }, placed);
    if (settings.prediction && imageOf("playback-service", args)) {
      new PredictiveScaling(
        `${name}-prediction`,
        {
          ...args,
          settings: settings.prediction,
          autoscaling: settings.services["playback-service"].autoscaling,
          pauseImage: settings.pauseImage,
          windowsQueueUrl: windows?.queueUrl,
          keda: keda.ready,
        },
        placed,
      );
    }
    if (settings.headroom && SERVICE_NAMES.some((service) => imageOf(service, args))) {
      new Headroom(`${name}-headroom`, { settings: settings.headroom, pauseImage: settings.pauseImage }, placed);
    }

    this.watchEventsQueueArn = watchEvents.arn;
    this.watchEventsQueueUrl = watchEvents.url;
    this.releaseWindowsQueueUrl = windows?.queueUrl;
    this.registerOutputs({
      watchEventsQueueArn: this.watchEventsQueueArn,
      watchEventsQueueUrl: this.watchEventsQueueUrl,
      releaseWindowsQueueUrl: this.releaseWindowsQueueUrl,
    });
  }

  private namespaces(name: string, settings: ServicesSettings): pulumi.Resource[] {
    return Object.entries(namespaceDemands(settings)).map(
      ([namespace, demands]) => new WorkloadNamespace(`${name}-${namespace}`, { namespace, demands }, { parent: this }),
    );
  }

  private releaseWindows(name: string, args: RegionServicesArgs): ReleaseWindows | undefined {
    const openMinutes = args.settings.prediction?.releaseWindows?.openMinutes;
    if (openMinutes === undefined) return undefined;
    return new ReleaseWindows(`${name}-release-windows`, { ...args, openMinutes }, { parent: this });
  }

  private services(
    name: string,
    args: RegionServicesArgs,
    watchEvents: WorkQueue,
    opts: pulumi.ComponentResourceOptions,
  ): void {
    const { settings, config = {}, statements = {} } = args;
    const sends = { actions: maySend(watchEvents.arn).Action, resources: [watchEvents.arn] };
    for (const service of SERVICE_NAMES) {
      const image = imageOf(service, args);
      if (image === undefined) continue;
      const plays = service === "playback-service";
      new Service(
        `${name}-${service}`,
        {
          ...args,
          service,
          image,
          settings: settings.services[service],
          callers: callersOf(service, settings),
          callees: settings.services[service].calls.map(serviceParty),
          config: {
            ...serviceConfig(service, args),
            ...(plays ? { WATCH_EVENTS_QUEUE_URL: watchEvents.url } : {}),
            ...config[service],
          },
          statements: [...cacheStatements(service, args), ...(plays ? [sends] : []), ...(statements[service] ?? [])],
          ...(plays && settings.prediction ? { signal: PLAYBACK_SIGNAL } : {}),
        },
        opts,
      );
    }
  }

  private workers(
    name: string,
    args: RegionServicesArgs,
    { watchEvents, windows, keda }: { watchEvents: WorkQueue; windows: ReleaseWindows | undefined; keda: Keda },
    opts: pulumi.ComponentResourceOptions,
  ): void {
    const { settings, images, config = {}, statements = {}, scheduleGroupName } = args;
    const { consumerTimeoutSeconds } = settings.watchEvents.queue;
    const plans = {
      "watch-event-worker": {
        settings: settings.watchEvents.worker,
        queue: { arn: watchEvents.arn, url: watchEvents.url, consumerTimeoutSeconds },
        config: databaseVariables({ writer: args.database }),
        statements: [] as readonly PodStatement[],
      },
      "release-calendar": {
        settings: settings.releaseCalendar,
        queue: args.releaseQueue,
        config: {
          ...(windows === undefined ? {} : plannerConfig(windows, scheduleGroupName)),
          CATALOGUE_URL: "http://catalog-service.catalog.svc/internal/releases", // not below the public /api/catalog
          USUAL_VIEWERS: `${settings.prediction?.usualViewers ?? 1}`,
        },
        statements: windows?.plannerStatements ?? [],
      },
    };
    for (const worker of WORKER_NAMES) {
      const image = images[worker];
      if (image === undefined) continue;
      const plan = plans[worker];
      new Worker(
        `${name}-${worker}`,
        {
          ...args,
          ...plan,
          worker,
          image,
          keda: keda.ready,
          config: { ...plan.config, ...config[worker] },
          statements: [...plan.statements, ...(statements[worker] ?? [])],
        },
        opts,
      );
    }
  }
}

/** None is a service that is not declared, and then nothing is foreseen or kept ready for it. */
function imageOf(service: ServiceName, { images, settings }: RegionServicesArgs): string | undefined {
  return images[service] ?? settings.sampleImage;
}
