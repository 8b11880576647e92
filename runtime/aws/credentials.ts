import { readFile } from "node:fs/promises";
import type { Credentials } from "./signature";

export type CredentialsProvider = () => Promise<Credentials>;

interface Environment {
  readonly [name: string]: string | undefined;
}

/** Asked for anew before they end. Unit: milliseconds. */
const RENEW_BEFORE_MILLIS = 5 * 60_000;

const TIMEOUT_MILLIS = 5_000;

/**
 * Credentials of the pod, from the agent on its node (EKS Pod Identity), or those of the environment, where somebody tries it by hand.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export function credentialsFrom(env: Environment, nowMillis: () => number): CredentialsProvider {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env;
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    return async () => ({ accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) });
  }
  const { AWS_CONTAINER_CREDENTIALS_FULL_URI: uri, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile } = env;
  if (uri === undefined || tokenFile === undefined) {
    throw new Error("No credentials: neither AWS_CONTAINER_CREDENTIALS_FULL_URI and its token file nor keys are set");
  }
  let known: { readonly credentials: Credentials; readonly endsMillis: number } | undefined;
  return async () => {
    if (known === undefined || nowMillis() >= known.endsMillis - RENEW_BEFORE_MILLIS) {
      known = await fromAgent(uri, tokenFile);
    }
    return known.credentials;
  };
}

async function fromAgent(uri: string, tokenFile: string) {
  const authorization = (await readFile(tokenFile, "utf8")).trim(); // read each time: Kubernetes replaces it
  const response = await fetch(uri, { headers: { authorization }, signal: AbortSignal.timeout(TIMEOUT_MILLIS) });
  if (!response.ok) throw new Error(`No credentials: the agent answered ${response.status}`);
  const found = Object(await response.json()) as Record<string, unknown>;
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken, Expiration } = found;
  const endsMillis = Date.parse(String(Expiration));
  if (![accessKeyId, secretAccessKey, sessionToken].every((each) => typeof each === "string") || !(endsMillis > 0)) {
    throw new Error("No credentials: the agent's answer lacks a field"); // which is all that may be said about it
  }
  return { credentials: { accessKeyId, secretAccessKey, sessionToken } as Credentials, endsMillis };
}
