import { beforeEach, describe, expect, it } from "@jest/globals";
import {
  INTERFACE_ENDPOINTS,
  type InterfaceEndpoint,
  interfaceEndpointsProblems,
  VpcEndpoints,
} from "../../../components/network/vpc-endpoints";
import { declare, type Registered, recordResources } from "../../support/mocks";

const lines = (problems: readonly { path: string; reason: string }[]) => problems.map((p) => `${p.path}: ${p.reason}`);

describe("interfaceEndpointsProblems()", () => {
  it("accepts none and all", () => {
    expect(interfaceEndpointsProblems("e", [])).toEqual([]);
    expect(interfaceEndpointsProblems("e", INTERFACE_ENDPOINTS)).toEqual([]);
  });

  it("names the place and the value of a service that it does not know", () => {
    const known = INTERFACE_ENDPOINTS.map((service) => JSON.stringify(service)).join(", ");
    expect(lines(interfaceEndpointsProblems("e", ["sts", "ecr"]))).toEqual([
      `e[1]: must be one of ${known}, got "ecr"`,
    ]);
  });

  it.each([
    ["a service twice", ["sts", "sts"], 'e[1]: must appear once, got "sts"'],
    ["no list", "sts", 'e: must be a list of 0 to 14, got "sts"'],
  ])("refuses %s", (_, services, expected) => {
    expect(lines(interfaceEndpointsProblems("e", services))).toEqual([expected]);
  });
});

describe("VpcEndpoints", () => {
  let registered: Registered[];
  beforeEach(async () => {
    registered = await recordResources();
  });

  async function endpoints(interfaceEndpoints: InterfaceEndpoint[]): Promise<Registered[]> {
    await declare(
      () =>
        new VpcEndpoints("endpoints", {
          region: "eu-west-1",
          vpcId: "vpc-1",
          cidrBlock: "10.33.0.0/16",
          routeTableIds: ["private-1", "data"],
          subnetIds: ["subnet-1", "subnet-2"],
          interfaceEndpoints,
        }),
    );
    return registered.filter((r) => r.type.startsWith("aws:"));
  }
  const inputs = (name: string) => registered.find((r) => r.name === name)?.inputs;

  it("makes only the two free ones when no other is asked for", async () => {
    const common = {
      region: "eu-west-1",
      vpcId: "vpc-1",
      vpcEndpointType: "Gateway",
      routeTableIds: ["private-1", "data"],
    };
    expect((await endpoints([])).map((r) => r.inputs)).toEqual([
      { ...common, serviceName: "com.amazonaws.eu-west-1.s3", tags: { Name: "endpoints-s3" } },
      { ...common, serviceName: "com.amazonaws.eu-west-1.dynamodb", tags: { Name: "endpoints-dynamodb" } },
    ]);
  });

  it("answers under the service's public name, for callers in the VPC, over TLS", async () => {
    await endpoints(["ecr.api"]);
    expect(inputs("endpoints-ecr-api")).toEqual({
      region: "eu-west-1",
      vpcId: "vpc-1",
      serviceName: "com.amazonaws.eu-west-1.ecr.api",
      vpcEndpointType: "Interface",
      privateDnsEnabled: true,
      subnetIds: ["subnet-1", "subnet-2"],
      securityGroupIds: ["endpoints-clients-id"],
      tags: { Name: "endpoints-ecr.api" },
    });
    expect(inputs("endpoints-clients-https")).toEqual({
      region: "eu-west-1",
      securityGroupId: "endpoints-clients-id",
      cidrIpv4: "10.33.0.0/16",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    });
  });

  it("shares one security group among all", async () => {
    await endpoints(["sts", "logs", "kms"]);
    expect(registered.filter((r) => r.type === "aws:ec2/securityGroup:SecurityGroup")).toHaveLength(1);
  });
});
