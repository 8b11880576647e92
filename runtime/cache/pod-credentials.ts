import { readFile } from "node:fs/promises";
import type { AwsCredentials } from "./iam-token";

/** Longest wait for the agent on the node. Unit: milliseconds. */
const AGENT_TIMEOUT_MILLIS = 2_000;

/**
 * Credentials of the pod's own role, from the EKS Pod Identity agent on its node.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
 * @param env `AWS_CONTAINER_CREDENTIALS_FULL_URI` and `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE`, both set by EKS.
 * @throws if the agent gives none.
 */
export async function podCredentials(env: NodeJS.ProcessEnv = process.env): Promise<AwsCredentials> {
  const uri = env.AWS_CONTAINER_CREDENTIALS_FULL_URI;
  const file = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
  if (!uri || !file) throw new Error("Cannot sign in to a cache: the pod has no EKS Pod Identity");
  const response = await fetch(uri, {
    headers: { authorization: (await readFile(file, "utf8")).trim() }, // read each time: it is renewed in place
    signal: AbortSignal.timeout(AGENT_TIMEOUT_MILLIS),
  });
  if (!response.ok) throw new Error(`Cannot sign in to a cache: EKS Pod Identity answered ${response.status}`);
  const body = (await response.json()) as Record<"AccessKeyId" | "SecretAccessKey" | "Token" | "Expiration", string>;
  return {
    accessKeyId: body.AccessKeyId,
    secretAccessKey: body.SecretAccessKey,
    sessionToken: body.Token,
    expiration: new Date(body.Expiration),
  };
}
