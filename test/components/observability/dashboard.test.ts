import { describe, expect, it } from "@jest/globals";
import { FIVE_MINUTE_QUERY, logMetrics } from "../../../components/observability/access-log";
import { Dashboard } from "../../../components/observability/dashboard";
import { type DashboardSources, dashboardBody } from "../../../components/observability/dashboard-body";
import { declared } from "../../support/declared";
import { resolved } from "../../support/mocks";
import { settings } from "./observability-settings";

const least: DashboardSources = {
  region: "eu-west-1",
  namespace: "p95/dev",
  accessLogGroup: "access-lines",
  objectives: settings.objectives,
  services: settings.services,
};
const all: DashboardSources = {
  ...least,
  canaryName: "dev-eu-west-1-abcdef",
  clusterName: "eks",
  loadBalancerSuffix: "net/nlb/1",
  databaseClusterId: "db",
  cacheGroupIds: ["sessions", "recs"],
};

const graph = (title: string, metrics: unknown[], horizontal?: unknown[]) => ({
  type: "metric",
  properties: {
    region: "eu-west-1",
    title,
    view: "timeSeries",
    period: 60,
    yAxis: { left: { min: 0 } },
    metrics,
    ...(horizontal ? { annotations: { horizontal } } : {}),
  },
});

describe("dashboardBody()", () => {
  it("shows what viewers feel, then every endpoint of the last five minutes, then each service", () => {
    expect(dashboardBody(least)).toEqual({
      start: "-PT3H",
      widgets: [
        {
          x: 0,
          y: 0,
          width: 8,
          height: 6,
          ...graph(
            "Latency of the API (s)",
            ["p50", "p95", "p99"].map((stat) => ["p95/dev", "RequestSeconds", { stat, label: stat }]),
            [{ label: "99 % within", value: 0.25 }],
          ),
        },
        {
          x: 8,
          y: 0,
          width: 8,
          height: 6,
          ...graph("Requests a minute", [["p95/dev", "Failed", { stat: "SampleCount", label: "requests" }]]),
        },
        {
          x: 16,
          y: 0,
          width: 8,
          height: 6,
          ...graph(
            "Answers that viewers did not want (%)",
            [
              ["p95/dev", "Failed", { id: "failed", stat: "Average", visible: false }],
              [{ expression: "100 * failed", label: "5xx", id: "failed_percent" }],
              ["p95/dev", "Refused", { id: "refused", stat: "Average", visible: false }],
              [{ expression: "100 * refused", label: "4xx", id: "refused_percent" }],
              ["p95/dev", "Throttled", { id: "throttled", stat: "Average", visible: false }],
              [{ expression: "100 * throttled", label: "429", id: "throttled_percent" }],
            ],
            [{ label: "objective", value: 0.1 }],
          ),
        },
        {
          x: 0,
          y: 6,
          width: 24,
          height: 9,
          type: "log",
          properties: {
            region: "eu-west-1",
            title: "Every endpoint, last five minutes, slowest first",
            query: `SOURCE 'access-lines' | ${FIVE_MINUTE_QUERY}`,
            view: "table",
          },
        },
        {
          x: 0,
          y: 15,
          width: 24,
          height: 6,
          ...graph(
            "playback-service (s)",
            ["p50", "p95", "p99"].map((stat) => [
              "p95/dev",
              "RequestSeconds",
              "Service",
              "playback-service",
              { stat, label: stat },
            ]),
            [{ label: "p95", value: 0.25 }],
          ),
        },
      ],
    });
  });

  it("adds what it may come from, as far as it is told of", () => {
    const titles = dashboardBody(all).widgets.map(({ y, properties }) => [y, properties.title]);
    expect(titles).toEqual([
      [0, "Latency of the API (s)"],
      [0, "Requests a minute"],
      [0, "Answers that viewers did not want (%)"],
      [0, "Canary (% of runs)"],
      [6, "Every endpoint, last five minutes, slowest first"],
      [15, "playback-service (s)"],
      [21, "New connections"],
      [21, "Bytes"],
      [21, "Resets by pods"],
      [27, "Pods without a node"],
      [27, "Kubernetes API: 5xx"],
      [33, "Database: CPU (%)"],
      [33, "Database: active sessions"],
      [33, "Database: connections"],
      [39, "Caches: engine CPU of primaries (%)"],
      [39, "Caches: memory (%)"],
    ]);
  });

  it("reads each thing by its own name", () => {
    const lines = dashboardBody(all).widgets.flatMap(({ properties }) => (properties.metrics as any[][]) ?? []);
    const named = (of: string) => lines.filter(([namespace]) => namespace === of).map((line) => line.slice(1, -1));
    expect(named("AWS/RDS").slice(0, 2)).toEqual([
      ["CPUUtilization", "DBClusterIdentifier", "db", "Role", "WRITER"],
      ["CPUUtilization", "DBClusterIdentifier", "db", "Role", "READER"],
    ]);
    expect(named("AWS/ElastiCache")).toEqual([
      ["EngineCPUUtilization", "ReplicationGroupId", "sessions", "Role", "Primary"],
      ["EngineCPUUtilization", "ReplicationGroupId", "recs", "Role", "Primary"],
      ["DatabaseMemoryUsageCountedForEvictPercentage", "ReplicationGroupId", "sessions"],
      ["DatabaseMemoryUsageCountedForEvictPercentage", "ReplicationGroupId", "recs"],
    ]);
    expect(named("AWS/EKS").map(([metric, , name]) => [metric, name])).toEqual([
      ["scheduler_pending_pods_UNSCHEDULABLE", "eks"],
      ["apiserver_request_total_5XX", "eks"],
    ]);
    expect(named("AWS/NetworkELB").map(([metric, , suffix]) => [metric, suffix])).toEqual([
      ["NewFlowCount", "net/nlb/1"],
      ["ProcessedBytes", "net/nlb/1"],
      ["TCP_Target_Reset_Count", "net/nlb/1"],
    ]);
    expect(named("CloudWatchSynthetics")).toEqual([["SuccessPercent", "CanaryName", "dev-eu-west-1-abcdef"]]);
  });

  it("shows only metrics that the access log makes", () => {
    const made = new Set(logMetrics(250).map(({ metric }) => metric));
    const lines = dashboardBody(all).widgets.flatMap(({ properties }) => (properties.metrics as any[][]) ?? []);
    const shown = lines.filter(([namespace]) => namespace === "p95/dev").map(([, metric]) => metric);
    expect(shown.filter((metric) => !made.has(metric))).toEqual([]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7])("fills the grid with %p services, and lets nothing overlap", (count) => {
    const services = Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`s${i}`, settings.services["playback-service"]!]),
    );
    const { widgets } = dashboardBody({ ...all, services });
    const rows = new Map<number, { x: number; width: number }[]>();
    for (const { y, x, width } of widgets) rows.set(y, [...(rows.get(y) ?? []), { x, width }]);
    for (const row of rows.values()) {
      const ends = row.map(({ x, width }) => x + width);
      expect(row.map(({ x }) => x)).toEqual([0, ...ends.slice(0, -1)]);
      expect(ends.at(-1)).toBe(24);
    }
  });

  it("leaves the row of services out where there are none", () => {
    const { widgets } = dashboardBody({ ...least, services: {} });
    expect(widgets.map(({ y }) => y)).toEqual([0, 0, 0, 6]);
  });
});

describe("Dashboard", () => {
  it("is declared under the stack's name, with the body as JSON", async () => {
    let dashboard!: Dashboard;
    const { region, accessLogGroup, objectives, services } = least;
    const made = await declared((opts) => {
      const args = { region, accessLogGroup, objectives, services, clusterName: "eks", cacheGroupIds: ["recs"] };
      dashboard = new Dashboard("board", args, opts);
    });
    const { dashboardName, dashboardBody: body } = made.one("board-board");
    expect(dashboardName).toMatch(/^dev-board-[0-9a-z]{6}$/);
    expect(JSON.parse(body)).toEqual(dashboardBody({ ...least, clusterName: "eks", cacheGroupIds: ["recs"] }));
    expect(await resolved(dashboard.url)).toBe(
      `https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/${dashboardName}`,
    );
  });
});
