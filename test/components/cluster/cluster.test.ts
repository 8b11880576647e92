import { beforeAll, describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { ALARM_RULES } from "../../../components/cluster/alarm-rules";
import { Cluster, type ClusterArgs } from "../../../components/cluster/cluster";
import { maxLength, physicalName } from "../../../components/physical-name";
import { type Declared, declared } from "../../support/declared";
import { misplaced, statements } from "../../support/declared-facts";
import { resolved } from "../../support/mocks";
import { changed, prod } from "./samples";

const production: ClusterArgs = {
  region: "eu-west-1",
  settings: prod,
  accountId: "111122223333",
  subnetIds: ["subnet-a", "subnet-b"],
  clock: { timezone: "Europe/Dublin", quietHourUtc: 3 },
  pageTopicArn: "arn:page",
  ticketTopicArn: "arn:ticket",
  logRetentionDays: 30,
  protectStateful: true,
};

const trial: ClusterArgs = {
  ...production,
  protectStateful: false,
  settings: {
    kubernetesVersion: "1.35",
    controlPlaneTier: "standard",
    nodePools: ["general-purpose"],
    publicAccessCidrBlocks: ["203.0.113.0/24"],
    adminRoles: [],
    viewerRoles: [],
  },
};

const physical = () => physicalName("eks-cluster", "k8s");

describe("Cluster of production", () => {
  let made: Declared;
  let cluster!: Cluster;
  beforeAll(async () => {
    made = await declared((opts) => {
      cluster = new Cluster("k8s", production, opts);
    });
  });

  it("has exactly these children", () => {
    expect(made.children("k8s")).toEqual([
      "k8s-AmazonEKSBlockStoragePolicy",
      "k8s-AmazonEKSClusterPolicy",
      "k8s-AmazonEKSComputePolicy",
      "k8s-AmazonEKSLoadBalancingPolicy",
      "k8s-AmazonEKSNetworkingPolicy",
      "k8s-admin-platform-admin",
      "k8s-admin-platform-admin-policy",
      "k8s-api-errors",
      "k8s-api-throttling",
      "k8s-baseline",
      "k8s-cluster",
      "k8s-key",
      "k8s-logs",
      "k8s-metrics-server",
      "k8s-node-AmazonEC2ContainerRegistryPullOnly",
      "k8s-node-AmazonEKSWorkerNodeMinimalPolicy",
      "k8s-node-role",
      "k8s-role",
      "k8s-storage",
      "k8s-unschedulable-pods",
      "k8s-viewer-platform-viewer",
      "k8s-viewer-platform-viewer-policy",
    ]);
  });

  it("runs in Auto Mode, private, encrypted, logged, and looks at its autoscalers every ten seconds", () => {
    expect(made.one("k8s-cluster")).toEqual({
      region: "eu-west-1",
      name: physical(),
      version: "1.35",
      roleArn: "arn:k8s-role",
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true },
      bootstrapSelfManagedAddons: false,
      computeConfig: {
        enabled: true,
        nodePools: ["general-purpose", "system"],
        nodeRoleArn: "arn:k8s-node-role",
      },
      kubernetesNetworkConfig: {
        elasticLoadBalancing: { enabled: true },
        ipFamily: "ipv4",
        serviceIpv4Cidr: "172.20.0.0/16",
      },
      storageConfig: { blockStorage: { enabled: true } },
      encryptionConfig: { provider: { keyArn: "arn:k8s-key" }, resources: ["secrets"] },
      vpcConfig: { subnetIds: ["subnet-a", "subnet-b"], endpointPrivateAccess: true, endpointPublicAccess: false },
      enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
      upgradePolicy: { supportType: "STANDARD" },
      zonalShiftConfig: { enabled: true },
      deletionProtection: true,
      controlPlaneScalingConfig: { tier: "tier-xl" },
      kubeControllerManagerConfig: {
        horizontalPodAutoscalerControllerConfig: { horizontalPodAutoscalerSyncPeriod: "10s" },
      },
    });
  });

  it("is made after its log group and all its policies, and unmade before them", () => {
    expect(made.waitsFor("k8s-cluster")).toEqual([
      "k8s-AmazonEKSBlockStoragePolicy",
      "k8s-AmazonEKSClusterPolicy",
      "k8s-AmazonEKSComputePolicy",
      "k8s-AmazonEKSLoadBalancingPolicy",
      "k8s-AmazonEKSNetworkingPolicy",
      "k8s-logs",
      "k8s-node-AmazonEC2ContainerRegistryPullOnly",
      "k8s-node-AmazonEKSWorkerNodeMinimalPolicy",
    ]);
    expect(made.one("k8s-logs")).toEqual({
      region: "eu-west-1",
      name: `/aws/eks/${physical()}/cluster`,
      retentionInDays: 30,
    });
  });

  it("trusts EKS, which tags its sessions, and EC2, which does not", () => {
    expect(statements(made).filter(({ resource }) => ["k8s-role", "k8s-node-role"].includes(resource))).toEqual([
      { resource: "k8s-role", Action: ["sts:AssumeRole", "sts:TagSession"], Resource: undefined },
      { resource: "k8s-node-role", Action: ["sts:AssumeRole"], Resource: undefined },
    ]);
    expect(made.one("k8s-AmazonEKSComputePolicy")).toEqual({
      role: "k8s-role",
      policyArn: "arn:aws:iam::aws:policy/AmazonEKSComputePolicy",
    });
  });

  it("names no wildcard in any policy", () => {
    expect(statements(made).filter(({ Action }) => Action.some((action) => action.includes("*")))).toEqual([]);
    expect(statements(made).filter(({ Resource }) => Resource !== undefined)).toEqual([]);
  });

  it("lets admins do everything and viewers read, each known before it is allowed", () => {
    const admin = { region: "eu-west-1", clusterName: physical() };
    expect(made.one("k8s-admin-platform-admin")).toEqual({
      ...admin,
      principalArn: "arn:aws:iam::111122223333:role/platform-admin",
      type: "STANDARD",
    });
    expect(made.one("k8s-admin-platform-admin-policy")).toEqual({
      ...admin,
      principalArn: "arn:aws:iam::111122223333:role/platform-admin",
      policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
      accessScope: { type: "cluster" },
    });
    expect(made.one("k8s-viewer-platform-viewer-policy")).toEqual({
      ...admin,
      principalArn: "arn:aws:iam::111122223333:role/team/platform-viewer",
      policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
      accessScope: { type: "cluster" },
    });
    expect(made.waitsFor("k8s-admin-platform-admin-policy")).toEqual(["k8s-admin-platform-admin"]);
  });

  it("gives autoscalers their metrics, and the add-on the time that a first node takes", () => {
    expect(made.one("k8s-metrics-server")).toEqual({
      region: "eu-west-1",
      clusterName: physical(),
      addonName: "metrics-server",
      configurationValues: '{"replicas":2}',
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "PRESERVE",
    });
    expect(made.options("k8s-metrics-server").customTimeouts).toEqual({ create: "20m", update: "20m" });
  });

  it("reaches the cluster through the AWS CLI, with no token in the state", async () => {
    const name = physical();
    expect(await pulumi.isSecret(cluster.kubeconfig)).toBe(true);
    expect(JSON.parse(await resolved(cluster.kubeconfig))).toEqual({
      apiVersion: "v1",
      kind: "Config",
      "current-context": name,
      clusters: [{ name, cluster: { server: "https://k8s-cluster.eks", "certificate-authority-data": "Q0E=" } }],
      contexts: [{ name, context: { cluster: name, user: name } }],
      users: [
        {
          name,
          user: {
            exec: {
              apiVersion: "client.authentication.k8s.io/v1beta1",
              command: "aws",
              args: ["eks", "get-token", "--cluster-name", name, "--region", "eu-west-1", "--output", "json"],
              interactiveMode: "Never",
            },
          },
        },
      ],
    });
  });

  it("offers what others connect to", async () => {
    expect(await resolved(cluster.clusterName)).toBe(physical());
    expect(await resolved(cluster.clusterArn)).toBe("arn:k8s-cluster");
    expect(await resolved(cluster.clusterSecurityGroupId)).toBe("sg-k8s-cluster");
    expect(await resolved(cluster.nodeRoleArn)).toBe("arn:k8s-node-role");
  });

  it("is protected, with the key of its secrets", () => {
    expect(["k8s-cluster", "k8s-key"].map((name) => made.options(name).protect)).toEqual([true, true]);
    expect(made.one("k8s-key")).toEqual({
      region: "eu-west-1",
      description: "k8s: Kubernetes secrets",
      enableKeyRotation: true,
      deletionWindowInDays: 30,
    });
  });

  it("gives every resource its region, and the cluster a name that fits", () => {
    expect(misplaced(made, () => "eu-west-1")).toEqual([]);
    expect(physicalName("eks-cluster", "ap-southeast-1-".repeat(20)).length).toBe(maxLength("eks-cluster"));
  });

  it("pages when pods wait for a node or the API fails", () => {
    expect(made.one("k8s-unschedulable-pods")).toEqual({
      region: "eu-west-1",
      alarmDescription:
        "Pods have waited ten minutes for a node. Look at NodePool limits, the vCPU quota and zone constraints.",
      namespace: "AWS/EKS",
      metricName: "scheduler_pending_pods_UNSCHEDULABLE",
      dimensions: { ClusterName: physical() },
      statistic: "Maximum",
      period: 60,
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      datapointsToAlarm: 10,
      evaluationPeriods: 10,
      treatMissingData: "notBreaching",
      alarmActions: ["arn:page"],
      okActions: ["arn:page"],
    });
    const paging = ALARM_RULES.filter(({ pages }) => pages).map(({ role }) => role);
    expect(paging).toEqual(["api-errors", "unschedulable-pods"]);
    expect(made.one("k8s-storage").alarmActions).toEqual(["arn:ticket"]);
  });

  it.each(ALARM_RULES)("lets $role be bad for some of its minutes", ({ badMinutes: [bad, of] }) => {
    expect(bad >= 1 && bad <= of).toBe(true);
  });
});

describe("Cluster of a trial", () => {
  let made: Declared;
  beforeAll(async () => {
    made = await declared((opts) => new Cluster("k8s", trial, opts));
  });

  it("has Auto Mode's nodes only, and is reached from the blocks that the settings name", () => {
    const { vpcConfig, controlPlaneScalingConfig, kubeControllerManagerConfig, computeConfig } =
      made.one("k8s-cluster");
    expect(vpcConfig).toEqual({
      subnetIds: ["subnet-a", "subnet-b"],
      endpointPrivateAccess: true,
      endpointPublicAccess: true,
      publicAccessCidrs: ["203.0.113.0/24"],
    });
    expect([controlPlaneScalingConfig, kubeControllerManagerConfig]).toEqual([{ tier: "standard" }, undefined]);
    expect(computeConfig.nodePools).toEqual(["general-purpose"]);
    expect(made.names("aws:eks/nodeGroup:NodeGroup")).toEqual([]);
    expect(made.names("aws:eks/addon:Addon")).toEqual(["k8s-metrics-server"]);
    expect(made.names("aws:eks/accessEntry:AccessEntry")).toEqual([]);
  });

  it("may be deleted", () => {
    expect([made.options("k8s-cluster").protect, made.one("k8s-cluster").deletionProtection]).toEqual([false, false]);
  });
});

describe("Cluster", () => {
  it("reports every problem at once and registers nothing", async () => {
    const settings = changed(prod, "controlPlaneTier", "huge");
    const made = await declared((opts) => {
      expect(() => new Cluster("k8s", { ...production, settings, region: "euw1", logRetentionDays: 2 }, opts)).toThrow(
        'Cannot declare Cluster "k8s"\n' +
          '  region: must be a region such as "eu-west-1", got "euw1"\n' +
          '  settings.controlPlaneTier: must be one of "standard", "tier-xl", "tier-2xl", "tier-4xl", "tier-8xl", got "huge"\n' +
          "  logRetentionDays: must be one of 1, 3, 5,",
      );
    });
    expect(made.resources).toEqual([]);
  });
});
