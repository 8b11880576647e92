import { CloudFrontClient, CreateInvalidationCommand } from "@aws-sdk/client-cloudfront";
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { invalidateStale, type World } from "./invalidate";
import type { MediaInvalidation } from "./stale";

/** Of CloudFront's API, wherever the function runs. */
const API_REGION = "us-east-1";

/** Throttled calls and those that failed at CloudFront are repeated by the SDK; none hangs for the rest of the run. */
const cloudfront = new CloudFrontClient({
  region: API_REGION,
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 },
});

const invalidate: World["invalidate"] = async (distributionId, items, callerReference) => {
  await cloudfront.send(
    new CreateInvalidationCommand({
      DistributionId: distributionId,
      InvalidationBatch: { CallerReference: callerReference, Paths: { Quantity: items.length, Items: [...items] } },
    }),
  );
};

/** Consumes the queue of content events; what it answers is read as `ReportBatchItemFailures`. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  return invalidateStale(event.Records, {
    invalidate,
    distributionIds: { app: setting("APP_DISTRIBUTION_ID"), media: process.env.MEDIA_DISTRIBUTION_ID },
    media: setting("MEDIA_INVALIDATION") as MediaInvalidation,
    wait: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
    remainingMillis: () => context.getRemainingTimeInMillis(),
    log: (entry) => console.log(entry),
  });
}

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} must be set`);
  return value;
}
