import { beforeAll, describe, expect, it } from "@jest/globals";
import { Cdn } from "../../../components/cdn/cdn";
import { lambdaSource } from "../../../components/runtime-code";
import { MAX_ITEMS_IN_PROGRESS } from "../../../runtime/lambda/invalidation/batches";
import { type Declared, declared } from "../../support/declared";
import { args, settings } from "./samples";

describe("Invalidation", () => {
  let made: Declared;
  beforeAll(async () => {
    made = await declared((opts) => new Cdn("cdn", args, opts));
  });

  it("hears on the catalogue's bus what makes caches stale", () => {
    const { eventBusName, eventPattern, region } = made.one("cdn-invalidation-events-rule");
    expect([region, eventBusName, JSON.parse(eventPattern)]).toEqual([
      "eu-north-1",
      "content",
      { source: ["streaming.catalog"], "detail-type": ["ContentPublished", "ContentUpdated"] },
    ]);
    expect(made.one("cdn-invalidation-events-target").arn).toBe("arn:cdn-invalidation-events-work-queue");
    expect(made.one("cdn-invalidation-events-work-queue").visibilityTimeoutSeconds).toBe(360);
  });

  it("runs the handler as it is tested, told whose caches they are", async () => {
    const { code, ...rest } = made.one("cdn-invalidation-consumer");
    expect(rest).toEqual({
      region: "eu-north-1",
      description: "Invalidates what the catalogue says is stale",
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: "index.handler",
      role: "arn:cdn-invalidation-role",
      memorySize: 256,
      timeout: 60,
      reservedConcurrentExecutions: 2,
      environment: {
        variables: {
          APP_DISTRIBUTION_ID: "cdn-app-distribution-id",
          MEDIA_DISTRIBUTION_ID: "cdn-media-distribution-id",
          MEDIA_INVALIDATION: "paths",
        },
      },
      loggingConfig: {
        logFormat: "JSON",
        logGroup: "cdn-invalidation-records",
        applicationLogLevel: "INFO",
        systemLogLevel: "WARN",
      },
    });
    const assets = await code.assets;
    expect(Object.keys(assets)).toEqual(["index.js"]);
    expect(await assets["index.js"].text).toBe(lambdaSource("runtime/lambda/invalidation/handler.ts"));
    expect(made.waitsFor("cdn-invalidation-consumer")).toEqual(["cdn-invalidation-rights"]);
  });

  it("collects events for a while, and brings back only those that failed", () => {
    expect(made.one("cdn-invalidation-source")).toEqual({
      region: "eu-north-1",
      eventSourceArn: "arn:cdn-invalidation-events-work-queue",
      functionName: "cdn-invalidation-consumer",
      batchSize: 100,
      maximumBatchingWindowInSeconds: 30,
      scalingConfig: { maximumConcurrency: 2 },
      functionResponseTypes: ["ReportBatchItemFailures"],
    });
    expect(made.one("cdn-invalidation-source").batchSize * 4).toBeLessThan(MAX_ITEMS_IN_PROGRESS); // items of one event
    expect(made.waitsFor("cdn-invalidation-source")).toEqual(["cdn-invalidation-rights"]);
  });

  it("may invalidate these two distributions, read its queue, write its log, and nothing else", () => {
    expect(JSON.parse(made.one("cdn-invalidation-rights").policy).Statement).toEqual([
      {
        Effect: "Allow",
        Action: ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
        Resource: "arn:cdn-invalidation-events-work-queue",
      },
      {
        Effect: "Allow",
        Action: ["cloudfront:CreateInvalidation"],
        Resource: ["arn:cdn-app-distribution", "arn:cdn-media-distribution"],
      },
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: "arn:cdn-invalidation-records:*",
      },
    ]);
    expect(JSON.parse(made.one("cdn-invalidation-role").assumeRolePolicy).Statement).toEqual([
      { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
    ]);
    expect(made.one("cdn-invalidation-records")).toEqual({ region: "eu-north-1", retentionInDays: 90 });
  });

  it("tells somebody when it ends badly", () => {
    expect(made.one("cdn-invalidation-errors")).toMatchObject({
      region: "eu-north-1",
      namespace: "AWS/Lambda",
      metricName: "Errors",
      dimensions: { FunctionName: "cdn-invalidation-consumer" },
      threshold: 0,
      datapointsToAlarm: 3,
      evaluationPeriods: 5,
      alarmActions: ["arn:ticket"],
    });
  });

  it("finds media by tags where the settings say so", async () => {
    const byTags = { ...settings, invalidation: { ...settings.invalidation, media: "tags" as const } };
    const other = await declared((opts) => new Cdn("cdn", { ...args, settings: byTags }, opts));
    expect(other.one("cdn-invalidation-consumer").environment.variables.MEDIA_INVALIDATION).toBe("tags");
  });
});
