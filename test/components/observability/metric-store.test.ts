import { describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { MetricStore } from "../../../components/observability/metric-store";
import { declared } from "../../support/declared";
import { declare, resolved } from "../../support/mocks";

const args = {
  region: "eu-west-1",
  retentionDays: 760,
  ticketTopicArn: "arn:ticket",
  logRetentionDays: 90,
  protectStateful: true,
};

describe("MetricStore", () => {
  it("declares exactly a workspace, its log, its retention and an alarm", async () => {
    const made = await declared((opts) => new MetricStore("metrics", args, opts));
    expect(made.names()).toEqual(["metrics-logs", "metrics-retention", "metrics-silent", "metrics-workspace"]);
    const { alias } = made.one("metrics-workspace");
    expect(alias).toMatch(/^dev-metrics-[0-9a-z]{6}$/);
    expect(made.one("metrics-workspace")).toEqual({
      region: "eu-west-1",
      alias,
      loggingConfiguration: { logGroupArn: "arn:metrics-logs:*" },
    });
    expect(made.one("metrics-logs")).toEqual({
      region: "eu-west-1",
      name: `/aws/vendedlogs/prometheus/${alias}`,
      retentionInDays: 90,
    });
    expect(made.one("metrics-retention")).toEqual({
      region: "eu-west-1",
      workspaceId: "metrics-workspace-id",
      retentionPeriodInDays: 760,
    });
  });

  it("files a ticket when nothing is written for an hour", async () => {
    const made = await declared((opts) => new MetricStore("metrics", args, opts));
    expect(made.one("metrics-silent")).toMatchObject({
      namespace: "AWS/Usage",
      metricName: "ResourceCount",
      dimensions: { ResourceId: "metrics-workspace-id", Resource: "IngestionRate", Service: "Prometheus" },
      threshold: 0,
      comparisonOperator: "LessThanOrEqualToThreshold",
      period: 300,
      evaluationPeriods: 12,
      treatMissingData: "breaching",
      alarmActions: ["arn:ticket"],
    });
  });

  it.each([true, false])("protects the workspace: %p", async (protectStateful) => {
    const made = await declared((opts) => new MetricStore("metrics", { ...args, protectStateful }, opts));
    expect(made.options("metrics-workspace").protect).toBe(protectStateful);
  });

  it("says where to write and what writers and readers need, and no more", async () => {
    await pulumi.runtime.setMocks({
      newResource: ({ name }) => ({
        id: `${name}-id`,
        state: { arn: `arn:${name}`, prometheusEndpoint: "https://aps.test/workspaces/ws-1/" },
      }),
      call: () => ({}),
    });
    const store = await declare(() => new MetricStore("metrics", args));
    expect(await resolved(store.remoteWriteUrl)).toBe("https://aps.test/workspaces/ws-1/api/v1/remote_write");
    expect(await resolved(store.queryUrl)).toBe("https://aps.test/workspaces/ws-1/");
    const [write] = store.writeStatements as any;
    const [query] = store.queryStatements as any;
    expect([write.actions, query.actions]).toEqual([
      ["aps:RemoteWrite"],
      ["aps:GetLabels", "aps:GetMetricMetadata", "aps:GetSeries", "aps:QueryMetrics"],
    ]);
    expect(await resolved(write.resources[0])).toBe("arn:metrics-workspace");
    expect(await resolved(query.resources[0])).toBe("arn:metrics-workspace");
  });

  it.each([
    [0, "must be 1 to 1095 days, got 0"],
    [1_096, "must be 1 to 1095 days, got 1096"],
  ])("refuses %p days", (retentionDays, reason) => {
    expect(() => new MetricStore("metrics", { ...args, retentionDays })).toThrow(`retentionDays: ${reason}`);
  });
});
