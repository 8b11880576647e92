import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type LakeAddress, mayReadTables, policyOf, trustOf } from "./access";
import type { WarehouseCapacity, WarehouseSettings } from "./settings";
import { sqlFile } from "./sql-file";
import { WarehouseFirewall } from "./warehouse-firewall";

export interface WarehouseArgs {
  /** Of namespace and workgroup; plain, because both have to be named. */
  readonly physicalName: string;
  readonly settings: WarehouseSettings;
  readonly lake: LakeAddress;
  readonly network: WarehouseNetwork;
  readonly ticketTopicArn: pulumi.Input<string>;
  readonly protectStateful: boolean;
}

/** Where the warehouse lives, and who may connect. */
export interface WarehouseNetwork {
  readonly vpcId: pulumi.Input<string>;
  /** Three or more, each in another zone. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** IPv4 blocks. */
  readonly clientCidrBlocks: readonly string[];
}

/** What a client of the Data API needs. */
export interface WarehouseAddress {
  readonly workgroupName: pulumi.Output<string>;
  readonly workgroupArn: pulumi.Output<string>;
  readonly database: string;
  /** Of the administrator. */
  readonly secretArn: pulumi.Output<string>;
  /** The secret is encrypted with it. */
  readonly keyArn: pulumi.Input<string>;
}

const DATABASE = "streaming";
const ADMINISTRATOR = "streaming_admin";
/** A query that runs longer is stopped. Unit: seconds; a load of the day must fit. */
const MAX_QUERY_SECONDS = 3_600;

/**
 * The last weeks of events in Redshift Serverless, in the encodings that suit each column. Loaded every night from the lake, which
 * stays the record: lost, it is loaded anew. Paid by the second that something runs.
 */
export class Warehouse extends pulumi.ComponentResource {
  /** Known once the hot table is there. */
  readonly address: WarehouseAddress;
  /** Host name that clients inside the network connect to. */
  readonly endpoint: pulumi.Output<string>;

  constructor(name: string, args: WarehouseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:lake:Warehouse", name, {}, opts);
    const { physicalName, settings, lake, network, protectStateful } = args;
    const { region, keyArn } = lake;
    const child = { parent: this };

    const role = new aws.iam.Role(
      `${name}-role`,
      { assumeRolePolicy: trustOf("redshift.amazonaws.com", "redshift-serverless.amazonaws.com") },
      child,
    );
    const rights = new aws.iam.RolePolicy(
      `${name}-rights`,
      { role: role.id, policy: policyOf(mayReadTables(lake)) },
      child,
    );
    const firewall = new WarehouseFirewall(
      `${name}-firewall`,
      { region, vpcId: network.vpcId, clientCidrBlocks: network.clientCidrBlocks },
      child,
    );
    const namespace = new aws.redshiftserverless.Namespace(
      `${name}-namespace`,
      {
        region,
        namespaceName: physicalName,
        dbName: DATABASE,
        adminUsername: ADMINISTRATOR,
        manageAdminPassword: true, // Secrets Manager makes and changes it; no state ever holds it
        adminPasswordSecretKmsKeyId: keyArn,
        kmsKeyId: keyArn,
        iamRoles: [role.arn],
        defaultIamRoleArn: role.arn,
        logExports: ["connectionlog", "useractivitylog", "userlog"],
      },
      { ...child, protect: protectStateful, dependsOn: rights },
    );
    const workgroup = new aws.redshiftserverless.Workgroup(
      `${name}-workgroup`,
      {
        region,
        workgroupName: physicalName,
        namespaceName: namespace.namespaceName,
        ...capacityArgs(settings.capacity),
        maxCapacity: settings.maxRpu,
        // Through the network it would need a way to Glue, which data subnets have not; without, AWS's own network carries it.
        enhancedVpcRouting: false,
        publiclyAccessible: false,
        subnetIds: [...network.subnetIds],
        securityGroupIds: [firewall.securityGroupId],
        configParameters: Object.entries(PARAMETERS).map(([parameterKey, parameterValue]) => ({
          parameterKey,
          parameterValue,
        })),
      },
      child,
    );
    const table = this.define(name, args, namespace, workgroup);
    this.limit(name, args, workgroup);

    this.address = {
      workgroupName: pulumi.all([workgroup.workgroupName, table.id]).apply(([known]) => known),
      workgroupArn: workgroup.arn,
      database: DATABASE,
      secretArn: namespace.adminPasswordSecretArn,
      keyArn,
    };
    this.endpoint = workgroup.endpoints.apply((endpoints) => endpoints?.[0]?.address ?? "");
    this.registerOutputs({ address: this.address, endpoint: this.endpoint });
  }

  /** Applies the DDL, a statement after the other. A changed file runs again and an applied one is never undone. */
  private define(
    name: string,
    { lake }: WarehouseArgs,
    namespace: aws.redshiftserverless.Namespace,
    workgroup: aws.redshiftserverless.Workgroup,
  ): aws.redshiftdata.Statement {
    const run = (role: string, sql: string, after: readonly pulumi.Resource[]) =>
      new aws.redshiftdata.Statement(
        `${name}-${role}`,
        {
          region: lake.region,
          workgroupName: workgroup.workgroupName,
          database: DATABASE,
          secretArn: namespace.adminPasswordSecretArn, // else whoever runs `pulumi up` would own the tables
          sql,
        },
        { parent: this, dependsOn: [...after] },
      );
    const schema = run("schema", sqlFile("redshift/1-schema.sql"), []);
    run("lake", sqlFile("redshift/2-lake.sql", { database: lake.database }), [schema]);
    return run("playback-events", sqlFile("redshift/3-playback-events.sql"), [schema]);
  }

  private limit(
    name: string,
    { physicalName, settings, lake, ticketTopicArn }: WarehouseArgs,
    workgroup: aws.redshiftserverless.Workgroup,
  ): void {
    const { region } = lake;
    const limit = new aws.redshiftserverless.UsageLimit(
      `${name}-limit`,
      {
        region,
        resourceArn: workgroup.arn,
        usageType: "serverless-compute",
        period: "daily",
        amount: settings.dailyRpuHours,
        breachAction: "emit-metric", // to deactivate would fail the night's load because of the day's queries
      },
      { parent: this },
    );
    new aws.cloudwatch.MetricAlarm(
      `${name}-over-limit`,
      {
        region,
        alarmDescription:
          "The warehouse used up its RPU-hours of the day. Find the query in SYS_QUERY_HISTORY before the bill does.",
        namespace: "AWS/Redshift-Serverless",
        metricName: "UsageLimitConsumed",
        dimensions: { UsageLimitId: limit.id, UsageType: "SERVERLESS_COMPUTE", Workgroup: physicalName },
        statistic: "Maximum",
        period: 300,
        evaluationPeriods: 1,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        threshold: settings.dailyRpuHours,
        treatMissingData: "notBreaching", // nothing runs, nothing is reported
        alarmActions: [ticketTopicArn],
        okActions: [ticketTopicArn],
      },
      { parent: this },
    );
  }
}

/** Source: https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-workgroups-namespaces.html */
const PARAMETERS = {
  auto_mv: "true",
  enable_user_activity_logging: "true",
  max_query_execution_time: String(MAX_QUERY_SECONDS),
  require_ssl: "true",
};

function capacityArgs(capacity: WarehouseCapacity) {
  if (capacity.kind === "base") return { baseCapacity: capacity.rpu };
  return { pricePerformanceTarget: { enabled: true, level: capacity.level } };
}
