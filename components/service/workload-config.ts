import type * as pulumi from "@pulumi/pulumi";
import { type DatabaseAddress, databaseVariables } from "../../runtime/workload/database-contract";
import { cacheContract } from "../cache/contract";
import type { CacheEndpoint, SessionsEndpoints } from "../cache/endpoint";
import type { PodStatement } from "../cluster/pod-identity";
import type { ReleaseWindows } from "./prediction/release-windows";
import { SERVICE_NAMES, SERVICES, type ServiceName, serviceParty, WORKER_NAMES, WORKERS } from "./service-contract";
import type { ServicesSettings } from "./settings";

/** What pods find outside of their cluster, or in another namespace of it. */
export interface Dependencies {
  readonly caches: {
    readonly recommendations: CacheEndpoint;
    readonly metadata: CacheEndpoint;
    readonly sessions: SessionsEndpoints;
  };
  /** The connection pools; they know how to sign in to the database. */
  readonly database: DatabaseAddress<pulumi.Input<string>>;
}

export type Config = Readonly<Record<string, pulumi.Input<string>>>;

/** The caches that a service uses. */
function cachesOf(service: ServiceName, all: Dependencies["caches"]): Partial<Dependencies["caches"]> {
  return Object.fromEntries(SERVICES[service].caches.map((cache) => [cache, all[cache]]));
}

/** Where a service finds what it uses. */
export function serviceConfig(service: ServiceName, { caches, database }: Dependencies): Config {
  return Object.assign(
    {},
    cacheContract(cachesOf(service, caches)),
    SERVICES[service].database ? databaseVariables({ writer: database }) : {},
  );
}

/** What a service needs to sign in to its caches. */
export function cacheStatements(service: ServiceName, { caches }: Dependencies): PodStatement[] {
  const { recommendations, metadata, sessions } = cachesOf(service, caches);
  const used = [recommendations, metadata, sessions?.read, sessions?.write].filter((each) => each !== undefined);
  return used.map(({ connectArns }) => ({ actions: ["elasticache:Connect"], resources: connectArns }));
}

/** What the release calendar plans windows with. */
export function plannerConfig(windows: ReleaseWindows, scheduleGroupName: pulumi.Input<string>): Config {
  return {
    RELEASE_WINDOWS_QUEUE_ARN: windows.queueArn,
    SCHEDULE_GROUP: scheduleGroupName,
    SCHEDULE_ROLE_ARN: windows.senderRoleArn,
    SCHEDULE_NAME_PREFIX: "release-",
  };
}

/** Services and workers that call a service. */
export function callersOf(service: ServiceName, { services }: ServicesSettings) {
  const workers = WORKER_NAMES.filter((worker) => (WORKERS[worker].calls as readonly ServiceName[]).includes(service));
  return [
    ...SERVICE_NAMES.filter((caller) => services[caller].calls.includes(service)).map(serviceParty),
    ...workers.map((worker) => ({ workload: worker, namespace: WORKERS[worker].namespace })),
  ];
}
