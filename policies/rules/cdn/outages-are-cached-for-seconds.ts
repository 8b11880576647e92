import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Distribution = Inputs<aws.cloudfront.DistributionArgs, "customErrorResponses">;

interface Settings {
  readonly maxSeconds: number;
}

const CODES = [500, 502, 503, 504];
/** How long CloudFront keeps an error where nothing is set. */
const DEFAULT_SECONDS = 10;

/** Errors that the edge would go on showing after the origin has recovered. */
export function errorTtlGaps({ customErrorResponses = [] }: Distribution, context: { readonly settings: Settings }) {
  const { maxSeconds } = context.settings;
  return CODES.flatMap((code) => {
    const response = customErrorResponses.find(({ errorCode }) => errorCode === code);
    const seconds = response?.errorCachingMinTtl ?? DEFAULT_SECONDS;
    return seconds <= maxSeconds
      ? []
      : [`errorCachingMinTtl of ${code} must be ${maxSeconds} seconds or less, got ${seconds}`];
  });
}

const kept = (errorCachingMinTtl: number) => CODES.map((errorCode) => ({ errorCode, errorCachingMinTtl }));
const gap = (code: number, got: number) => `errorCachingMinTtl of ${code} must be 5 seconds or less, got ${got}`;

export const outagesAreCachedForSeconds = resourceRule<Distribution, Settings>({
  name: "outages-are-cached-for-seconds",
  description:
    "An error that lasted a moment is shown for a moment, and a dead origin is still not asked by everybody.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html",
  remediationSteps:
    "Declare customErrorResponses for 500, 502, 503 and 504 with errorCachingMinTtl of 5 seconds or less.",
  settings: {
    maxSeconds: {
      type: "integer",
      minimum: 0,
      maximum: 300,
      default: 5,
      description: "Longest time in seconds that the edge keeps an error of the origin.",
    },
  },
  types: ["aws:cloudfront/distribution:Distribution"],
  gaps: errorTtlGaps,
  examples: {
    good: [{ inputs: { customErrorResponses: kept(1) } }, { inputs: { customErrorResponses: kept(5) } }],
    bad: [
      {
        inputs: { customErrorResponses: [{ errorCode: 500, errorCachingMinTtl: 60 }, ...kept(1).slice(1)] },
        gaps: [gap(500, 60)],
      },
      { inputs: { customErrorResponses: kept(1).slice(1) }, gaps: [gap(500, 10)] },
    ],
    missing: { customErrorResponses: CODES.map((code) => gap(code, 10)) },
  },
});
