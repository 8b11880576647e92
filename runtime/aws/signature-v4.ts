import { createHash, createHmac } from "node:crypto";

/** The parts of Signature Version 4 that are the same in a header and in a query. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export const ALGORITHM = "AWS4-HMAC-SHA256";

/** When, where and for which service a signature holds. */
export interface SigningScope {
  /** E.g. `20261122T060000Z`. */
  readonly timestamp: string;
  /** E.g. `20261122/eu-west-1/sqs/aws4_request`. */
  readonly scope: string;
}

export function signingScope(region: string, service: string, at: Date): SigningScope {
  const timestamp = at.toISOString().replace(/[-:]|\.\d{3}/g, "");
  return { timestamp, scope: `${timestamp.slice(0, 8)}/${region}/${service}/aws4_request` };
}

/** Of a canonical request, in hexadecimal digits. */
export function signatureOf(canonical: string, { timestamp, scope }: SigningScope, secretAccessKey: string): string {
  const key = scope.split("/").reduce<Buffer | string>(hmac, `AWS4${secretAccessKey}`);
  return hmac(key, [ALGORITHM, timestamp, scope, sha256(canonical)].join("\n")).toString("hex");
}

/** By name, and values of one name among themselves. */
export function canonicalQuery(query: Iterable<readonly [name: string, value: string]>): string {
  return [...query]
    .map(([name, value]) => [escaped(name), escaped(value)] as const)
    .sort(([name, value], [otherName, otherValue]) =>
      name === otherName ? compare(value, otherValue) : compare(name, otherName),
    )
    .map((pair) => pair.join("="))
    .join("&");
}

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const hmac = (key: Buffer | string, text: string): Buffer => createHmac("sha256", key).update(text).digest();

const compare = (one: string, other: string): number => (one < other ? -1 : one === other ? 0 : 1);

/** All but letters, digits and -._~ : five more than `encodeURIComponent`. */
const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
