import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Vpc = Inputs<aws.ec2.VpcArgs, "enableDnsHostnames" | "enableDnsSupport">;

/** VPCs in which the names of endpoints and databases resolve to public addresses, or not at all. */
export function nameGaps({ enableDnsHostnames = false, enableDnsSupport = true }: Vpc): string[] {
  return [
    ...(enableDnsHostnames ? [] : ["enableDnsHostnames must be true"]),
    ...(enableDnsSupport ? [] : ["enableDnsSupport must be true"]),
  ];
}

const both: Vpc = { enableDnsHostnames: true, enableDnsSupport: true };

export const vpcsResolveNames = resourceRule<Vpc>({
  name: "vpcs-resolve-names",
  description: "Calls to AWS stay inside the VPC: its endpoints are found under the services' own names.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html",
  remediationSteps: "Set enableDnsHostnames and enableDnsSupport to true.",
  types: ["aws:ec2/vpc:Vpc"],
  gaps: nameGaps,
  examples: {
    good: [{ inputs: both }],
    bad: [
      { inputs: { ...both, enableDnsSupport: false }, gaps: ["enableDnsSupport must be true"] },
      { inputs: { ...both, enableDnsHostnames: false }, gaps: ["enableDnsHostnames must be true"] },
    ],
    missing: { enableDnsHostnames: ["enableDnsHostnames must be true"], enableDnsSupport: [] },
  },
});
