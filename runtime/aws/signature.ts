import { ALGORITHM, canonicalQuery, sha256, signatureOf, signingScope } from "./signature-v4";

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
  const signing = signingScope(region, service, now);
  const sent: Record<string, string> = {
    ...headers,
    "x-amz-date": signing.timestamp,
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
  const signature = signatureOf(canonical, signing, secretAccessKey);
  const authorization = `${ALGORITHM} Credential=${accessKeyId}/${signing.scope}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...sent, authorization };
}
