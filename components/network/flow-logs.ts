import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { oneOf, type Problem } from "../checks";

/** Which packets are recorded. `REJECT` shows what a security group kept out, at a small part of the price of `ALL`. */
export type FlowLogTraffic = "ACCEPT" | "ALL" | "REJECT";

const TRAFFIC: readonly FlowLogTraffic[] = ["ACCEPT", "ALL", "REJECT"];

export function flowLogTrafficProblems(path: string, traffic: unknown): Problem[] {
  return oneOf(path, traffic, TRAFFIC);
}

export interface FlowLogsArgs {
  readonly region: string;
  readonly vpcId: pulumi.Input<string>;
  readonly traffic: FlowLogTraffic;
  /** Unit: days, one that CloudWatch Logs offers. */
  readonly retentionDays: number;
  /** The account of the VPC: flow logs of no other may use the role. */
  readonly accountId: pulumi.Input<string>;
}

/** Records of a VPC's traffic in a CloudWatch log group of their own. */
export class FlowLogs extends pulumi.ComponentResource {
  readonly logGroupName: pulumi.Output<string>;

  constructor(name: string, args: FlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:network:FlowLogs", name, {}, opts);
    const { region, vpcId } = args;
    const child = { parent: this };

    const records = new aws.cloudwatch.LogGroup(
      `${name}-records`,
      { region, retentionInDays: args.retentionDays },
      child,
    );

    const role = new aws.iam.Role(`${name}-role`, { assumeRolePolicy: trustFlowLogs(args.accountId) }, child);
    const write = new aws.iam.RolePolicy(`${name}-write`, { role: role.id, policy: mayWriteTo(records.arn) }, child);

    new aws.ec2.FlowLog(
      `${name}-flows`,
      {
        region,
        vpcId,
        trafficType: args.traffic,
        logDestinationType: "cloud-watch-logs",
        logDestination: records.arn,
        iamRoleArn: role.arn,
        maxAggregationInterval: 60, // seconds; the default of 600 is longer than most incidents' first look
        tags: { Name: name },
      },
      { ...child, dependsOn: write }, // AWS refuses a role that cannot write yet
    );

    this.logGroupName = records.name;
    this.registerOutputs({ logGroupName: this.logGroupName });
  }
}

function trustFlowLogs(accountId: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "vpc-flow-logs.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": accountId } },
      },
    ],
  });
}

/** No `logs:CreateLogGroup`: a group that the service made by itself would keep its records for ever. */
function mayWriteTo(logGroupArn: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        Resource: pulumi.interpolate`${logGroupArn}:*`,
      },
    ],
  });
}
