import type * as pulumi from "@pulumi/pulumi";

/** The port of every cache; TLS only. */
export const CACHE_PORT = 6379;

/**
 * All that a client needs. It speaks the cluster protocol over TLS and signs in as `userName` with an IAM token as password; the
 * token lives 15 minutes, a connection 12 hours unless it signs in again.
 * Source: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html
 */
export interface CacheEndpoint {
  readonly host: pulumi.Output<string>;
  readonly port: number;
  /** Region that the token is signed for; not the client's own when a session is written from a secondary region. */
  readonly region: string;
  /** Replication group or serverless cache that the token names. */
  readonly cacheName: pulumi.Output<string>;
  /** Tokens of serverless caches carry `ResourceType=ServerlessCache`. */
  readonly serverless: boolean;
  readonly userName: pulumi.Output<string>;
  /** What the client's role must be allowed `elasticache:Connect` on: the cache and the user. */
  readonly connectArns: readonly pulumi.Output<string>[];
}

/** Sessions are read near the viewer and written in the primary region, the only one that accepts writes. */
export interface SessionsEndpoints {
  readonly read: CacheEndpoint;
  readonly write: CacheEndpoint;
}
