import type * as aws from "@pulumi/aws";
import { type Excerpt, resourceRule } from "../../rule";

type Mapping = Excerpt<aws.lambda.EventSourceMappingArgs, "batchSize" | "functionResponseTypes">;

const REPORT = "ReportBatchItemFailures";
/** Messages of a batch where nothing is set. */
const DEFAULT_BATCH = 10;

/** Consumers that work on ninety-nine messages again because the hundredth failed. */
export function batchGaps({ batchSize = DEFAULT_BATCH, functionResponseTypes = [] }: Mapping): string[] {
  if (batchSize === 1 || functionResponseTypes.includes(REPORT)) return [];
  return [`functionResponseTypes must hold ${REPORT} for batches of ${batchSize}`];
}

const gap = (size: number) => `functionResponseTypes must hold ReportBatchItemFailures for batches of ${size}`;

export const batchesNameWhatFailed = resourceRule<Mapping>({
  name: "batches-name-what-failed",
  description: "One message that cannot be worked on is tried again alone, and its batch is not.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html",
  remediationSteps: "Set functionResponseTypes to ReportBatchItemFailures and return the messages that failed.",
  types: ["aws:lambda/eventSourceMapping:EventSourceMapping"],
  gaps: batchGaps,
  examples: {
    good: [{ inputs: { batchSize: 100, functionResponseTypes: [REPORT] } }, { inputs: { batchSize: 1 } }],
    bad: [{ inputs: { batchSize: 100, functionResponseTypes: [] }, gaps: [gap(100)] }],
    missing: { batchSize: [], functionResponseTypes: [gap(100)] },
  },
});
