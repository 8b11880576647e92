import type * as aws from "@pulumi/aws";
import { type Excerpt, resourceRule } from "../../rule";
import { isSet } from "../../unknown";

type Lifecycle = Excerpt<aws.s3.BucketLifecycleConfigurationArgs, "rules">;

/** Buckets that keep the parts of uploads that were never finished: they are paid for, and no listing shows them. */
export function uploadGaps({ rules = [] }: Lifecycle): string[] {
  const removes = rules.some(
    (rule) => rule.status === "Enabled" && isSet(rule, "abortIncompleteMultipartUpload") && wholeBucket(rule),
  );
  return removes ? [] : ["rules must hold an enabled abortIncompleteMultipartUpload for the whole bucket"];
}

function wholeBucket({ filter, prefix = "" }: { filter?: { prefix?: string }; prefix?: string }): boolean {
  return (filter?.prefix ?? prefix) === "";
}

const abort = { id: "uploads", status: "Enabled", abortIncompleteMultipartUpload: { daysAfterInitiation: 2 } };
const gap = "rules must hold an enabled abortIncompleteMultipartUpload for the whole bucket";

export const uploadsThatStopAreRemoved = resourceRule<Lifecycle>({
  name: "uploads-that-stop-are-removed",
  description: "The bill for storage is for objects: what a broken upload has left goes by itself.",
  severity: "low",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html",
  remediationSteps: "Add a rule with abortIncompleteMultipartUpload after a few days and an empty prefix.",
  types: ["aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"],
  gaps: uploadGaps,
  examples: {
    good: [{ inputs: { rules: [{ ...abort, filter: { prefix: "" } }] } }],
    bad: [
      { inputs: { rules: [{ ...abort, status: "Disabled" }] }, gaps: [gap] },
      { inputs: { rules: [{ ...abort, filter: { prefix: "logs/" } }] }, gaps: [gap] },
    ],
    missing: { rules: [gap] },
  },
});
