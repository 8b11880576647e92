import { beforeAll, describe, expect, it } from "@jest/globals";
import { BaselineNodes, type BaselineNodesArgs } from "../../../components/cluster/baseline-nodes";
import { type Declared, declared } from "../../support/declared";
import { misplaced, statements } from "../../support/declared-facts";
import { prod } from "./samples";

const args: BaselineNodesArgs = {
  region: "us-east-1",
  clusterName: "k8s-x",
  clusterArn: "arn:k8s",
  kubernetesVersion: "1.35",
  subnetIds: ["subnet-a", "subnet-b"],
  settings: prod.baselineNodes!,
  clock: { timezone: "America/New_York", quietHourUtc: 8 },
};

describe("BaselineNodes", () => {
  let made: Declared;
  beforeAll(async () => {
    made = await declared((opts) => new BaselineNodes("base", args, opts));
  });

  it("has exactly these children", () => {
    expect(made.children("base")).toEqual([
      "base-AmazonEC2ContainerRegistryPullOnly",
      "base-AmazonEKSWorkerNodePolicy",
      "base-coredns",
      "base-eks-pod-identity-agent",
      "base-forecast",
      "base-kube-proxy",
      "base-lower",
      "base-network-AmazonEKS_CNI_Policy",
      "base-network-role",
      "base-nodes",
      "base-raise",
      "base-role",
      "base-template",
      "base-tracking",
      "base-vpc-cni",
    ]);
  });

  it("starts at the minimum and leaves the count to the scalers", () => {
    expect(made.one("base-nodes")).toEqual({
      region: "us-east-1",
      clusterName: "k8s-x",
      version: "1.35",
      nodeRoleArn: "arn:base-role",
      subnetIds: ["subnet-a", "subnet-b"],
      amiType: "AL2023_ARM_64_STANDARD",
      capacityType: "ON_DEMAND",
      instanceTypes: ["m7g.2xlarge"],
      launchTemplate: { id: "base-template-id", version: "3" },
      labels: { "p95.dev/nodes": "baseline" },
      scalingConfig: { minSize: 3, desiredSize: 3, maxSize: 30 },
      updateConfig: { maxUnavailablePercentage: 33 },
      nodeRepairConfig: { enabled: true },
      warmPoolConfig: { minSize: 2, poolState: "STOPPED" },
    });
    expect(made.options("base-nodes").ignoreChanges).toEqual(["scalingConfig.desiredSize"]);
  });

  it("has a network, services and identities before its first node, and DNS after it", () => {
    expect(made.waitsFor("base-nodes")).toEqual([
      "base-AmazonEC2ContainerRegistryPullOnly",
      "base-AmazonEKSWorkerNodePolicy",
      "base-eks-pod-identity-agent",
      "base-kube-proxy",
      "base-vpc-cni",
    ]);
    expect(made.waitsFor("base-coredns")).toEqual(["base-nodes"]);
  });

  it("gives the right over network interfaces to the network plugin, not to every pod of a node", () => {
    expect(made.one("base-vpc-cni").podIdentityAssociations).toEqual([
      { serviceAccount: "aws-node", roleArn: "arn:base-network-role" },
    ]);
    expect(made.waitsFor("base-vpc-cni")).toEqual(["base-network-AmazonEKS_CNI_Policy"]);
    expect(JSON.parse(made.one("base-network-role").assumeRolePolicy).Statement).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: {
          StringEquals: {
            "aws:RequestTag/eks-cluster-arn": "arn:k8s",
            "aws:RequestTag/kubernetes-namespace": "kube-system",
            "aws:RequestTag/kubernetes-service-account": "aws-node",
          },
        },
      },
    ]);
    expect(statements(made).flatMap(({ Action }) => Action.filter((action) => action.includes("*")))).toEqual([]);
  });

  it("keeps the node's own credentials from pods, and its disk encrypted", () => {
    expect(made.one("base-template")).toMatchObject({
      region: "us-east-1",
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      monitoring: { enabled: true },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: { volumeType: "gp3", volumeSize: 50, encrypted: "true", deleteOnTermination: "true" },
        },
      ],
    });
  });

  it("adds nodes before the load that is forecast, and takes them away after it", () => {
    const group = { region: "us-east-1", autoscalingGroupName: "asg-base-nodes" };
    expect(made.one("base-forecast")).toEqual({
      ...group,
      policyType: "PredictiveScaling",
      predictiveScalingConfiguration: {
        mode: "ForecastAndScale",
        schedulingBufferTime: "600",
        maxCapacityBreachBehavior: "HonorMaxCapacity",
        metricSpecification: {
          targetValue: 60,
          predefinedMetricPairSpecification: { predefinedMetricType: "ASGCPUUtilization" },
        },
      },
    });
    expect(made.one("base-tracking")).toEqual({
      ...group,
      policyType: "TargetTrackingScaling",
      estimatedInstanceWarmup: 600,
      targetTrackingConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
        targetValue: 60,
      },
    });
    const scheduled = { ...group, timeZone: "America/New_York", maxSize: -1, desiredCapacity: -1 };
    expect(made.one("base-raise")).toEqual({
      ...scheduled,
      scheduledActionName: "prime-time-raise",
      recurrence: "0 17 * * *",
      minSize: 6,
    });
    expect(made.one("base-lower")).toEqual({
      ...scheduled,
      scheduledActionName: "prime-time-lower",
      recurrence: "0 1 * * *",
      minSize: 3,
    });
  });

  it("gives every resource its region", () => {
    expect(misplaced(made, () => "us-east-1")).toEqual([]);
  });

  it("keeps no reserve, no evening and only a forecast where the settings say so", async () => {
    const { primeTime: _, ...rest } = prod.baselineNodes!;
    const settings = { ...rest, warmCount: 0, predictive: "forecast-only" as const };
    const plain = await declared((opts) => new BaselineNodes("base", { ...args, settings }, opts));
    expect(plain.one("base-nodes").warmPoolConfig).toBe(undefined);
    expect(plain.one("base-forecast").predictiveScalingConfiguration.mode).toBe("ForecastOnly");
    expect(plain.names("aws:autoscaling/schedule:Schedule")).toEqual([]);
  });
});
