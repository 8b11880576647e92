import { expect, it } from "@jest/globals";
import type { ExportedStack } from "./exported";

const REGIONS = ["ap-southeast-1", "eu-west-1", "us-east-1"];

/** What production was built for, value by value; the golden files hold the rest. */
export function seedValuesOfProduction(prod: () => ExportedStack): void {
  it.each(REGIONS)("playback scales from 10 to 100 pods at 70 % CPU and 80 % memory in %s", (region) => {
    const { metadata, spec } = prod().one(`${region}-services-playback-service-hpa`);
    expect(metadata.name).toBe("playback-service-hpa");
    expect(spec.scaleTargetRef).toEqual({ apiVersion: "apps/v1", kind: "Deployment", name: "playback-service" });
    expect([spec.minReplicas, spec.maxReplicas]).toEqual([10, 100]);
    const utilization = (name: string, averageUtilization: number) => ({
      type: "Resource",
      resource: { name, target: { type: "Utilization", averageUtilization } },
    });
    const predicted = {
      type: "External",
      external: {
        metric: {
          name: "composite-metric",
          selector: { matchLabels: { "scaledobject.keda.sh/name": "playback-predictive" } },
        },
        target: { type: "AverageValue", averageValue: "1" },
      },
    };
    expect(spec.metrics).toEqual([utilization("cpu", 70), utilization("memory", 80), predicted]);
    expect(spec.behavior).toEqual({
      scaleUp: {
        stabilizationWindowSeconds: 0,
        selectPolicy: "Max",
        policies: [
          { type: "Percent", value: 100, periodSeconds: 15 },
          { type: "Pods", value: 10, periodSeconds: 15 },
        ],
      },
      scaleDown: {
        stabilizationWindowSeconds: 600,
        selectPolicy: "Min",
        policies: [
          { type: "Percent", value: 10, periodSeconds: 60 },
          { type: "Pods", value: 5, periodSeconds: 60 },
        ],
      },
    });
  });

  it.each(["playback", "recommendation", "catalog", "session"])(
    "NGINX sends %s's requests to the least busy pod and leaves one out for 30 s after 3 failures",
    (service) => {
      const upstreams = prod()
        .ofType("kubernetes:k8s.nginx.org/v1:VirtualServerRoute")
        .filter(({ inputs }) => inputs.metadata.name.startsWith(`${service}-service`))
        .flatMap(({ inputs }) => inputs.spec.upstreams);
      const seed = upstreams.map((upstream: any) => [
        upstream["lb-method"],
        upstream["max-fails"],
        upstream["fail-timeout"],
      ]);
      expect(seed).toEqual(Array(6).fill(["least_conn", 3, "30s"])); // three regions, each with two host names
    },
  );

  it.each(REGIONS)("each viewer may ask playback ten times a second in %s, and twenty more at once", (region) => {
    const { metadata, spec } = prod().one(`${region}-ingress-playback-service-rate-limit`);
    expect(spec.rateLimit).toMatchObject({
      rate: "10r/s",
      key: "${binary_remote_addr}",
      zoneSize: "10m",
      burst: 20,
      noDelay: true,
    });
    const [subroute] = prod().one(`${region}-ingress-playback-service`).spec.subroutes;
    expect([subroute.path, subroute.policies]).toEqual(["/api/playback", [{ name: metadata.name }]]);
  });

  it("each region is asked every 10 s and left out after 3 failures", () => {
    const asked = prod()
      .ofType("aws:route53/healthCheck:HealthCheck")
      .filter(({ inputs }) => inputs.type === "HTTPS")
      .map(({ inputs }) => [inputs.fqdn, inputs.requestInterval, inputs.failureThreshold]);
    expect(asked.sort()).toEqual(REGIONS.map((region) => [`${region}.origin.p95.example`, 10, 3]));
  });

  it.each(REGIONS)("the hot table of %s has the literal encodings", (region) => {
    const { sql } = prod().one(`${region}-lake-warehouse-playback-events`);
    const encodings = [...sql.matchAll(/^ {2}(event_\w+|region) .*ENCODE (\w+)/gm)].map(([, column, by]) => [
      column,
      by,
    ]);
    expect(Object.fromEntries(encodings)).toEqual({
      event_data: "ZSTD",
      event_ts: "DELTA",
      event_type: "BYTEDICT", // what Redshift calls a dictionary
      region: "RUNLENGTH",
    });
  });

  it.each(REGIONS)("the record of %s is partitioned by dt, in zstd files of 256 MiB", (region) => {
    const { name, openTableFormatInput } = prod().one(`${region}-lake-catalog-playback-events`);
    const { partitionSpec, properties, schema } = openTableFormatInput.icebergInput.icebergTableInput;
    const nameOf = (id: number) => schema.fields.find((field: any) => field.id === id).name;
    expect(name).toBe("playback_events");
    expect(partitionSpec.fields.map((field: any) => [nameOf(field.sourceId), field.transform])).toEqual([
      ["dt", "identity"],
    ]);
    expect(properties).toMatchObject({
      "write.parquet.compression-codec": "zstd",
      "write.target-file-size-bytes": String(256 * 1024 * 1024),
    });
  });

  it("files are put in order while each region sleeps", () => {
    const starts = REGIONS.map((region) => prod().one(`${region}-lake-nightly-schedule-start`));
    expect(starts.map((each) => `${each.scheduleExpression} ${each.scheduleExpressionTimezone}`)).toEqual([
      "cron(0 20 * * ? *) UTC",
      "cron(0 3 * * ? *) UTC",
      "cron(0 8 * * ? *) UTC",
    ]);
  });

  it("metrics are kept for 760 days in every region", () => {
    const kept = prod().ofType("aws:amp/workspaceConfiguration:WorkspaceConfiguration");
    expect(kept.map(({ inputs }) => [inputs.region, inputs.retentionPeriodInDays]).sort()).toEqual(
      REGIONS.map((region) => [region, 760]),
    );
  });

  it("quality is chosen at the edge below 5, 10 and 25 Mbit/s", () => {
    const pairs = prod().one("cdn-functions-keys").resourceKeyValuePairs;
    const { value } = pairs.find(({ key }: { key: string }) => key === "quality:*");
    expect(JSON.parse(value)).toEqual([
      { fromMbps: 0, height: 480 },
      { fromMbps: 5, height: 720 },
      { fromMbps: 10, height: 1080 },
      { fromMbps: 25, height: 2160 },
    ]);
  });

  it("each experiment stops when viewers notice", () => {
    const experiments = prod().ofType("aws:fis/experimentTemplate:ExperimentTemplate");
    const everywhere = ["cache-failover", "pod-delete", "zone-loss"];
    expect(experiments.map(({ name }) => name).sort()).toEqual(
      REGIONS.flatMap((region) => [
        ...everywhere.map((kind) => `${region}-experiments-${kind}`),
        ...(region === "us-east-1" ? ["us-east-1-experiments-database-failover"] : []),
      ]).sort(),
    );
    for (const experiment of experiments) {
      expect(experiment.inputs.stopConditions.map((each: any) => each.source)).toEqual(["aws:cloudwatch:alarm"]);
      const alarms = [...prod().needs(experiment)].map(({ name }) => name);
      expect(alarms).toContain(`${experiment.inputs.region}-observability-slo-stop`);
    }
  });
}
