import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Distribution = Inputs<aws.cloudfront.DistributionArgs, "httpVersion">;

/** Distributions whose viewers on a lossy network wait for every lost packet. CloudFront speaks HTTP/2 where nothing is set. */
export function httpVersionGaps({ httpVersion = "http2" }: Distribution): string[] {
  if (httpVersion === "http2and3" || httpVersion === "http3") return [];
  return [`httpVersion must be http2and3, got ${httpVersion}`];
}

export const distributionsSpeakHttp3 = resourceRule<Distribution>({
  name: "distributions-speak-http-3",
  description:
    "A viewer on a phone gets the first byte a round trip earlier, and one lost packet delays one stream only.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesGeneral.html",
  remediationSteps: "Set httpVersion to http2and3.",
  types: ["aws:cloudfront/distribution:Distribution"],
  gaps: httpVersionGaps,
  examples: {
    good: [{ inputs: { httpVersion: "http2and3" } }, { inputs: { httpVersion: "http3" } }],
    bad: [{ inputs: { httpVersion: "http1.1" }, gaps: ["httpVersion must be http2and3, got http1.1"] }],
    missing: { httpVersion: ["httpVersion must be http2and3, got http2"] },
  },
});
