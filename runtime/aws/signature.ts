import { createHash, createHmac } from "node:crypto";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials, which is what a role gives. */
  readonly sessionToken?: string;
}

export interface RequestToSign {
  readonly method: string;
  /** Its path must need no escaping, as names of ours do not. */
  readonly url: URL;
  /** By lower-case name; all of them are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Headers of the request with Signature Version 4, `host` left out, which the client sets itself.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signed(
  { method, url, headers, body }: RequestToSign,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  { service, region, now }: { readonly service: string; readonly region: string; readonly now: Date },
): Record<string, string> {
  const timestamp = `${now.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
  const scope = `${timestamp.slice(0, 8)}/${region}/${service}/aws4_request`;
  const sent: Record<string, string> = {
    ...headers,
    "x-amz-date": timestamp,
    ...(sessionToken === undefined ? {} : { "x-amz-security-token": sessionToken }),
  };
  const all = Object.entries({ ...sent, host: url.host }).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = all.map(([name]) => name).join(";");
  const canonical = [
    method,
    url.pathname,
    canonicalQuery(url.searchParams),
    ...all.map(([name, value]) => `${name}:${value.trim()}`),
    "",
    names,
    sha256(body),
  ].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", timestamp, scope, sha256(canonical)].join("\n");
  const key = scope
    .split("/")
    .reduce(
      (each: Buffer | string, part) => createHmac("sha256", each).update(part).digest(),
      `AWS4${secretAccessKey}`,
    );
  const signature = createHmac("sha256", key).update(toSign).digest("hex");
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...sent, authorization };
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .sort()
    .join("&");
}

const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
