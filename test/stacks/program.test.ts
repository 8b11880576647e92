import { describe, expect, it, jest } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { physicalName } from "../../components/physical-name";
import { declare, recordResources, resolved } from "../support/mocks";

/** Runs `index.ts` as Pulumi would for a stack with this configuration, and answers with the stack's outputs. */
async function outputsOf(stack: string, config: Record<string, string>): Promise<any> {
  await recordResources({}, stack);
  pulumi.runtime.setAllConfig(config);
  return declare(() => require("../../index")); // run anew as long as it throws; hence only the last test may succeed
}

describe("index.ts", () => {
  it("takes the account of the credentials when a stack gives none", async () => {
    const caller = "aws:index/getCallerIdentity:getCallerIdentity";
    const registered = await recordResources({ [caller]: () => ({ accountId: "999900001111" }) }, "pr-17");
    pulumi.runtime.setAllConfig({});
    await declare(() => jest.isolateModules(() => require("../../index")));
    const { inputs } = registered.find(({ type }) => type === "pulumi:providers:aws")!;
    expect("allowedAccountIds" in inputs).toBe(false);
    const policies = registered.filter(({ type }) => type === "aws:sns/topicPolicy:TopicPolicy");
    expect(policies.map(({ inputs: { policy } }) => JSON.parse(policy).Statement[0].Condition)).toEqual([
      { StringEquals: { "aws:SourceAccount": "999900001111" } },
      { StringEquals: { "aws:SourceAccount": "999900001111" } },
    ]);
  });

  it("tells in one message what is wrong with an account", async () => {
    await expect(outputsOf("dev", { "p95:accountId": "dev" })).rejects.toThrow(
      'Cannot declare Platform "p95"\n  accountId: must be the 12 digits of an AWS account, got "dev"',
    );
  });

  it("offers of each region what others connect to", async () => {
    const { regions, sessionEndpoints, databaseEndpoints, databaseSecretArn } = await outputsOf("dev", {
      "p95:accountId": "111122223333",
    });
    expect(Object.keys(regions)).toEqual(["us-east-1"]);
    const { cacheEndpoints, kubeconfig, ...others } = regions["us-east-1"];
    expect(await resolved(pulumi.all(others))).toEqual({
      clusterName: physicalName("eks-cluster", "us-east-1-eks"),
      clusterEndpoint: "https://us-east-1-eks-cluster.eks",
      contentBusArn: "arn:us-east-1-messaging-content-bus",
      natPublicIps: ["192.0.2.1"],
      pageTopicArn: "arn:us-east-1-alarms-page-topic",
      releaseQueueUrl: "https://sqs.test",
      ticketTopicArn: "arn:us-east-1-alarms-ticket-topic",
      vpcId: "us-east-1-network-vpc-id",
    });
    expect(await pulumi.isSecret(kubeconfig)).toBe(true);
    expect(Object.keys(cacheEndpoints).sort()).toEqual(["metadata", "recommendations", "sessions"]);
    expect(sessionEndpoints).toEqual({});
    expect(Object.keys(databaseEndpoints)).toEqual(["us-east-1"]);
    expect(await resolved(pulumi.output(databaseEndpoints["us-east-1"]))).toEqual({
      region: "us-east-1",
      writer: "database-us-east-1-cluster.writer",
      reader: "database-us-east-1-cluster.reader",
      port: 5432,
      databaseName: "streaming",
      clusterResourceId: "cluster-DATABASE-US-EAST-1-CLUSTER",
    });
    expect(await resolved(databaseSecretArn)).toBe("arn:database-master-value");
  });
});
