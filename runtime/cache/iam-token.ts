import type { Credentials } from "../aws/signature";
import { ALGORITHM, canonicalQuery, sha256, signatureOf, signingScope } from "../aws/signature-v4";

/** A GET request to be signed in its query. */
export interface PresignRequest {
  readonly host: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly region: string;
  readonly service: string;
  /** How long the signature holds. Unit: seconds. */
  readonly expiresSeconds: number;
  /** SHA-256 of the body in hexadecimal, or what the service takes instead. @default that of no body */
  readonly payloadHash?: string;
}

/**
 * How long ElastiCache accepts a token. Unit: seconds.
 * Source: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html
 */
export const TOKEN_SECONDS = 900;

/** `host/path?query`, signed with Signature Version 4. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html */
export function presignedUrl(request: PresignRequest, credentials: Credentials, at: Date): string {
  const { host, path, region, service, expiresSeconds, payloadHash = sha256("") } = request;
  const signing = signingScope(region, service, at);
  const query = canonicalQuery(
    Object.entries({
      ...request.query,
      "X-Amz-Algorithm": ALGORITHM,
      "X-Amz-Credential": `${credentials.accessKeyId}/${signing.scope}`,
      "X-Amz-Date": signing.timestamp,
      "X-Amz-Expires": `${expiresSeconds}`,
      ...(credentials.sessionToken === undefined ? {} : { "X-Amz-Security-Token": credentials.sessionToken }),
      "X-Amz-SignedHeaders": "host",
    }),
  );
  const canonical = ["GET", path, query, `host:${host}`, "", "host", payloadHash].join("\n");
  const signature = signatureOf(canonical, signing, credentials.secretAccessKey);
  return `${host}${path}?${query}&X-Amz-Signature=${signature}`;
}

/** Whom a token signs in, and where. */
export interface TokenSubject {
  /** Replication group or serverless cache; lower case, as ElastiCache keeps it. */
  readonly cacheName: string;
  readonly userName: string;
  readonly region: string;
  readonly serverless: boolean;
}

/** Password that ElastiCache takes for `TOKEN_SECONDS`: a signed URL without its scheme. */
export function elastiCacheToken(
  { cacheName, userName, region, serverless }: TokenSubject,
  credentials: Credentials,
  at: Date,
): string {
  return presignedUrl(
    {
      host: cacheName,
      path: "/",
      query: { Action: "connect", User: userName, ...(serverless ? { ResourceType: "ServerlessCache" } : {}) },
      region,
      service: "elasticache",
      expiresSeconds: TOKEN_SECONDS,
    },
    credentials,
    at,
  );
}
