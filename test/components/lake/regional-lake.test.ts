import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type * as pulumi from "@pulumi/pulumi";
import { nightlyPlan } from "../../../components/lake/nightly-plan";
import { checks } from "../../../components/lake/queries";
import { RegionalLake, type RegionalLakeArgs, regionalLakeProblems } from "../../../components/lake/regional-lake";
import { nightlyHourProblems } from "../../../components/lake/settings";
import { changed, declared } from "../../support/declared";
import { resolved } from "../../support/mocks";
import { args, CLOCKS, dev, prod, statements } from "./samples";

const NAME = "eu-west-1-lake";
/** Of job, namespace and workgroup; the database has underscores in the place of hyphens. */
const PLAIN = "dev-eu-west-1-lake-z34c9n";
const DATABASE = PLAIN.replaceAll("-", "_");
const devArgs: RegionalLakeArgs = { ...args, settings: dev, protectStateful: false };

/** What AWS fills in: the secret of the warehouse's administrator. */
const withSecret: pulumi.ResourceTransformation = ({ type, props, opts }) =>
  type === "aws:redshiftserverless/namespace:Namespace"
    ? { props: { ...props, adminPasswordSecretArn: "arn:admin-secret" }, opts }
    : undefined;

const make = async (of: RegionalLakeArgs = args) => {
  let lake: RegionalLake | undefined;
  const made = await declared(({ transformations = [] }) => {
    lake = new RegionalLake(NAME, of, { transformations: [...transformations, withSecret] });
  });
  const one = (role: string) => made.one(`${NAME}-${role}`);
  const roles = (type?: string) => made.names(type).map((name) => name.slice(NAME.length + 1));
  return { ...made, one, roles, lake: lake! };
};
const allowed = (policy: string, action: string) =>
  statements(policy)
    .filter(({ Action }) => Action.includes(action))
    .map(({ Resource }) => Resource);

describe("RegionalLake", () => {
  it("declares exactly this in production", async () => {
    const { roles } = await make();
    expect(roles()).toEqual([
      "buckets-key",
      "buckets-logs-bucket",
      "buckets-logs-closed",
      "buckets-logs-encryption",
      "buckets-logs-lifecycle",
      "buckets-logs-ownership",
      "buckets-logs-policy",
      "buckets-results-bucket",
      "buckets-results-closed",
      "buckets-results-encryption",
      "buckets-results-lifecycle",
      "buckets-results-ownership",
      "buckets-results-policy",
      "buckets-tables-access",
      "buckets-tables-bucket",
      "buckets-tables-closed",
      "buckets-tables-encryption",
      "buckets-tables-lifecycle",
      "buckets-tables-ownership",
      "buckets-tables-policy",
      "buckets-tables-versions",
      "catalog-database",
      "catalog-hourly-traffic",
      "catalog-playback-events",
      "events-errors",
      "events-failed",
      "events-firehose",
      "events-late",
      "events-logs",
      "events-rights",
      "events-role",
      "events-stream",
      "events-stream-throttled",
      "events-throttled",
      "nightly-behind",
      "nightly-error",
      "nightly-job",
      "nightly-missed",
      "nightly-output",
      "nightly-plan",
      "nightly-rights",
      "nightly-role",
      "nightly-schedule-errors",
      "nightly-schedule-group",
      "nightly-schedule-missed-any",
      "nightly-schedule-missed-policy",
      "nightly-schedule-missed-queue",
      "nightly-schedule-start",
      "nightly-schedule-start-rights",
      "nightly-schedule-start-role",
      "nightly-script",
      "queries-file-sizes",
      "queries-hourly-traffic",
      "queries-partition-pruning",
      "queries-workgroup",
      "queries-z-order",
      "warehouse-firewall-from-10.33.0.0-18",
      "warehouse-firewall-group",
      "warehouse-lake",
      "warehouse-limit",
      "warehouse-namespace",
      "warehouse-over-limit",
      "warehouse-playback-events",
      "warehouse-rights",
      "warehouse-role",
      "warehouse-schema",
      "warehouse-workgroup",
    ]);
  });

  it("declares neither stream nor warehouse in dev", async () => {
    const [production, development] = [await make(), await make(devArgs)];
    const missing = production.roles().filter((role) => !development.roles().includes(role));
    expect(missing).toEqual([
      "events-stream",
      "events-stream-throttled",
      ...production.roles().filter((role) => role.startsWith("warehouse-")),
    ]);
    expect([development.lake.streamArn, development.lake.warehouse]).toEqual([undefined, undefined]);
  });

  it("names its region everywhere but in IAM", async () => {
    const { names, one, roles } = await make();
    const regional = roles().filter((role) => !/-(role|rights)$/.test(role));
    expect(new Set(regional.map((role) => one(role).region))).toEqual(new Set(["eu-west-1"]));
    expect(names("aws:glue/catalogTableOptimizer:CatalogTableOptimizer")).toEqual([]); // the job is the only one to rewrite
  });

  it("protects what holds data, and lets a review stack go", async () => {
    const holding = ["buckets-key", "buckets-tables-bucket", "catalog-database", "catalog-playback-events"];
    const more = ["catalog-hourly-traffic", "events-stream", "warehouse-namespace", "nightly-schedule-missed-queue"];
    const production = await make();
    for (const role of [...holding, ...more]) {
      expect([role, production.options(`${NAME}-${role}`).protect]).toEqual([role, true]);
    }
    const development = await make(devArgs);
    for (const role of holding) expect(development.options(`${NAME}-${role}`).protect).toBe(false);
    expect(development.one("buckets-tables-bucket")).toEqual({ region: "eu-west-1", forceDestroy: true });
    expect(production.one("buckets-tables-bucket")).toEqual({ region: "eu-west-1", forceDestroy: false });
  });

  it("tells what others connect to", async () => {
    const { lake } = await make();
    const outputs = [lake.bucketName, lake.tableLocation, lake.firehoseName, lake.streamArn!, lake.jobName];
    expect(await Promise.all(outputs.map(resolved))).toEqual([
      `${NAME}-buckets-tables-bucket-id`,
      `s3://${NAME}-buckets-tables-bucket-id/warehouse/${DATABASE}/playback_events`,
      `${NAME}-events-firehose`,
      `arn:${NAME}-events-stream`,
      PLAIN,
    ]);
    expect([lake.database, await resolved(lake.athenaWorkgroup)]).toEqual([DATABASE, `${NAME}-queries-workgroup`]);
  });
});

describe("buckets", () => {
  it("are closed to everybody, and to everything but TLS 1.2", async () => {
    const { one } = await make();
    for (const bucket of ["logs", "results", "tables"]) {
      const id = `${NAME}-buckets-${bucket}-bucket-id`;
      expect(one(`buckets-${bucket}-closed`)).toEqual({
        region: "eu-west-1",
        bucket: id,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      });
      expect(one(`buckets-${bucket}-ownership`).rule).toEqual({ objectOwnership: "BucketOwnerEnforced" });
      const arn = `arn:${NAME}-buckets-${bucket}-bucket`;
      const denied = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [arn, `${arn}/*`] };
      expect(statements(one(`buckets-${bucket}-policy`).policy).slice(0, 2)).toEqual([
        { Sid: "OnlyTls", ...denied, Condition: { Bool: { "aws:SecureTransport": "false" } } },
        { Sid: "OnlyNewTls", ...denied, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
      ]);
    }
  });

  it("are encrypted with our key, but for the logs, which S3 can only write with its own", async () => {
    const { one } = await make();
    const ours = {
      applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: `arn:${NAME}-buckets-key` },
      bucketKeyEnabled: true,
    };
    const rules = ["tables", "results", "logs"].map((bucket) => one(`buckets-${bucket}-encryption`).rules);
    expect(rules).toEqual([[ours], [ours], [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }]]);
    expect(one("buckets-key").enableKeyRotation).toBe(true);
  });

  it("keep a week of old versions of tables, and expire everything that is no table", async () => {
    const { one } = await make();
    const half = {
      id: "half-uploads",
      status: "Enabled",
      filter: { prefix: "" },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 2 },
    };
    const enabled = { status: "Enabled" };
    expect(one("buckets-tables-versions").versioningConfiguration).toEqual(enabled);
    expect(one("buckets-tables-lifecycle").rules).toEqual([
      {
        id: "seldom-read",
        ...enabled,
        filter: { prefix: "warehouse/" },
        transitions: [{ days: 30, storageClass: "INTELLIGENT_TIERING" }],
      },
      {
        id: "undelete",
        ...enabled,
        filter: { prefix: "" },
        noncurrentVersionExpiration: { noncurrentDays: 7 },
        expiration: { expiredObjectDeleteMarker: true },
      },
      { id: "errors", ...enabled, filter: { prefix: "errors/" }, expiration: { days: 90 } },
      half,
    ]);
    expect(one("buckets-results-lifecycle").rules).toEqual([
      { id: "results", ...enabled, filter: { prefix: "" }, expiration: { days: 14 } },
      half,
    ]);
    expect(one("buckets-logs-lifecycle").rules).toEqual([
      { id: "access-logs", ...enabled, filter: { prefix: "access/" }, expiration: { days: 90 } },
      half,
    ]);
  });

  it("log every access to tables, and let S3 write those logs for our account alone", async () => {
    const { one } = await make();
    expect(one("buckets-tables-access")).toEqual({
      region: "eu-west-1",
      bucket: `${NAME}-buckets-tables-bucket-id`,
      targetBucket: `${NAME}-buckets-logs-bucket-id`,
      targetPrefix: "access/",
    });
    expect(statements(one("buckets-logs-policy").policy).slice(2)).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "logging.s3.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `arn:${NAME}-buckets-logs-bucket/access/*`,
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
      },
    ]);
  });
});

describe("the table playback_events", () => {
  it("is Iceberg's, partitioned by dt, in zstd and files of 256 MiB", async () => {
    const { one } = await make();
    const { databaseName, name, openTableFormatInput } = one("catalog-playback-events");
    expect([databaseName, name]).toEqual([DATABASE, "playback_events"]);
    const { icebergTableInput, ...input } = openTableFormatInput.icebergInput;
    expect(input).toEqual({ metadataOperation: "CREATE", version: "2" });
    expect(icebergTableInput.partitionSpec).toEqual({
      specId: 0,
      fields: [{ sourceId: 7, fieldId: 1_000, name: "dt", transform: "identity" }],
    });
    const ascending = { direction: "asc", nullOrder: "nulls-last", transform: "identity" };
    expect(icebergTableInput.sortOrder.fields).toEqual([
      { sourceId: 4, ...ascending },
      { sourceId: 2, ...ascending },
    ]);
    expect(icebergTableInput.properties).toMatchObject({
      "write.parquet.compression-codec": "zstd",
      "write.target-file-size-bytes": "268435456",
      "write.metadata.delete-after-commit.enabled": "true",
      "write.metadata.metrics.column.event_data": "none",
    });
  });

  it("has types as JSON documents, each with quotes of its own", async () => {
    const { one } = await make();
    const { fields } = one("catalog-playback-events").openTableFormatInput.icebergInput.icebergTableInput.schema;
    expect(fields.map(({ id, name, required, type }: any) => [id, name, required, type])).toEqual([
      [1, "event_data", false, '"string"'],
      [2, "event_ts", true, '"timestamptz"'],
      [3, "event_type", true, '"string"'],
      [4, "region", true, '"string"'],
      [5, "profile_id", true, '"long"'],
      [6, "title_id", true, '"long"'],
      [7, "dt", true, '"date"'],
      [8, "title_key", true, '"long"'],
    ]);
  });

  it("has beside it the traffic by hour, unpartitioned because it is small", async () => {
    const { one } = await make();
    const { icebergTableInput } = one("catalog-hourly-traffic").openTableFormatInput.icebergInput;
    expect(icebergTableInput.schema.fields.map(({ name }: any) => name)).toEqual([
      "dt",
      "hour_utc",
      "region",
      "event_count",
      "profile_count",
    ]);
    expect(icebergTableInput.partitionSpec).toBeUndefined();
  });
});

describe("ingestion", () => {
  const rights = async (of?: RegionalLakeArgs) => statements((await make(of)).one("events-rights").policy);

  it("writes what a stream brings into the table, in buffers smaller than any kept file", async () => {
    const { one } = await make();
    const role = `arn:${NAME}-events-role`;
    const logging = { enabled: true, logGroupName: `${NAME}-events-logs`, logStreamName: "errors" };
    expect(one("events-firehose")).toEqual({
      region: "eu-west-1",
      destination: "iceberg",
      kinesisSourceConfiguration: { kinesisStreamArn: `arn:${NAME}-events-stream`, roleArn: role },
      icebergConfiguration: {
        roleArn: role,
        catalogArn: "arn:aws:glue:eu-west-1:111122223333:catalog",
        appendOnly: true,
        bufferingSize: 128,
        bufferingInterval: 300,
        retryDuration: 300,
        s3BackupMode: "FailedDataOnly",
        destinationTableConfigurations: [{ databaseName: DATABASE, tableName: "playback_events" }],
        cloudwatchLoggingOptions: logging,
        s3Configuration: {
          roleArn: role,
          bucketArn: `arn:${NAME}-buckets-tables-bucket`,
          errorOutputPrefix: "errors/playback_events/!{firehose:error-output-type}/",
          compressionFormat: "GZIP",
          cloudwatchLoggingOptions: logging,
        },
      },
    });
    expect(one("events-stream")).toEqual({
      region: "eu-west-1",
      streamModeDetails: { streamMode: "ON_DEMAND" },
      retentionPeriod: 48,
      encryptionType: "KMS",
      kmsKeyId: `arn:${NAME}-buckets-key`,
    });
  });

  it("takes records itself in dev, encrypted with our key", async () => {
    const { one } = await make(devArgs);
    const { serverSideEncryption, kinesisSourceConfiguration } = one("events-firehose");
    expect([serverSideEncryption, kinesisSourceConfiguration]).toEqual([
      { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: `arn:${NAME}-buckets-key` },
      undefined,
    ]);
  });

  it("waits for its rights and the tables", async () => {
    const { options, waitsFor } = await make();
    expect(waitsFor(`${NAME}-events-firehose`)).toEqual([`${NAME}-events-rights`]);
    for (const part of ["events", "nightly", "queries", "warehouse"]) {
      expect([part, waitsFor(`${NAME}-${part}`)]).toEqual([part, [`${NAME}-catalog`]]);
    }
    expect(options(`${NAME}-events-firehose`).protect).toBeUndefined();
  });

  it("may write to its table and to the errors, and to no other", async () => {
    const bucket = `arn:${NAME}-buckets-tables-bucket`;
    const glue = "arn:aws:glue:eu-west-1:111122223333";
    expect(await rights()).toEqual([
      {
        Effect: "Allow",
        Action: ["glue:GetDatabase", "glue:GetTable", "glue:UpdateTable"],
        Resource: [`${glue}:catalog`, `${glue}:database/${DATABASE}`, `${glue}:table/${DATABASE}/playback_events`],
      },
      { Effect: "Allow", Action: ["s3:GetBucketLocation"], Resource: bucket },
      {
        Effect: "Allow",
        Action: ["s3:ListBucket"],
        Resource: bucket,
        Condition: { StringLike: { "s3:prefix": ["warehouse/", "warehouse/*"] } },
      },
      { Effect: "Allow", Action: ["s3:ListBucketMultipartUploads"], Resource: bucket },
      {
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"],
        Resource: `${bucket}/warehouse/*`,
      },
      { Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: `arn:${NAME}-buckets-key` },
      { Effect: "Allow", Action: ["s3:AbortMultipartUpload", "s3:PutObject"], Resource: `${bucket}/errors/*` },
      { Effect: "Allow", Action: ["logs:PutLogEvents"], Resource: `arn:${NAME}-events-logs:*` },
      {
        Effect: "Allow",
        Action: ["kinesis:DescribeStream", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"],
        Resource: `arn:${NAME}-events-stream`,
      },
    ]);
    expect((await rights(devArgs)).flatMap(({ Action }) => Action).filter((one) => one.startsWith("kinesis:"))).toEqual(
      [],
    );
  });

  it("tells producers what they need", async () => {
    const stream = (await make()).lake.producerRights;
    expect(stream.map(({ Action }) => Action)).toEqual([
      ["kinesis:PutRecord", "kinesis:PutRecords"],
      ["kms:Decrypt", "kms:GenerateDataKey"],
    ]);
    const direct = (await make(devArgs)).lake.producerRights;
    expect(direct.map(({ Action }) => Action)).toEqual([["firehose:PutRecord", "firehose:PutRecordBatch"]]);
  });

  it.each([
    ["late", "AWS/Firehose", "DeliveryToIceberg.DataFreshness", "Maximum", 1_800, "arn:page"],
    ["failed", "AWS/Firehose", "DeliveryToIceberg.FailedRowCount", "Sum", 0, "arn:ticket"],
    ["throttled", "AWS/Firehose", "ThrottledRecords", "Sum", 0, "arn:ticket"],
    ["stream-throttled", "AWS/Kinesis", "WriteProvisionedThroughputExceeded", "Sum", 0, "arn:ticket"],
  ])("alarms when events are %s", async (role, namespace, metricName, statistic, threshold, topic) => {
    const { one } = await make();
    expect(one(`events-${role}`)).toMatchObject({
      namespace,
      metricName,
      statistic,
      threshold,
      period: 300,
      comparisonOperator: "GreaterThanThreshold",
      alarmActions: [topic],
      okActions: [topic],
    });
  });
});

describe("the nightly job", () => {
  it("starts in the quiet hour and may do nothing but start", async () => {
    const { one } = await make();
    expect(one("nightly-schedule-start")).toMatchObject({
      scheduleExpression: "cron(0 3 * * ? *)",
      scheduleExpressionTimezone: "UTC",
      flexibleTimeWindow: { mode: "OFF" },
      target: { arn: "arn:aws:scheduler:::aws-sdk:glue:startJobRun", input: JSON.stringify({ JobName: PLAIN }) },
    });
    expect(allowed(one("nightly-schedule-start-rights").policy, "glue:StartJobRun")).toEqual([
      `arn:${NAME}-nightly-job`,
    ]);
  });

  it.each(Object.entries(CLOCKS))("starts in the trough of %s", async (region, clock) => {
    const { one } = await make({ ...args, region, clock });
    expect(one("nightly-schedule-start").scheduleExpression).toBe(`cron(0 ${clock.quietHourUtc} * * ? *)`);
    expect(nightlyHourProblems("hour", prod, clock)).toEqual([]);
  });

  it("is as big as said, tries once, and has its files and its window from the plan", async () => {
    const { one, waitsFor } = await make();
    const { defaultArguments, command, ...job } = one("nightly-job");
    expect(job).toEqual({
      region: "eu-west-1",
      name: PLAIN,
      description: "Keeps the lake's tables in order, in the quiet hours",
      roleArn: `arn:${NAME}-nightly-role`,
      glueVersion: "5.0",
      workerType: "G.1X",
      numberOfWorkers: 20,
      executionClass: "STANDARD",
      timeout: 180,
      maxRetries: 0,
      executionProperty: { maxConcurrentRuns: 1 },
    });
    const jobs = `s3://${NAME}-buckets-tables-bucket-id/jobs`;
    expect(command).toEqual({ name: "glueetl", pythonVersion: "3", scriptLocation: `${jobs}/nightly.py` });
    expect(defaultArguments).toEqual({
      "--datalake-formats": "iceberg",
      "--enable-auto-scaling": "true",
      "--enable-metrics": "true",
      "--custom-logGroup-prefix": `/p95/lake/${PLAIN}`,
      "--plan": `${jobs}/nightly.json`,
      "--warehouse": `s3://${NAME}-buckets-tables-bucket-id/warehouse/`,
      "--workgroup": PLAIN,
      "--database": "streaming",
      "--secret": "arn:admin-secret",
      "--anytime": "false",
    });
    expect(waitsFor(`${NAME}-nightly-job`)).toEqual(
      ["error", "output", "rights"].map((role) => `${NAME}-nightly-${role}`),
    );
    expect(["error", "output"].map((kind) => one(`nightly-${kind}`).name)).toEqual([
      `/p95/lake/${PLAIN}/error`,
      `/p95/lake/${PLAIN}/output`,
    ]);
  });

  it("finds the script and the plan that belong to it", async () => {
    const { one } = await make();
    const text = async (role: string) => (await one(`nightly-${role}`).source).text;
    const script = readFileSync(join(__dirname, "../../../runtime/lake/nightly.py"), "utf8");
    expect(await text("script")).toBe(script);
    expect(JSON.parse(await text("plan"))).toEqual(
      nightlyPlan({ settings: prod, quietHourUtc: 3, database: DATABASE, jobName: PLAIN }),
    );
  });

  it("gives no argument without a value: Glue drops those", async () => {
    const { one } = await make(devArgs);
    expect(one("nightly-job").defaultArguments).toMatchObject({
      "--workgroup": "none",
      "--database": "none",
      "--secret": "none",
    });
  });

  it("may load the warehouse where there is one", async () => {
    const [production, development] = [await make(), await make(devArgs)];
    const policy = production.one("nightly-rights").policy;
    expect(statements(policy).slice(-4)).toEqual([
      {
        Effect: "Allow",
        Action: ["redshift-data:BatchExecuteStatement"],
        Resource: `arn:${NAME}-warehouse-workgroup`,
      },
      {
        Effect: "Allow",
        Action: ["redshift-data:DescribeStatement"],
        Resource: "*",
        Condition: { StringEquals: { "redshift-data:statement-owner-iam-userid": "${aws:userid}" } },
      },
      { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: "arn:admin-secret" },
      { Effect: "Allow", Action: ["kms:Decrypt"], Resource: `arn:${NAME}-buckets-key` },
    ]);
    const services = statements(development.one("nightly-rights").policy).flatMap(({ Action }) => Action);
    expect(services.filter((action: string) => /redshift|secrets/.test(action))).toEqual([]);
  });

  it("files a ticket when no run got through for 26 hours, and when it does not keep up", async () => {
    const { one } = await make();
    const common = { namespace: "p95/Lake", dimensions: { Job: PLAIN }, period: 3_600, alarmActions: ["arn:ticket"] };
    expect(one("nightly-missed")).toMatchObject({
      ...common,
      metricName: "Succeeded",
      statistic: "Sum",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      evaluationPeriods: 26,
      treatMissingData: "breaching",
    });
    expect(one("nightly-behind")).toMatchObject({
      ...common,
      metricName: "SmallFiles",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 2_000,
      evaluationPeriods: 1,
      treatMissingData: "ignore",
    });
  });
});

describe("rights", () => {
  it("name no action by a star, and a star as resource only where AWS knows nothing narrower", async () => {
    const { one, roles } = await make();
    const policies = roles("aws:iam/rolePolicy:RolePolicy").map((role) => one(role).policy);
    const all = policies.flatMap(statements);
    expect(all.flatMap(({ Action }) => Action).filter((action) => action.includes("*"))).toEqual([]);
    expect(all.filter(({ Resource }) => Resource === "*").flatMap(({ Action }) => Action)).toEqual([
      "cloudwatch:PutMetricData",
      "redshift-data:DescribeStatement",
    ]);
  });

  it("let the warehouse read and nothing else", async () => {
    const { one } = await make();
    const actions = statements(one("warehouse-rights").policy).flatMap(({ Action }) => Action);
    expect(actions).toEqual([
      "glue:GetDatabase",
      "glue:GetTable",
      "glue:GetTables",
      "s3:GetBucketLocation",
      "s3:ListBucket",
      "s3:GetObject",
      "kms:Decrypt",
    ]);
  });
});

describe("the warehouse", () => {
  it("is private, follows the price, and never grows past its maximum", async () => {
    const { one } = await make();
    expect(one("warehouse-workgroup")).toEqual({
      region: "eu-west-1",
      workgroupName: PLAIN,
      namespaceName: PLAIN,
      pricePerformanceTarget: { enabled: true, level: 50 },
      maxCapacity: 512,
      enhancedVpcRouting: false,
      publiclyAccessible: false,
      subnetIds: ["a", "b", "c"],
      securityGroupIds: [`${NAME}-warehouse-firewall-group-id`],
      configParameters: [
        { parameterKey: "auto_mv", parameterValue: "true" },
        { parameterKey: "enable_user_activity_logging", parameterValue: "true" },
        { parameterKey: "max_query_execution_time", parameterValue: "3600" },
        { parameterKey: "require_ssl", parameterValue: "true" },
      ],
    });
    const capacity = { kind: "base", rpu: 8 };
    const small = await make({ ...args, settings: changed(prod, "warehouse.capacity", capacity) });
    const { baseCapacity, pricePerformanceTarget } = small.one("warehouse-workgroup");
    expect([baseCapacity, pricePerformanceTarget]).toEqual([8, undefined]);
  });

  it("has a password that no state holds, and is encrypted with our key", async () => {
    const { one } = await make();
    const { adminUsername, ...namespace } = one("warehouse-namespace");
    expect(adminUsername.value).toBe("streaming_admin"); // the SDK takes it for a secret
    expect(namespace).toEqual({
      region: "eu-west-1",
      namespaceName: PLAIN,
      dbName: "streaming",
      manageAdminPassword: true,
      adminPasswordSecretArn: "arn:admin-secret", // by this test
      adminPasswordSecretKmsKeyId: `arn:${NAME}-buckets-key`,
      kmsKeyId: `arn:${NAME}-buckets-key`,
      iamRoles: [`arn:${NAME}-warehouse-role`],
      defaultIamRoleArn: `arn:${NAME}-warehouse-role`,
      logExports: ["connectionlog", "useractivitylog", "userlog"],
    });
  });

  it("applies its DDL one after the other, as its administrator", async () => {
    const { one, waitsFor } = await make();
    const statement = (role: string) => {
      const { sql, ...rest } = one(`warehouse-${role}`);
      expect(rest).toEqual({
        region: "eu-west-1",
        workgroupName: PLAIN,
        database: "streaming",
        secretArn: "arn:admin-secret",
      });
      return sql;
    };
    expect(statement("schema")).toBe("CREATE SCHEMA IF NOT EXISTS hot");
    expect(statement("lake")).toBe(
      `CREATE EXTERNAL SCHEMA IF NOT EXISTS lake FROM DATA CATALOG DATABASE '${DATABASE}' IAM_ROLE default`,
    );
    expect(waitsFor(`${NAME}-warehouse-lake`)).toEqual([`${NAME}-warehouse-schema`]);
    expect(waitsFor(`${NAME}-warehouse-playback-events`)).toEqual([`${NAME}-warehouse-schema`]);
    expect(statement("playback-events")).toMatch(/^CREATE TABLE IF NOT EXISTS hot.playback_events \(/);
  });

  it("has the encodings asked for, column by column, and a raw leading sort key", async () => {
    const { sql } = (await make()).one("warehouse-playback-events");
    const columns = [...sql.matchAll(/^ {2}(\w+) (\S+?)(?: NOT NULL)? ENCODE (\w+),?$/gm)].map(([, ...parts]) => parts);
    expect(columns).toEqual([
      ["event_data", "VARCHAR(65535)", "ZSTD"],
      ["event_ts", "TIMESTAMP", "DELTA"],
      ["event_type", "VARCHAR(64)", "BYTEDICT"],
      ["region", "VARCHAR(16)", "RUNLENGTH"],
      ["profile_id", "BIGINT", "AZ64"],
      ["title_id", "BIGINT", "AZ64"],
      ["dt", "DATE", "RAW"],
    ]);
    expect(sql).toContain("COMPOUND SORTKEY (dt, region, event_ts)");
    expect(sql).toContain("DISTKEY (profile_id)");
  });

  it("files a ticket on the day that needs too many RPU-hours, and goes on", async () => {
    const { one } = await make();
    expect(one("warehouse-limit")).toEqual({
      region: "eu-west-1",
      resourceArn: `arn:${NAME}-warehouse-workgroup`,
      usageType: "serverless-compute",
      period: "daily",
      amount: 2_000,
      breachAction: "emit-metric",
    });
    expect(one("warehouse-over-limit")).toMatchObject({
      namespace: "AWS/Redshift-Serverless",
      metricName: "UsageLimitConsumed",
      dimensions: { UsageLimitId: `${NAME}-warehouse-limit-id`, UsageType: "SERVERLESS_COMPUTE", Workgroup: PLAIN },
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 2_000,
      alarmActions: ["arn:ticket"],
    });
  });

  it("is reached from the blocks of its clients, on its port", async () => {
    const { one } = await make();
    expect(one("warehouse-firewall-from-10.33.0.0-18")).toMatchObject({
      fromPort: 5_439,
      toPort: 5_439,
      ipProtocol: "tcp",
    });
  });
});

describe("queries", () => {
  it("are limited, encrypted, and go where the workgroup says", async () => {
    const { one } = await make();
    expect(one("queries-workgroup")).toEqual({
      region: "eu-west-1",
      forceDestroy: false,
      configuration: {
        enforceWorkgroupConfiguration: true,
        publishCloudwatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: 1_099_511_627_776,
        engineVersion: { selectedEngineVersion: "Athena engine version 3" },
        resultConfiguration: {
          outputLocation: `s3://${NAME}-buckets-results-bucket-id/`,
          encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKeyArn: `arn:${NAME}-buckets-key` },
        },
      },
    });
  });

  it("are saved with the columns' own numbers", async () => {
    const { one } = await make();
    expect(one("queries-partition-pruning")).toMatchObject({
      database: DATABASE,
      workgroup: `${NAME}-queries-workgroup`,
    });
    const query = (role: string) => checks().find((check) => check.role === role)!.query;
    expect(query("z-order")).toContain("element_at(lower_bounds, 5) AS DOUBLE) AS low_profile");
    expect(query("z-order")).toContain("element_at(upper_bounds, 6) AS DOUBLE) AS high_title");
    expect(query("z-order")).toContain("element_at(lower_bounds, 7) = CAST(current_date");
    expect(query("file-sizes")).toContain("count_if(file_size_in_bytes < 134217728) AS small_file_count");
    expect(query("file-sizes")).toContain("count_if(file_size_in_bytes > 536870912) AS big_file_count");
  });
});

describe("regionalLakeProblems()", () => {
  const problems = (of: Partial<RegionalLakeArgs>, name = NAME) =>
    regionalLakeProblems(name, { ...args, ...of }).map(({ path, reason }) => `${path}: ${reason}`);

  it("accepts production and dev", () => {
    expect([...problems({}), ...problems(devArgs)]).toEqual([]);
  });

  it("accepts the longest name, and refuses one past it", () => {
    expect(problems({}, "n".repeat(26))).toEqual([]);
    expect(problems({}, "n".repeat(27))).toEqual([`name: must be up to 26 characters, got "${"n".repeat(27)}"`]);
    expect(`${"n".repeat(26)}-nightly-schedule-start-rights`.length + 8).toBe(64);
  });

  it("asks for three zones where there is a warehouse", () => {
    const network = { ...args.network, subnetIds: ["a", "b"] };
    expect(problems({ network })).toEqual([
      "network.subnetIds: must have subnets in 3 zones or more for a warehouse, got 2",
    ]);
    expect(problems({ network, settings: dev })).toEqual([]);
  });

  it("refuses a quiet hour outside of the region's trough, and says so once", () => {
    const noon = { timezone: "Europe/Dublin", quietHourUtc: 12 };
    expect(problems({ clock: noon })).toEqual([
      "clock.quietHourUtc: must leave the run of 180 minutes within the quietest hours " +
        "(3, 4, 5, 6, 7, 8, 9, 10 in Europe/Dublin), got 12",
    ]);
    const traffic = Array.from({ length: 24 }, (_, hour) => Math.abs(hour - 1));
    expect(problems({ settings: { ...prod, hourlyTraffic: traffic } })).toHaveLength(0);
    const nightOwls = Array.from({ length: 24 }, (_, hour) => (hour >= 9 && hour < 17 ? 1 : 2));
    expect(problems({ settings: { ...prod, hourlyTraffic: nightOwls } })).toHaveLength(1);
    expect(problems({ clock: noon, settings: { ...prod, hourlyTraffic: nightOwls } })).toEqual([]);
  });

  it("reports every mistake at once", () => {
    expect(
      problems({
        region: "Dublin",
        logRetentionDays: 2,
        clock: { timezone: "Dublin", quietHourUtc: 24 },
        settings: changed(prod, "keepDays", 1),
      }).map((problem) => problem.split(":")[0]),
    ).toEqual(["region", "settings.keepDays", "clock.timezone", "clock.quietHourUtc", "logRetentionDays"]);
    expect(() => new RegionalLake(NAME, { ...args, region: "Dublin" })).toThrow(
      `Cannot declare RegionalLake "${NAME}"\n  region: must be a region such as "eu-west-1", got "Dublin"`,
    );
  });
});
