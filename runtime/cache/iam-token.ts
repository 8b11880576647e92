import { createHash, createHmac } from "node:crypto";
import type { Credentials } from "../aws/signature";

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

const ALGORITHM = "AWS4-HMAC-SHA256";

/** `host/path?query`, signed with Signature Version 4. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html */
export function presignedUrl(request: PresignRequest, credentials: Credentials, at: Date): string {
  const { host, path, region, service, expiresSeconds, payloadHash = sha256("") } = request;
  const time = at.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const query = canonicalQuery({
    ...request.query,
    "X-Amz-Algorithm": ALGORITHM,
    "X-Amz-Credential": `${credentials.accessKeyId}/${scope}`,
    "X-Amz-Date": time,
    "X-Amz-Expires": `${expiresSeconds}`,
    ...(credentials.sessionToken === undefined ? {} : { "X-Amz-Security-Token": credentials.sessionToken }),
    "X-Amz-SignedHeaders": "host",
  });
  const canonical = ["GET", path, query, `host:${host}`, "", "host", payloadHash].join("\n");
  const key = [region, service, "aws4_request"].reduce<Buffer>(
    (secret, part) => hmac(secret, part),
    hmac(`AWS4${credentials.secretAccessKey}`, time.slice(0, 8)),
  );
  const signature = hmac(key, [ALGORITHM, time, scope, sha256(canonical)].join("\n")).toString("hex");
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

function canonicalQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join("&");
}

/** All but letters, digits and -._~ : four more than `encodeURIComponent`. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
