import type * as pulumi from "@pulumi/pulumi";
import type { CacheEndpoint, SessionsEndpoints } from "../cache/endpoint";
import type { PodStatement } from "../cluster/pod-identity";
import { SERVICES, type ServiceName } from "./service-contract";

/** What pods find outside of their cluster, or in another namespace of it. */
export interface Dependencies {
  readonly caches: {
    readonly recommendations: CacheEndpoint;
    readonly metadata: CacheEndpoint;
    readonly sessions: SessionsEndpoints;
  };
  /** The connection pools; they know how to sign in to the database. */
  readonly database: { readonly host: pulumi.Input<string>; readonly port: number; readonly databaseName: string };
}

export type Config = Readonly<Record<string, pulumi.Input<string>>>;

/** Environment variables by which a client finds a cache and signs in to it. None is secret: the password is a token it makes. */
function cacheConfig(prefix: string, { host, port, region, cacheName, serverless, userName }: CacheEndpoint): Config {
  return {
    [`${prefix}_HOST`]: host,
    [`${prefix}_PORT`]: `${port}`,
    [`${prefix}_REGION`]: region,
    [`${prefix}_NAME`]: cacheName,
    [`${prefix}_SERVERLESS`]: `${serverless}`,
    [`${prefix}_USER`]: userName,
  };
}

/** The caches that a service uses, by the prefix of their variables. */
function cachesOf(service: ServiceName, { recommendations, metadata, sessions }: Dependencies["caches"]) {
  const all = {
    recommendations: { RECOMMENDATIONS_CACHE: recommendations },
    metadata: { METADATA_CACHE: metadata },
    sessions: { SESSIONS_CACHE_READ: sessions.read, SESSIONS_CACHE_WRITE: sessions.write },
  };
  return SERVICES[service].caches.flatMap((cache) => Object.entries<CacheEndpoint>(all[cache]));
}

export function databaseConfig({ host, port, databaseName }: Dependencies["database"]): Config {
  return { DATABASE_HOST: host, DATABASE_PORT: `${port}`, DATABASE_NAME: databaseName };
}

/** Where a service finds what it uses. */
export function serviceConfig(service: ServiceName, { caches, database }: Dependencies): Config {
  return Object.assign(
    {},
    ...cachesOf(service, caches).map(([prefix, endpoint]) => cacheConfig(prefix, endpoint)),
    SERVICES[service].database ? databaseConfig(database) : {},
  );
}

/** What a service needs to sign in to its caches. */
export function cacheStatements(service: ServiceName, { caches }: Dependencies): PodStatement[] {
  return cachesOf(service, caches).map(([, { connectArns }]) => ({
    actions: ["elasticache:Connect"],
    resources: connectArns,
  }));
}
