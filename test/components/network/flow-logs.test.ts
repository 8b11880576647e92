import { describe, expect, it } from "@jest/globals";
import { FlowLogs, flowLogTrafficProblems } from "../../../components/network/flow-logs";
import { declare, recordResources } from "../../support/mocks";

describe("flowLogTrafficProblems()", () => {
  it.each(["ACCEPT", "ALL", "REJECT"])("accepts %s", (traffic) => {
    expect(flowLogTrafficProblems("t", traffic)).toEqual([]);
  });

  it("refuses another spelling", () => {
    expect(flowLogTrafficProblems("t", "reject")).toEqual([
      { path: "t", reason: 'must be one of "ACCEPT", "ALL", "REJECT", got "reject"' },
    ]);
  });
});

describe("FlowLogs", () => {
  it("writes to one log group that expires, through a role that can do nothing else", async () => {
    const registered = await recordResources();
    await declare(
      () =>
        new FlowLogs("flows", {
          region: "eu-west-1",
          vpcId: "vpc-1",
          traffic: "REJECT",
          retentionDays: 14,
          accountId: "111122223333",
        }),
    );
    const inputs = (name: string) => registered.find((r) => r.name === name)!.inputs;

    expect(inputs("flows-records")).toEqual({ region: "eu-west-1", retentionInDays: 14 });
    expect(inputs("flows-flows")).toEqual({
      region: "eu-west-1",
      vpcId: "vpc-1",
      trafficType: "REJECT",
      logDestinationType: "cloud-watch-logs",
      logDestination: "arn:flows-records",
      iamRoleArn: "arn:flows-role",
      maxAggregationInterval: 60,
      tags: { Name: "flows" },
    });
    expect(JSON.parse(inputs("flows-role").assumeRolePolicy).Statement).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "vpc-flow-logs.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
      },
    ]);
    expect(JSON.parse(inputs("flows-write").policy).Statement).toEqual([
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        Resource: "arn:flows-records:*",
      },
    ]);
  });

  it("waits for the role's policy", async () => {
    const registered = await recordResources();
    await declare(
      () =>
        new FlowLogs("flows", {
          region: "eu-west-1",
          vpcId: "v",
          traffic: "ALL",
          retentionDays: 3,
          accountId: "111122223333",
        }),
    );
    const names = registered.map(({ name }) => name);
    expect(names.indexOf("flows-write")).toBeLessThan(names.indexOf("flows-flows"));
  });
});
