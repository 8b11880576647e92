import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { list, oneOf, type Problem } from "../checks";

/** Services reached without leaving the VPC, by the last part of their service name. A misspelt one would fail only at AWS. */
export const INTERFACE_ENDPOINTS = [
  "aps-workspaces",
  "ec2",
  "ecr.api",
  "ecr.dkr",
  "eks",
  "eks-auth",
  "elasticache",
  "kms",
  "logs",
  "monitoring",
  "rds-data",
  "secretsmanager",
  "sqs",
  "sts",
] as const;

export type InterfaceEndpoint = (typeof INTERFACE_ENDPOINTS)[number];

/** These two cost nothing and keep bulk traffic off the NAT gateways, so every network has them. */
const GATEWAY_ENDPOINTS = ["s3", "dynamodb"] as const;

export function interfaceEndpointsProblems(path: string, services: unknown): Problem[] {
  return list(path, services, 0, INTERFACE_ENDPOINTS.length, (at, service) => oneOf(at, service, INTERFACE_ENDPOINTS));
}

export interface VpcEndpointsArgs {
  readonly region: string;
  readonly vpcId: pulumi.Input<string>;
  /** The VPC's block: who may call the interface endpoints. */
  readonly cidrBlock: string;
  /** Tables that get a route to each gateway endpoint. */
  readonly routeTableIds: readonly pulumi.Input<string>[];
  /** One subnet a zone, for the interface endpoints' addresses. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** Each is paid by the hour in each zone. May be empty. */
  readonly interfaceEndpoints: readonly InterfaceEndpoint[];
}

/** Ways to AWS services that pass neither a NAT gateway nor the internet. */
export class VpcEndpoints extends pulumi.ComponentResource {
  constructor(name: string, args: VpcEndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:network:VpcEndpoints", name, {}, opts);
    const { region, vpcId } = args;
    const child = { parent: this };
    const common = (service: string) => ({
      region,
      vpcId,
      serviceName: `com.amazonaws.${region}.${service}`,
      tags: { Name: `${name}-${service}` },
    });

    for (const service of GATEWAY_ENDPOINTS) {
      const routeTableIds = [...args.routeTableIds];
      new aws.ec2.VpcEndpoint(
        `${name}-${service}`,
        { ...common(service), vpcEndpointType: "Gateway", routeTableIds },
        child,
      );
    }

    if (args.interfaceEndpoints.length > 0) {
      const clients = new aws.ec2.SecurityGroup(
        `${name}-clients`,
        { region, vpcId, description: "Callers of interface endpoints", tags: { Name: `${name}-clients` } },
        child,
      );
      new aws.vpc.SecurityGroupIngressRule(
        `${name}-clients-https`,
        {
          region,
          securityGroupId: clients.id,
          cidrIpv4: args.cidrBlock,
          ipProtocol: "tcp",
          fromPort: 443,
          toPort: 443,
        },
        child,
      );
      for (const service of args.interfaceEndpoints) {
        new aws.ec2.VpcEndpoint(
          `${name}-${service.replace(".", "-")}`,
          {
            ...common(service),
            vpcEndpointType: "Interface",
            privateDnsEnabled: true, // clients keep the service's public name
            subnetIds: [...args.subnetIds],
            securityGroupIds: [clients.id],
          },
          child,
        );
      }
    }
    this.registerOutputs();
  }
}
