import type * as aws from "@pulumi/aws";
import { type Excerpt, resourceRule } from "../../rule";

type Encryption = Excerpt<aws.s3.BucketServerSideEncryptionConfigurationArgs, "rules">;

/** Buckets that ask KMS for each object, which is paid by the request and throttled at a peak. */
export function bucketKeyGaps({ rules = [] }: Encryption): string[] {
  return rules
    .filter((rule) => rule.applyServerSideEncryptionByDefault?.sseAlgorithm?.startsWith("aws:kms") === true)
    .filter((rule) => rule.bucketKeyEnabled !== true)
    .map(() => "bucketKeyEnabled must be true with aws:kms");
}

const rule = (sseAlgorithm: string, bucketKeyEnabled?: boolean) => ({
  rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm }, bucketKeyEnabled }],
});
const gap = "bucketKeyEnabled must be true with aws:kms";

export const bucketsAskKmsSeldom = resourceRule<Encryption>({
  name: "buckets-ask-kms-seldom",
  description: "A job that reads a million files asks for a few keys: it is not throttled, and pays a hundredth.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html",
  remediationSteps: "Set bucketKeyEnabled to true in the rule.",
  types: ["aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"],
  gaps: bucketKeyGaps,
  examples: {
    good: [{ inputs: rule("aws:kms", true) }, { inputs: rule("AES256") }],
    bad: [{ inputs: rule("aws:kms", false), gaps: [gap] }],
    missing: { rules: [], "rules.0.bucketKeyEnabled": [gap] },
  },
});
