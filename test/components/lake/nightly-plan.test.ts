import { describe, expect, it } from "@jest/globals";
import { nightlyPlan } from "../../../components/lake/nightly-plan";
import { dev, prod } from "./samples";

const names = { quietHourUtc: 3, database: "lake_db", jobName: "lake-job" };
const plan = nightlyPlan({ settings: prod, ...names });
const statement = (name: string) => plan.spark.statements.find((candidate) => candidate.name === name)?.sql;

describe("nightlyPlan()", () => {
  it("compacts first, counts while the events are there, and only then lets go of anything", () => {
    expect(plan.spark.statements.map(({ name }) => name)).toEqual([
      "compact",
      "count-traffic",
      "delete-expired",
      "expire-snapshots-playback_events",
      "expire-snapshots-hourly_traffic",
      "remove-orphans-playback_events",
      "remove-orphans-hourly_traffic",
    ]);
  });

  it("z-orders closed days only, into files of 256 MiB, whatever is not between 128 and 512", () => {
    expect(statement("compact")).toBe(
      [
        "CALL glue_catalog.system.rewrite_data_files(",
        "  table => 'lake_db.playback_events',",
        "  strategy => 'sort',",
        "  sort_order => 'zorder(profile_id, title_key)',",
        "  where => \"dt >= DATE '{{today-7}}' AND dt < DATE '{{today}}'\",",
        "  options => map(",
        "    'target-file-size-bytes', '268435456',",
        "    'min-file-size-bytes', '134217728',",
        "    'max-file-size-bytes', '536870912',",
        "    'min-input-files', '5',",
        "    'partial-progress.enabled', 'true',",
        "    'partial-progress.max-commits', '10'",
        "  )",
        ")",
      ].join("\n"),
    );
  });

  it("keeps snapshots for as long as said, and orphans for three days", () => {
    expect(statement("expire-snapshots-hourly_traffic")).toContain("table => 'lake_db.hourly_traffic'");
    expect(statement("expire-snapshots-hourly_traffic")).toContain("TIMESTAMP '{{today-5}} 00:00:00'");
    expect(statement("remove-orphans-playback_events")).toContain("TIMESTAMP '{{today-3}} 00:00:00'");
    expect(statement("delete-expired")).toContain("dt < DATE '{{today-400}}'");
  });

  it("runs from the quiet hour on, for as long as a run may take", () => {
    expect(plan.window).toEqual({ fromHourUtc: 3, minutes: 180 });
    expect(nightlyPlan({ settings: dev, ...names }).window).toEqual({ fromHourUtc: 3, minutes: 60 });
  });

  it("counts the small files of closed days, and tells it under the job's name", () => {
    expect(plan.spark.smallFiles).toBe(
      [
        "SELECT count(*) AS value",
        "FROM glue_catalog.lake_db.playback_events.files",
        "WHERE file_size_in_bytes < 134217728 AND partition.dt < DATE '{{today}}'",
      ].join("\n"),
    );
    expect(plan.metrics).toEqual({ namespace: "p95/Lake", job: "lake-job" });
  });

  it("counts hours in UTC, whatever Glue's machines believe", () => {
    expect(plan.spark.settings).toEqual({
      "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
      "spark.sql.catalog.glue_catalog": "org.apache.iceberg.spark.SparkCatalog",
      "spark.sql.catalog.glue_catalog.catalog-impl": "org.apache.iceberg.aws.glue.GlueCatalog",
      "spark.sql.catalog.glue_catalog.io-impl": "org.apache.iceberg.aws.s3.S3FileIO",
      "spark.sql.session.timeZone": "UTC",
    });
  });

  it("loads a warehouse where there is one", () => {
    expect(plan.warehouse.map((sql) => sql.split(" ", 2).join(" "))).toEqual([
      "DELETE FROM",
      "DELETE FROM",
      "INSERT INTO",
    ]);
    expect(nightlyPlan({ settings: dev, ...names }).warehouse).toEqual([]);
  });

  it("leaves no value open but dates", () => {
    const text = JSON.stringify(plan);
    expect(text.match(/\$\{[^}]*\}/g)).toBeNull();
    expect([...new Set(text.match(/\{\{.*?\}\}/g))].sort()).toEqual(
      ["{{today-2}}", "{{today-35}}", "{{today-3}}", "{{today-400}}", "{{today-5}}", "{{today-7}}", "{{today}}"].sort(),
    );
  });
});
