import { describe, expect, it } from "@jest/globals";
import { clusterShape } from "../../../components/database/cluster-shape";
import {
  maxConnections,
  parseInstanceClass,
  serverlessMaxConnections,
} from "../../../components/database/instance-class";
import { clusterParameters, instanceParameters, parameterFamily } from "../../../components/database/parameters";
import { changed } from "../cluster/samples";
import { dev, prod } from "./samples";

describe("an instance class", () => {
  it.each([
    ["db.r8g.large", { vcpuCount: 2, memoryGiB: 16 }],
    ["db.r8g.xlarge", { vcpuCount: 4, memoryGiB: 32 }],
    ["db.r8g.2xlarge", { vcpuCount: 8, memoryGiB: 64 }],
    ["db.r6gd.16xlarge", { vcpuCount: 64, memoryGiB: 512 }],
    ["db.x2g.large", { vcpuCount: 2, memoryGiB: 32 }],
  ])("%s", (name, expected) => {
    expect(parseInstanceClass(name)).toEqual(expected);
  });

  it.each(["db.t4g.medium", "db.m7g.large", "r8g.large", "db.r8g", "db.r8g.medium", "db.serverless", "", 7, null])(
    "is not %j",
    (name) => {
      expect(parseInstanceClass(name)).toBe(undefined);
    },
  );

  it("admits as many connections as AWS's formula says, 5,000 at most", () => {
    expect([16, 32, 64, 512].map(maxConnections)).toEqual([1_678, 3_357, 5_000, 5_000]);
    expect([
      serverlessMaxConnections(0, 4),
      serverlessMaxConnections(0.5, 64),
      serverlessMaxConnections(1, 64),
    ]).toEqual([839, 2_000, 5_000]);
  });
});

describe("clusterShape()", () => {
  const limits = { memoryGiB: 64, maxConnections: 5_000 };

  it.each([
    ["the writer and the fewest readers", prod, false, { instanceCount: 3, warmReader: true }],
    ["a copy", prod, true, { instanceCount: 2, warmReader: true }],
    ["a writer alone", changed(prod, "instances.readers", 0), false, { instanceCount: 1, warmReader: false }],
  ])("counts %s", (_, settings, copies, expected) => {
    expect(clusterShape(settings, copies)).toEqual({ instanceClass: "db.r8g.2xlarge", limits, ...expected });
  });

  it("takes one instance that grows", () => {
    expect(clusterShape(dev, false)).toEqual({
      instanceClass: "db.serverless",
      instanceCount: 1,
      limits: { memoryGiB: 8, maxConnections: 839 },
      warmReader: false,
    });
  });
});

describe("parameters", () => {
  const values = (parameters: { name: any; value: any }[]) =>
    Object.fromEntries(parameters.map(({ name, value }) => [name, value]));

  it("prune partitions, join them one by one, and load what the migrations and Database Insights need", () => {
    expect(values(clusterParameters(true))).toEqual({
      apg_ccm_enabled: "1",
      "auto_explain.log_analyze": "0",
      "auto_explain.log_format": "json",
      "auto_explain.log_min_duration": "1000",
      "cron.database_name": "streaming",
      enable_partition_pruning: "1",
      enable_partitionwise_aggregate: "1",
      enable_partitionwise_join: "1",
      idle_in_transaction_session_timeout: "60000",
      log_min_duration_statement: "500",
      "pg_stat_statements.max": "10000",
      "pg_stat_statements.track": "top",
      plan_cache_mode: "auto",
      "rds.force_ssl": "1",
      shared_preload_libraries: "pg_stat_statements,auto_explain,pg_cron,pg_hint_plan",
      timezone: "UTC",
      track_io_timing: "1",
    });
    expect(values(clusterParameters(false)).apg_ccm_enabled).toBe(undefined);
  });

  it("wait for a restart where the server reads them at its start only", () => {
    const waiting = [...clusterParameters(true), ...instanceParameters(64)].filter(
      ({ applyMethod }) => applyMethod === "pending-reboot",
    );
    expect(waiting.map(({ name }) => name)).toEqual([
      "cron.database_name",
      "pg_stat_statements.max",
      "shared_preload_libraries",
    ]);
  });

  it.each([
    [8, "8192"],
    [2, "4096"],
    [64, "65536"],
    [512, "65536"],
  ])("give a sort on an instance of %i GiB %s KiB", (memoryGiB, workMem) => {
    expect(values(instanceParameters(memoryGiB))).toEqual({ random_page_cost: "1.1", work_mem: workMem });
  });

  it.each([
    ["16.9", "aurora-postgresql16"],
    ["17.7", "aurora-postgresql17"],
  ])("of %s belong to the family %s", (version, family) => {
    expect(parameterFamily(version)).toBe(family);
  });
});
