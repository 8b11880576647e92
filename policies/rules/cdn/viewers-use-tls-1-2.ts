import type * as aws from "@pulumi/aws";
import { type Excerpt, resourceRule } from "../../rule";

type Distribution = Excerpt<aws.cloudfront.DistributionArgs, "viewerCertificate">;

/** Distributions that take the old and slow handshakes. */
export function viewerTlsGaps({ viewerCertificate }: Distribution): string[] {
  if (viewerCertificate?.cloudfrontDefaultCertificate === true) return []; // AWS sets the version of its own name
  const version = viewerCertificate?.minimumProtocolVersion ?? "TLSv1";
  return /^TLSv1\.[23]/.test(version) ? [] : [`minimumProtocolVersion must be TLSv1.2_2021 or newer, got ${version}`];
}

const certificate = { acmCertificateArn: "certificate", minimumProtocolVersion: "TLSv1.2_2021" };
const gap = (got: string) => `minimumProtocolVersion must be TLSv1.2_2021 or newer, got ${got}`;

export const viewersUseTls12 = resourceRule<Distribution>({
  name: "viewers-use-tls-1-2",
  description: "No viewer's connection falls back to a handshake that is slow and broken.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html",
  remediationSteps: "Set minimumProtocolVersion of the viewer certificate to TLSv1.2_2021.",
  types: ["aws:cloudfront/distribution:Distribution"],
  gaps: viewerTlsGaps,
  examples: {
    good: [
      { inputs: { viewerCertificate: certificate } },
      { inputs: { viewerCertificate: { cloudfrontDefaultCertificate: true } } },
    ],
    bad: [
      {
        inputs: { viewerCertificate: { ...certificate, minimumProtocolVersion: "TLSv1.1_2016" } },
        gaps: [gap("TLSv1.1_2016")],
      },
    ],
    missing: {
      viewerCertificate: [gap("TLSv1")],
      "viewerCertificate.minimumProtocolVersion": [gap("TLSv1")],
    },
  },
});
