import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/**
 * Longest name each service takes. Unit: characters. Lower-case letters, digits and single hyphens, a letter first, are valid
 * in all of them; a service that wants something else (S3 table namespaces) is not listed.
 */
const MAX_LENGTH = {
  "aps-alias": 100,
  canary: 21, // becomes part of a Lambda function's name
  "cloudfront-function": 64,
  "cloudwatch-alarm": 255,
  "cloudwatch-dashboard": 255,
  "eks-cluster": 100,
  elasticache: 40, // https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
  "elasticache-global-suffix": 34, // the service puts five letters and a hyphen before it
  "event-bus": 256,
  "event-rule": 64,
  firehose: 64,
  "iam-policy": 128,
  "iam-role": 64,
  lambda: 64,
  "log-group": 512,
  "log-policy": 255,
  "load-balancer": 32,
  rds: 63,
  "redshift-serverless": 64,
  "s3-bucket": 63,
  schedule: 64,
  sqs: 75, // 80 with `.fifo`
  "target-group": 32,
  waf: 128,
} as const;

export type PhysicalNameKind = keyof typeof MAX_LENGTH;

export const PHYSICAL_NAME_KINDS = Object.keys(MAX_LENGTH) as PhysicalNameKind[];

export function maxLength(kind: PhysicalNameKind): number {
  return MAX_LENGTH[kind];
}

const HASH_LENGTH = 6;

/** Six letters and digits (31 bits) that stand for exactly these parts, in this order. */
function fingerprint(parts: readonly string[]): string {
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  return BigInt(`0x${digest}`).toString(36).slice(-HASH_LENGTH);
}

/**
 * `parts` joined and cut to what `kind` takes, then a fingerprint of `identity`: what was cut off, or folded into a hyphen, still
 * tells two names apart. The same input gives the same name for ever; a change here renames, hence replaces, resources.
 */
export function fittedName(kind: PhysicalNameKind, parts: readonly string[], identity = parts): string {
  const words = parts
    .join("-")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-/, "");
  const letterFirst = /^[a-z]/.test(words) ? words : `x-${words}`;
  const stem = letterFirst.slice(0, MAX_LENGTH[kind] - HASH_LENGTH - 1).replace(/-$/, "");
  return `${stem}-${fingerprint(identity)}`;
}

/**
 * Name of a resource that something outside Pulumi looks up; leave every other name to auto-naming. The stack is part of it, so
 * two review stacks share an account; the project is part of the fingerprint.
 */
export function physicalName(kind: PhysicalNameKind, ...parts: string[]): string {
  const named = [pulumi.getStack(), ...parts];
  return fittedName(kind, named, [pulumi.getProject(), ...named]);
}
