import { type StackGap, stackRule } from "../../rule";
import type { StackView } from "../../stack-view";

const BUCKET = "aws:s3/bucket:Bucket";
const LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";

/** Buckets that only grow. */
export function lifecycleGaps(stack: StackView): StackGap[] {
  const managed = new Set(stack.ofType(LIFECYCLE).flatMap((each) => each.from("bucket").map(({ urn }) => urn)));
  return stack
    .ofType(BUCKET)
    .filter(({ urn }) => !managed.has(urn))
    .map((resource) => ({ resource, message: "must have a lifecycle configuration" }));
}

const bucket = { type: BUCKET, name: "bucket", props: {} };
const lifecycle = { type: LIFECYCLE, name: "lifecycle", props: {}, from: { bucket: ["bucket"] } };

export const bucketsHaveALifecycle = stackRule({
  name: "buckets-have-a-lifecycle",
  description: "Somebody has decided for each bucket when its objects become cheaper or go.",
  severity: "low",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html",
  remediationSteps: "Declare a lifecycle configuration for the bucket.",
  gaps: lifecycleGaps,
  examples: {
    good: [{ resources: [bucket, lifecycle] }],
    bad: [{ resources: [bucket], gaps: ["bucket: must have a lifecycle configuration"] }],
    missing: { "lifecycle.bucket": ["bucket: must have a lifecycle configuration"] },
  },
});
