import { type StackGap, stackRule } from "../../rule";
import type { StackView } from "../../stack-view";

const VPC = "aws:ec2/vpc:Vpc";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";

/** Services whose gateway endpoints cost nothing. */
const SERVICES = ["s3", "dynamodb"];

/** VPCs whose traffic to S3 or DynamoDB goes through a NAT gateway, which is paid by the gigabyte. */
export function storagePathGaps(stack: StackView): StackGap[] {
  const reached = new Map<string, Set<string>>();
  for (const endpoint of stack.ofType(ENDPOINT)) {
    const service = stack.known(endpoint, () => gatewayService(endpoint.props));
    if (service === undefined) continue;
    for (const { urn } of endpoint.from("vpcId")) reached.set(urn, (reached.get(urn) ?? new Set()).add(service));
  }
  return stack.ofType(VPC).flatMap((resource) =>
    SERVICES.filter((service) => reached.get(resource.urn)?.has(service) !== true).map((service) => ({
      resource,
      message: `must have a gateway endpoint for ${service}`,
    })),
  );
}

/** `s3` of `com.amazonaws.eu-west-1.s3`; `undefined` for other kinds of endpoints. */
function gatewayService(props: { vpcEndpointType?: string; serviceName?: string }): string | undefined {
  if ((props.vpcEndpointType ?? "Gateway") !== "Gateway") return undefined;
  return props.serviceName?.split(".").at(-1);
}

const vpc = { type: VPC, name: "vpc", props: { cidrBlock: "10.0.0.0/16" } };
const endpoint = (service: string, vpcEndpointType = "Gateway") => ({
  type: ENDPOINT,
  name: service,
  props: { vpcEndpointType, serviceName: `com.amazonaws.eu-west-1.${service}` },
  from: { vpcId: ["vpc"] },
});

export const vpcsReachStorageWithoutNat = stackRule({
  name: "vpcs-reach-storage-without-nat",
  description:
    "Traffic to S3 and DynamoDB takes the free path inside AWS, not a NAT gateway that is paid by the gigabyte.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
  remediationSteps: "Declare a gateway endpoint for the service in the VPC, with the private route tables.",
  gaps: storagePathGaps,
  examples: {
    good: [{ resources: [vpc, endpoint("s3"), endpoint("dynamodb")] }, { resources: [] }],
    bad: [
      { resources: [vpc, endpoint("s3")], gaps: ["vpc: must have a gateway endpoint for dynamodb"] },
      {
        resources: [vpc, endpoint("s3", "Interface"), endpoint("dynamodb")],
        gaps: ["vpc: must have a gateway endpoint for s3"],
      },
    ],
    missing: {
      "s3.vpcId": ["vpc: must have a gateway endpoint for s3"],
      "dynamodb.vpcId": ["vpc: must have a gateway endpoint for dynamodb"],
      "s3.vpcEndpointType": [], // a gateway is what AWS makes where nothing is said
      "s3.serviceName": ["vpc: must have a gateway endpoint for s3"],
      "dynamodb.vpcEndpointType": [],
      "dynamodb.serviceName": ["vpc: must have a gateway endpoint for dynamodb"],
    },
  },
});
