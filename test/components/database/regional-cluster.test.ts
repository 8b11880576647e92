import { beforeAll, describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { ALARM_RULES } from "../../../components/database/alarm-rules";
import { clusterParameters, instanceParameters } from "../../../components/database/parameters";
import { RegionalCluster, type RegionalClusterArgs } from "../../../components/database/regional-cluster";
import { physicalName } from "../../../components/physical-name";
import { type Declared, declared } from "../../support/declared";
import { misplaced } from "../../support/declared-facts";
import { changed } from "../cluster/samples";
import { databaseArgs, dev, prod } from "./samples";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const named = (...parts: string[]) => physicalName("rds", ...parts);

function primary(more: Partial<RegionalClusterArgs> = {}): RegionalClusterArgs {
  const { members, settings, logRetentionDays, protectStateful } = databaseArgs(prod, ["us-east-1"]);
  return {
    ...members[0]!,
    settings,
    logRetentionDays,
    protectStateful,
    keyArn: "arn:key",
    password: pulumi.secret("hunter2"),
    ...more,
  };
}

/** A member that copies `us-east-1`. */
function copy(): RegionalClusterArgs {
  const { password: _, ...args } = primary({ ...databaseArgs(prod, ["eu-west-1"]).members[0]! });
  return { ...args, globalClusterId: "global", copyOf: "us-east-1" };
}

const declare = (args: RegionalClusterArgs) => declared((opts) => new RegionalCluster("c", args, opts));

describe("RegionalCluster that writes", () => {
  let made: Declared;
  beforeAll(async () => {
    made = await declare(primary());
  });

  it("has exactly these children, alarms aside", () => {
    expect(made.children("c").filter((name) => !made.names(ALARM).includes(name))).toEqual([
      "c-cluster",
      "c-cluster-parameters",
      "c-events",
      "c-failed-jobs-filter",
      "c-failed-sign-ins-filter",
      "c-firewall",
      "c-instance-1",
      "c-instance-2",
      "c-instance-3",
      "c-instance-parameters",
      "c-logs",
      "c-monitoring-policy",
      "c-monitoring-role",
      "c-readers",
      "c-readers-lower",
      "c-readers-raise",
      "c-readers-tracking",
      "c-subnets",
    ]);
  });

  it("is private, encrypted, logged, backed up and kept from deletion", () => {
    const { masterPasswordWo: _, ...inputs } = made.one("c-cluster");
    expect(inputs).toEqual({
      region: "us-east-1",
      clusterIdentifier: named("c"),
      engine: "aurora-postgresql",
      engineMode: "provisioned",
      engineVersion: "17.7",
      databaseName: "streaming",
      masterUsername: "streaming_admin",
      masterPasswordWoVersion: 1,
      storageType: "aurora-iopt1",
      storageEncrypted: true,
      kmsKeyId: "arn:key",
      dbSubnetGroupName: "c-subnets",
      vpcSecurityGroupIds: ["c-firewall-group-id"],
      port: 5432,
      dbClusterParameterGroupName: "c-cluster-parameters",
      iamDatabaseAuthenticationEnabled: true,
      enabledCloudwatchLogsExports: ["postgresql"],
      databaseInsightsMode: "advanced",
      performanceInsightsEnabled: true,
      performanceInsightsRetentionPeriod: 465,
      performanceInsightsKmsKeyId: "arn:key",
      monitoringInterval: 15,
      monitoringRoleArn: "arn:c-monitoring-role",
      backupRetentionPeriod: 14,
      preferredBackupWindow: "08:00-09:00",
      preferredMaintenanceWindow: "sun:09:00-sun:10:00",
      copyTagsToSnapshot: true,
      deletionProtection: true,
      skipFinalSnapshot: false,
      finalSnapshotIdentifier: named("c", "final"),
      deleteAutomatedBackups: false,
      allowMajorVersionUpgrade: false,
      applyImmediately: false,
    });
  });

  it("is made after the log group that it writes to, and the right to report", () => {
    expect(made.one("c-logs")).toEqual({
      region: "us-east-1",
      name: `/aws/rds/cluster/${named("c")}/postgresql`,
      retentionInDays: 30,
    });
    expect(made.waitsFor("c-cluster")).toEqual(["c-logs", "c-monitoring-policy"]);
  });

  it("starts its instances one after the other, the first two with warm caches for a failover", () => {
    expect(made.one("c-instance-1")).toEqual({
      region: "us-east-1",
      identifier: named("c", "1"),
      clusterIdentifier: "c-cluster-id",
      engine: "aurora-postgresql",
      instanceClass: "db.r8g.2xlarge",
      dbParameterGroupName: "c-instance-parameters",
      dbSubnetGroupName: "c-subnets",
      promotionTier: 0,
      publiclyAccessible: false,
      caCertIdentifier: "rds-ca-rsa2048-g1",
      autoMinorVersionUpgrade: false,
      copyTagsToSnapshot: true,
    });
    expect([1, 2, 3].map((i) => made.one(`c-instance-${i}`).promotionTier)).toEqual([0, 0, 1]);
    expect([1, 2, 3].map((i) => made.waitsFor(`c-instance-${i}`))).toEqual([[], ["c-instance-1"], ["c-instance-2"]]);
  });

  it("sets its parameters in groups that may exist beside their successors", () => {
    expect(made.one("c-cluster-parameters")).toEqual({
      region: "us-east-1",
      family: "aurora-postgresql17",
      description: "Managed by Pulumi",
      parameters: clusterParameters(true),
    });
    expect(made.one("c-instance-parameters")).toEqual({
      region: "us-east-1",
      family: "aurora-postgresql17",
      description: "Managed by Pulumi",
      parameters: instanceParameters(64),
    });
  });

  it("admits its clients and calls nobody", () => {
    expect(made.one("c-firewall-group")).toEqual({
      region: "us-east-1",
      vpcId: "vpc-us-east-1",
      description: "Clients of an Aurora cluster",
    });
    expect(made.one("c-firewall-from-10.32.0.0-18")).toEqual({
      region: "us-east-1",
      securityGroupId: "c-firewall-group-id",
      cidrIpv4: "10.32.0.0/18",
      ipProtocol: "tcp",
      fromPort: 5432,
      toPort: 5432,
      description: "PostgreSQL over TLS",
    });
    expect(made.names("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")).toEqual([]);
  });

  it("adds and removes readers as their CPU rises and falls, never fewer than ours, more in the evening", () => {
    const where = {
      region: "us-east-1",
      serviceNamespace: "rds",
      scalableDimension: "rds:cluster:ReadReplicaCount",
      resourceId: `cluster:${named("c")}`,
    };
    expect(made.one("c-readers")).toEqual({ ...where, minCapacity: 2, maxCapacity: 15 });
    expect(made.one("c-readers-tracking")).toEqual({
      ...where,
      policyType: "TargetTrackingScaling",
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "RDSReaderAverageCPUUtilization" },
        targetValue: 60,
        scaleInCooldown: 900,
        scaleOutCooldown: 300,
      },
    });
    const scheduled = { ...where, timezone: "America/New_York" };
    expect(made.one("c-readers-raise")).toEqual({
      ...scheduled,
      schedule: "cron(0 17 * * ? *)",
      scalableTargetAction: { minCapacity: 4, maxCapacity: 15 },
    });
    expect(made.one("c-readers-lower")).toEqual({
      ...scheduled,
      schedule: "cron(0 0 * * ? *)",
      scalableTargetAction: { minCapacity: 2, maxCapacity: 15 },
    });
    expect(made.options("c-readers").ignoreChanges).toEqual(["minCapacity"]);
    expect(made.waitsFor("c-readers")).toEqual(["c-instance-1", "c-instance-2", "c-instance-3"]);
  });

  it("tells of failovers and failures", () => {
    expect(made.one("c-events")).toEqual({
      region: "us-east-1",
      snsTopic: "arn:ticket:us-east-1",
      sourceType: "db-cluster",
      sourceIds: [named("c")],
      eventCategories: ["failover", "failure", "global-failover", "maintenance", "notification"],
    });
  });

  it("gives every resource its region", () => {
    expect(misplaced(made, () => "us-east-1")).toEqual([]);
  });

  it("has these alarms", () => {
    expect(made.names(ALARM)).toEqual([
      "c-cache-hits",
      "c-commit-latency",
      "c-connections",
      "c-cpu-readers",
      "c-cpu-writer",
      "c-deadlocks",
      "c-failed-jobs",
      "c-failed-sign-ins",
      "c-load-1",
      "c-load-2",
      "c-load-3",
      "c-local-storage",
      "c-memory",
      "c-replica-lag",
      "c-transaction-ids",
      "c-volume",
    ]);
  });

  it("pages when the writer is busy", () => {
    expect(made.one("c-cpu-writer")).toEqual({
      region: "us-east-1",
      alarmDescription:
        "The writer is nearly busy, and no second one can be added. Look in Database Insights for the top statement.",
      namespace: "AWS/RDS",
      metricName: "CPUUtilization",
      dimensions: { DBClusterIdentifier: named("c"), Role: "WRITER" },
      statistic: "Average",
      period: 60,
      comparisonOperator: "GreaterThanThreshold",
      threshold: 80,
      datapointsToAlarm: 10,
      evaluationPeriods: 15,
      treatMissingData: "missing",
      alarmActions: ["arn:page:us-east-1"],
      okActions: ["arn:page:us-east-1"],
    });
  });

  it("measures memory and connections by what the class has", () => {
    expect(made.one("c-memory")).toMatchObject({
      threshold: Math.round(64 * 1024 ** 3 * 0.05),
      comparisonOperator: "LessThanThreshold",
      statistic: "Minimum",
    });
    expect(made.one("c-connections").threshold).toBe(4_000);
  });

  it("looks at the load of each instance", () => {
    expect([1, 2, 3].map((i) => made.one(`c-load-${i}`).dimensions)).toEqual(
      ["1", "2", "3"].map((i) => ({ DBInstanceIdentifier: named("c", i) })),
    );
  });

  it("counts failed sign-ins and failed jobs in the log", () => {
    expect(made.one("c-failed-jobs-filter")).toEqual({
      region: "us-east-1",
      logGroupName: `/aws/rds/cluster/${named("c")}/postgresql`,
      pattern: '"cron job" -"starting:" -"completed:"',
      metricTransformation: {
        namespace: "p95/Database",
        name: `${named("c")}-failed-jobs`,
        value: "1",
        defaultValue: "0",
      },
    });
    expect(made.one("c-failed-jobs")).toMatchObject({
      namespace: "p95/Database",
      metricName: `${named("c")}-failed-jobs`,
      statistic: "Sum",
      period: 300,
      threshold: 0,
      alarmActions: ["arn:ticket:us-east-1"],
    });
    expect(made.one("c-failed-sign-ins-filter").pattern).toBe(
      '?"password authentication failed" ?"PAM authentication failed"',
    );
  });
});

describe("RegionalCluster that copies", () => {
  let made: Declared;
  beforeAll(async () => {
    made = await declare(copy());
  });

  it("has no database, user or password of its own, and forwards writes", () => {
    const { databaseName, masterUsername, masterPasswordWo, masterPasswordWoVersion, enableGlobalWriteForwarding } =
      made.one("c-cluster");
    expect([databaseName, masterUsername, masterPasswordWo, masterPasswordWoVersion]).toEqual(
      Array.from({ length: 4 }),
    );
    expect(enableGlobalWriteForwarding).toBe(true);
  });

  it("scales no readers: Aurora refuses to", () => {
    expect(made.names("aws:appautoscaling/target:Target")).toEqual([]);
    expect(made.names("aws:rds/clusterInstance:ClusterInstance")).toEqual(["c-instance-1", "c-instance-2"]);
  });

  it("watches the distance to the primary region, and nothing that only a writer has", () => {
    const roles = made.names(ALARM).map((name) => name.replace("c-", ""));
    expect(roles).toContain("global-lag");
    expect(roles.filter((role) => ["cpu-writer", "commit-latency", "deadlocks", "replica-lag"].includes(role))).toEqual(
      [],
    );
    expect(made.one("c-global-lag")).toMatchObject({
      metricQueries: [
        { id: "m1", metric: { dimensions: { DBClusterIdentifier: named("c") }, stat: "Maximum", period: 60 } },
        { id: "m2", metric: { dimensions: { SourceRegion: "us-east-1" }, stat: "Maximum", period: 60 } },
        { id: "worst", expression: "MAX([m1,m2])", returnData: true },
      ],
      threshold: 5_000,
      alarmActions: ["arn:page:eu-west-1"],
    });
  });
});

describe("RegionalCluster of a trial", () => {
  let made: Declared;
  beforeAll(async () => {
    made = await declare(primary({ settings: dev, protectStateful: false }));
  });

  it("pays for no reports, insights or readers, and for storage by the request", () => {
    const { databaseInsightsMode, performanceInsightsEnabled, monitoringInterval, monitoringRoleArn, storageType } =
      made.one("c-cluster");
    expect([
      databaseInsightsMode,
      performanceInsightsEnabled,
      monitoringInterval,
      monitoringRoleArn,
      storageType,
    ]).toEqual([undefined, false, 0, undefined, undefined]);
    expect(made.names("aws:iam/role:Role")).toEqual([]);
    expect(made.waitsFor("c-cluster")).toEqual(["c-logs"]);
  });

  it("watches how far it has grown, and no load that nobody measures", () => {
    const roles = made.names(ALARM).map((name) => name.replace("c-", ""));
    expect(roles).toEqual([
      "cache-hits",
      "capacity",
      "commit-latency",
      "connections",
      "cpu-writer",
      "deadlocks",
      "failed-jobs",
      "failed-sign-ins",
      "local-storage",
      "memory",
      "transaction-ids",
      "volume",
    ]);
    expect(made.one("c-connections").threshold).toBe(671);
  });
});

describe("RegionalCluster with readers of a fixed number", () => {
  it("leaves the number alone", async () => {
    const made = await declare(primary({ settings: changed(prod, "instances.readers", 1) }));
    expect(made.names("aws:rds/clusterInstance:ClusterInstance")).toEqual(["c-instance-1", "c-instance-2"]);
    expect(made.names("aws:appautoscaling/target:Target")).toEqual([]);
  });

  it("keeps insights for a week where they are standard", async () => {
    const made = await declare(primary({ settings: { ...prod, insights: "standard" } }));
    expect(made.one("c-cluster")).toMatchObject({
      databaseInsightsMode: "standard",
      performanceInsightsEnabled: true,
      performanceInsightsRetentionPeriod: 7,
    });
  });
});

describe("ALARM_RULES", () => {
  it("give no two alarms the same name", () => {
    const roles = ALARM_RULES.map(({ role }) => role);
    expect(roles).toEqual([...new Set(roles)]);
  });

  it.each(ALARM_RULES)("let $role be bad for some of its minutes", ({ badMinutes: [bad, of] }) => {
    expect(bad >= 1 && bad <= of).toBe(true);
  });
});
