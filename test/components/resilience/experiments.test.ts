import { beforeAll, describe, expect, it } from "@jest/globals";
import { Experiments, type ExperimentsArgs } from "../../../components/resilience/experiments";
import { FIS_KUBERNETES_USER, FIS_SERVICE_ACCOUNT } from "../../../components/resilience/fis-identity";
import { EXPERIMENT_KINDS, type ExperimentKind } from "../../../components/resilience/settings";
import { type Declared, declared } from "../../support/declared";
import { resolved } from "../../support/mocks";

const NAME = "ap-southeast-1-experiments"; // with the longest name of a region
const args: ExperimentsArgs = {
  region: "ap-southeast-1",
  accountId: "111122223333",
  kinds: EXPERIMENT_KINDS,
  clock: { timezone: "Asia/Singapore" },
  clusterName: "eks",
  clusterArn: "arn:eks",
  vpcId: "vpc-1",
  zoneId: "apse1-az2",
  stopAlarmArn: "arn:stop",
  logRetentionDays: 90,
};
const statements = (policy: string): any[] => JSON.parse(policy).Statement;
const stackTags = [
  { key: "project", value: "p95" },
  { key: "stack", value: "prod" },
];
const ours = { StringEquals: { "aws:ResourceTag/project": "p95", "aws:ResourceTag/stack": "prod" } };

let experiments: Experiments;
const make = (of: Partial<ExperimentsArgs> = {}) =>
  declared(
    (opts) => {
      experiments = new Experiments(NAME, { ...args, ...of }, opts);
    },
    {},
    "prod",
  );

/** Parameters and the like as one object. */
const asObject = (pairs: { key: string; value: string }[]) =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, value]));

describe("Experiments", () => {
  let made: Declared;
  beforeAll(async () => {
    made = await make();
  });
  const template = (kind: ExperimentKind) => made.one(`${NAME}-${kind}`);
  const rights = (kind: ExperimentKind) => statements(made.one(`${NAME}-${kind}-rights`).policy);

  it("declares a template with a role of its own for each kind, and no schedule unless asked", () => {
    const each = EXPERIMENT_KINDS.flatMap((kind) => [kind, `${kind}-role`, `${kind}-rights`]);
    const access = ["pod-delete-access", "network-latency-access"];
    const names = [...each, ...access, "log", "log-policy"].map((role) => `${NAME}-${role}`);
    expect(made.names()).toEqual(names.sort());
  });

  it.each(EXPERIMENT_KINDS)("ends %s when viewers suffer, and logs what it does", (kind) => {
    expect(template(kind)).toMatchObject({
      region: "ap-southeast-1",
      roleArn: `arn:${NAME}-${kind}-role`,
      stopConditions: [{ source: "aws:cloudwatch:alarm", value: "arn:stop" }],
      logConfiguration: {
        logSchemaVersion: 2,
        cloudwatchLogsConfiguration: { logGroupArn: `arn:${NAME}-log:*` },
      },
      tags: { Name: `${NAME}-${kind}` },
    });
    expect(template(kind).experimentOptions.accountTargeting).toBe("single-account");
    expect(made.waitsFor(`${NAME}-${kind}`)).toContain(`${NAME}-${kind}-rights`);
  });

  it("kills three of ten playback pods at once", () => {
    const { targets, actions, experimentOptions } = template("pod-delete");
    expect(targets).toEqual([
      {
        name: "pods",
        resourceType: "aws:eks:pod",
        selectionMode: "PERCENT(30)",
        parameters: {
          clusterIdentifier: "arn:eks",
          namespace: "playback",
          selectorType: "labelSelector",
          selectorValue: "app.kubernetes.io/name=playback-service",
        },
      },
    ]);
    expect(actions).toEqual([
      {
        name: "inject",
        actionId: "aws:eks:pod-delete",
        target: { key: "Pods", value: "pods" },
        parameters: [
          { key: "gracePeriodSeconds", value: "0" },
          { key: "kubernetesServiceAccount", value: FIS_SERVICE_ACCOUNT },
          { key: "maxErrorsPercent", value: "10" },
        ],
      },
    ]);
    expect(experimentOptions.emptyTargetResolutionMode).toBe("fail");
  });

  it("delays half of the playback pods by 200 ms for five minutes", () => {
    const { targets, actions } = template("network-latency");
    expect(targets[0].selectionMode).toBe("PERCENT(50)");
    expect(actions[0].actionId).toBe("aws:eks:pod-network-latency");
    expect(asObject(actions[0].parameters)).toEqual({
      duration: "PT5M",
      delayMilliseconds: "200",
      jitterMilliseconds: "50",
      kubernetesServiceAccount: FIS_SERVICE_ACCOUNT,
      maxErrorsPercent: "10",
    });
  });

  it("has a reader of this stack's database take over", () => {
    const { targets, actions, experimentOptions } = template("database-failover");
    expect(targets).toEqual([
      { name: "databases", resourceType: "aws:rds:cluster", selectionMode: "ALL", resourceTags: stackTags },
    ]);
    expect(actions).toEqual([
      { name: "failover", actionId: "aws:rds:failover-db-cluster", target: { key: "Clusters", value: "databases" } },
    ]);
    expect(experimentOptions.emptyTargetResolutionMode).toBe("fail");
  });

  it("takes the power from the caches' nodes of one zone", () => {
    const { targets, actions } = template("cache-failover");
    expect(targets).toEqual([
      {
        name: "caches",
        resourceType: "aws:elasticache:replicationgroup",
        selectionMode: "ALL",
        resourceTags: stackTags,
        parameters: { availabilityZoneIdentifier: "apse1-az2" },
      },
    ]);
    expect(actions).toEqual([
      {
        name: "interrupt",
        actionId: "aws:elasticache:replicationgroup-interrupt-az-power",
        parameters: [{ key: "duration", value: "PT10M" }],
        target: { key: "ReplicationGroups", value: "caches" },
      },
    ]);
  });

  it("loses a zone with all that is in it for half an hour; load balancers leave it after five minutes", () => {
    const { targets, actions, experimentOptions } = template("zone-loss");
    const all = { selectionMode: "ALL", resourceTags: stackTags };
    expect(targets).toEqual([
      {
        name: "subnets",
        resourceType: "aws:ec2:subnet",
        parameters: { availabilityZoneIdentifier: "apse1-az2", vpc: "vpc-1" },
        ...all,
      },
      {
        name: "databases",
        resourceType: "aws:rds:cluster",
        parameters: { writerAvailabilityZoneIdentifiers: "apse1-az2" },
        ...all,
      },
      {
        name: "caches",
        resourceType: "aws:elasticache:replicationgroup",
        parameters: { availabilityZoneIdentifier: "apse1-az2" },
        ...all,
      },
      { name: "balancers", resourceType: "aws:arc:zonal-shift-managed-resource", ...all },
    ]);
    const did = actions.map(({ name, actionId, parameters = [], startAfters = [] }: any) => [
      name,
      actionId,
      asObject(parameters),
      startAfters,
    ]);
    expect(did).toEqual([
      ["cut-off", "aws:network:disrupt-connectivity", { duration: "PT30M", scope: "all" }, []],
      ["failover", "aws:rds:failover-db-cluster", {}, []],
      ["interrupt", "aws:elasticache:replicationgroup-interrupt-az-power", { duration: "PT30M" }, []],
      ["unnoticed", "aws:fis:wait", { duration: "PT5M" }, []],
      [
        "leave",
        "aws:arc:start-zonal-autoshift",
        { availabilityZoneIdentifier: "apse1-az2", duration: "PT25M" },
        ["unnoticed"],
      ],
    ]);
    expect(experimentOptions.emptyTargetResolutionMode).toBe("skip");
  });

  it("points every action at a target that is there", () => {
    for (const kind of EXPERIMENT_KINDS) {
      const names = template(kind).targets.map(({ name }: any) => name);
      const used = template(kind).actions.flatMap(({ target }: any) => (target ? [target.value] : []));
      expect(used.sort()).toEqual(names.sort());
    }
  });

  it("lets an experiment on pods into the cluster as its user, and no other", () => {
    for (const kind of ["pod-delete", "network-latency"]) {
      expect(made.one(`${NAME}-${kind}-access`)).toEqual({
        region: "ap-southeast-1",
        clusterName: "eks",
        principalArn: `arn:${NAME}-${kind}-role`,
        userName: FIS_KUBERNETES_USER,
        type: "STANDARD",
      });
      expect(made.waitsFor(`${NAME}-${kind}`)).toEqual([`${NAME}-${kind}-access`, `${NAME}-${kind}-rights`]);
    }
  });

  const findByTag = { Effect: "Allow", Action: ["tag:GetResources"], Resource: "*" };
  const logs = {
    Effect: "Allow",
    Action: ["logs:CreateLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies"],
    Resource: "*",
  };

  it("gives each role what its actions take, of this stack", () => {
    expect(rights("pod-delete")).toEqual([
      { Effect: "Allow", Action: ["eks:DescribeCluster"], Resource: "arn:eks" },
      { Effect: "Allow", Action: ["ec2:DescribeSubnets"], Resource: "*" },
      findByTag,
      logs,
    ]);
    expect(rights("network-latency")).toEqual(rights("pod-delete"));
    expect(rights("database-failover")).toEqual([
      {
        Effect: "Allow",
        Action: ["rds:FailoverDBCluster"],
        Resource: "arn:aws:rds:ap-southeast-1:111122223333:cluster:*",
        Condition: ours,
      },
      { Effect: "Allow", Action: ["rds:DescribeDBClusters"], Resource: "*" },
      findByTag,
      logs,
    ]);
    expect(rights("cache-failover")).toEqual([
      {
        Effect: "Allow",
        Action: ["elasticache:InterruptClusterAzPower"],
        Resource: "arn:aws:elasticache:ap-southeast-1:111122223333:replicationgroup:*",
        Condition: ours,
      },
      { Effect: "Allow", Action: ["elasticache:DescribeReplicationGroups"], Resource: "*" },
      findByTag,
      logs,
    ]);
  });

  it("lets the loss of a zone do what all its actions take, as AWS's reference lists them", () => {
    // Source: https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html
    const reference = [
      "arc-zonal-shift:CancelZonalShift",
      "arc-zonal-shift:GetManagedResource",
      "arc-zonal-shift:ListManagedResources",
      "arc-zonal-shift:StartZonalShift",
      "arc-zonal-shift:UpdateZonalShift",
      "autoscaling:DescribeTags",
      "ec2:CreateNetworkAcl",
      "ec2:CreateNetworkAclEntry",
      "ec2:CreateTags",
      "ec2:DeleteNetworkAcl",
      "ec2:DescribeManagedPrefixLists",
      "ec2:DescribeNetworkAcls",
      "ec2:DescribeSubnets",
      "ec2:DescribeVpcs",
      "ec2:ReplaceNetworkAclAssociation",
      "elasticache:DescribeReplicationGroups",
      "elasticache:InterruptClusterAzPower",
      "rds:DescribeDBClusters",
      "rds:FailoverDBCluster",
      "tag:GetResources",
    ];
    const allowed = new Set(rights("zone-loss").flatMap(({ Action }) => Action));
    expect(reference.filter((action) => !allowed.has(action))).toEqual([]);
    expect([...allowed].filter((action) => action.includes("*"))).toEqual([]);
  });

  it("changes nothing of other stacks: what is no description is of tagged or FIS's own things", () => {
    const harmless = /:(Describe|List|Get)|^logs:CreateLogDelivery$|^arc-zonal-shift:/;
    const loose = rights("zone-loss").filter(
      ({ Action, Condition }) => !Condition && Action.some((action: string) => !harmless.test(action)),
    );
    expect(loose).toEqual([
      {
        Effect: "Allow",
        Action: ["ec2:ReplaceNetworkAclAssociation"],
        Resource: "arn:aws:ec2:ap-southeast-1:111122223333:network-acl/*",
      },
    ]);
  });

  it("trusts runs of this account and region alone", () => {
    expect(statements(made.one(`${NAME}-zone-loss-role`).assumeRolePolicy)).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "fis.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnLike: { "aws:SourceArn": "arn:aws:fis:ap-southeast-1:111122223333:experiment/*" },
        },
      },
    ]);
  });

  it("keeps the log where the delivery service may write without asking", () => {
    const { name, ...rest } = made.one(`${NAME}-log`);
    expect(rest).toEqual({ region: "ap-southeast-1", retentionInDays: 90 });
    expect(name).toMatch(/^\/aws\/vendedlogs\/fis\/prod-ap-southeast-1-experiments-[0-9a-z]{6}$/);
    expect(statements(made.one(`${NAME}-log-policy`).policyDocument)).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `arn:${NAME}-log:log-stream:*`,
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
      },
    ]);
  });

  it("fits the roles' names in the longest region", () => {
    const roles = made.resources.filter(({ type }) => type === "aws:iam/role:Role").map(({ name }) => name.length + 8);
    expect(Math.max(...roles)).toBeLessThanOrEqual(64);
  });

  it("offers each template by its kind", async () => {
    await make({ kinds: ["pod-delete"] });
    expect(Object.keys(experiments.templateIds)).toEqual(["pod-delete"]);
    expect(await resolved(experiments.templateIds["pod-delete"]!)).toBe(`${NAME}-pod-delete-id`);
  });

  it("declares nothing at all where nothing is broken", async () => {
    expect((await make({ kinds: [], week: { day: "TUE", fromHour: 10 } })).names()).toEqual([]);
  });

  it("reports every problem at once", () => {
    const wrong = {
      ...args,
      region: "eu",
      kinds: ["reboot" as any],
      week: { day: "SUN", fromHour: 5 } as any,
      zoneId: "a",
    };
    expect(() => new Experiments("n".repeat(34), { ...wrong, logRetentionDays: 31 })).toThrow(
      /name: must be up to 33 .*\n.*region: .*\n.*kinds\[0\]: .*\n.*week\.day: .*\n.*week\.fromHour: .*\n.*zoneId: .*\n.*logRetentionDays: /,
    );
    expect(`${"n".repeat(33)}-database-failover-role`.length + 8).toBe(64);
  });
});

describe("Experiments by the week", () => {
  let made: Declared;
  beforeAll(async () => {
    made = await make({ kinds: ["pod-delete", "cache-failover", "zone-loss"], week: { day: "TUE", fromHour: 12 } });
  });

  it("start one after the other, by the region's clock", () => {
    const starts = made.names("aws:scheduler/schedule:Schedule").map((name) => {
      const { scheduleExpression, scheduleExpressionTimezone } = made.one(name);
      return [name.slice(NAME.length + 1), scheduleExpression, scheduleExpressionTimezone];
    });
    expect(starts).toEqual([
      ["week-cache-failover", "cron(0 13 ? * TUE *)", "Asia/Singapore"],
      ["week-pod-delete", "cron(0 12 ? * TUE *)", "Asia/Singapore"],
      ["week-zone-loss", "cron(0 14 ? * TUE *)", "Asia/Singapore"],
    ]);
  });

  it("start on the minute or not at all", () => {
    const { target, flexibleTimeWindow, groupName } = made.one(`${NAME}-week-pod-delete`);
    expect(flexibleTimeWindow).toEqual({ mode: "OFF" });
    expect(groupName).toBe(`${NAME}-week-group`);
    expect(target).toEqual({
      arn: "arn:aws:scheduler:::aws-sdk:fis:startExperiment",
      roleArn: `arn:${NAME}-week-role`,
      input: JSON.stringify({
        ClientToken: "<aws.scheduler.execution-id>",
        ExperimentTemplateId: `${NAME}-pod-delete-id`,
      }),
      retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 0 },
    });
    expect(made.waitsFor(`${NAME}-week-pod-delete`)).toEqual([`${NAME}-week-rights`]);
  });

  it("may start these templates, and nothing else", () => {
    const fis = "arn:aws:fis:ap-southeast-1:111122223333";
    const ids = ["pod-delete", "cache-failover", "zone-loss"].map(
      (kind) => `${fis}:experiment-template/${NAME}-${kind}-id`,
    );
    expect(statements(made.one(`${NAME}-week-rights`).policy)).toEqual([
      { Effect: "Allow", Action: ["fis:StartExperiment"], Resource: [...ids, `${fis}:experiment/*`] },
    ]);
  });
});
