import { FIVE_MINUTE_QUERY } from "./access-log";
import type { LatencySettings, ObjectivesSettings } from "./settings";

/** What a region's dashboard shows. Rows whose source is left out are left out. */
export interface DashboardSources {
  readonly region: string;
  /** Where the access log's metrics are. */
  readonly namespace: string;
  readonly accessLogGroup: string;
  readonly objectives: ObjectivesSettings;
  readonly services: Readonly<Record<string, LatencySettings>>;
  readonly canaryName?: string | undefined;
  readonly clusterName?: string | undefined;
  /** As in CloudWatch's dimensions: `net/<name>/<id>`. */
  readonly loadBalancerSuffix?: string | undefined;
  readonly databaseClusterId?: string | undefined;
  /** Replication groups of the region's caches. */
  readonly cacheGroupIds?: readonly string[] | undefined;
}

/**
 * Body of a dashboard.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export interface DashboardBody {
  readonly start: string;
  readonly widgets: readonly PlacedWidget[];
}

interface Widget {
  readonly type: "metric" | "log" | "text";
  readonly properties: Readonly<Record<string, unknown>>;
}

interface PlacedWidget extends Widget {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A line of a graph: namespace, metric, dimensions one after the other, options last. */
type Line = readonly (string | Readonly<Record<string, unknown>>)[];

interface Row {
  readonly height: number;
  readonly widgets: readonly Widget[];
}

/** Columns of the grid, shared evenly by the widgets of a row. */
const COLUMNS = 24;
const GRAPH_HEIGHT = 6;

/** The whole dashboard: what viewers feel first, what it may come from below. Pure. */
export function dashboardBody(sources: DashboardSources): DashboardBody {
  const rows = [viewersRow(sources), queryRow(sources), servicesRow(sources), ...causeRows(sources)];
  return { start: "-PT3H", widgets: placed(rows.filter(({ widgets }) => widgets.length > 0)) };
}

function viewersRow({ region, namespace, objectives, canaryName }: DashboardSources): Row {
  const of = (metric: string, options: Record<string, unknown>): Line => [namespace, metric, options];
  const percentiles = ["p50", "p95", "p99"].map((stat) => of("RequestSeconds", { stat, label: stat }));
  const shares = (role: string, metric: string, label: string) => [
    of(metric, { id: role, stat: "Average", visible: false }),
    [{ expression: `100 * ${role}`, label, id: `${role}_percent` }] as Line,
  ];
  const allowed = Number((100 - objectives.availabilityPercent).toFixed(6));
  return {
    height: GRAPH_HEIGHT,
    widgets: [
      graph(region, "Latency of the API (s)", percentiles, [
        { label: `${objectives.quickPercent} % within`, value: objectives.quickMillis / 1_000 },
      ]),
      graph(region, "Requests a minute", [of("Failed", { stat: "SampleCount", label: "requests" })]),
      graph(
        region,
        "Answers that viewers did not want (%)",
        [
          ...shares("failed", "Failed", "5xx"),
          ...shares("refused", "Refused", "4xx"),
          ...shares("throttled", "Throttled", "429"),
        ],
        [{ label: "objective", value: allowed }],
      ),
      ...(canaryName === undefined
        ? []
        : [
            graph(region, "Canary (% of runs)", [
              ["CloudWatchSynthetics", "SuccessPercent", "CanaryName", canaryName, { stat: "Average" }],
            ]),
          ]),
    ],
  };
}

function queryRow({ region, accessLogGroup }: DashboardSources): Row {
  const query = `SOURCE '${accessLogGroup}' | ${FIVE_MINUTE_QUERY}`;
  const title = "Every endpoint, last five minutes, slowest first";
  return { height: 9, widgets: [{ type: "log", properties: { region, title, query, view: "table" } }] };
}

function servicesRow({ region, namespace, services }: DashboardSources): Row {
  const widgets = Object.entries(services).map(([service, { p95Millis }]) =>
    graph(
      region,
      `${service} (s)`,
      ["p50", "p95", "p99"].map((stat) => [namespace, "RequestSeconds", "Service", service, { stat, label: stat }]),
      [{ label: "p95", value: p95Millis / 1_000 }],
    ),
  );
  return { height: GRAPH_HEIGHT, widgets };
}

function causeRows(sources: DashboardSources): Row[] {
  const { region, clusterName, loadBalancerSuffix, databaseClusterId, cacheGroupIds = [] } = sources;
  const row = (...widgets: Widget[]): Row => ({ height: GRAPH_HEIGHT, widgets });
  return [
    loadBalancerSuffix === undefined
      ? row()
      : row(
          graph(region, "New connections", [balancer(loadBalancerSuffix, "NewFlowCount", "Sum")]),
          graph(region, "Bytes", [balancer(loadBalancerSuffix, "ProcessedBytes", "Sum")]),
          graph(region, "Resets by pods", [balancer(loadBalancerSuffix, "TCP_Target_Reset_Count", "Sum")]),
        ),
    clusterName === undefined
      ? row()
      : row(
          graph(region, "Pods without a node", [
            cluster(clusterName, "scheduler_pending_pods_UNSCHEDULABLE", "Maximum"),
          ]),
          graph(region, "Kubernetes API: 5xx", [cluster(clusterName, "apiserver_request_total_5XX", "Sum")]),
        ),
    databaseClusterId === undefined
      ? row()
      : row(
          graph(region, "Database: CPU (%)", database(databaseClusterId, "CPUUtilization", "Average")),
          graph(region, "Database: active sessions", database(databaseClusterId, "DBLoad", "Average")),
          graph(region, "Database: connections", database(databaseClusterId, "DatabaseConnections", "Sum")),
        ),
    cacheGroupIds.length === 0
      ? row()
      : row(
          graph(
            region,
            "Caches: engine CPU of primaries (%)",
            caches(cacheGroupIds, "EngineCPUUtilization", "Primary"),
          ),
          graph(
            region,
            "Caches: memory (%)",
            caches(cacheGroupIds, "DatabaseMemoryUsageCountedForEvictPercentage", undefined),
          ),
        ),
  ];
}

const balancer = (suffix: string, metric: string, stat: string): Line => [
  "AWS/NetworkELB",
  metric,
  "LoadBalancer",
  suffix,
  { stat },
];

const cluster = (name: string, metric: string, stat: string): Line => [
  "AWS/EKS",
  metric,
  "ClusterName",
  name,
  { stat },
];

const database = (clusterId: string, metric: string, stat: string): Line[] =>
  ["WRITER", "READER"].map((role) => [
    "AWS/RDS",
    metric,
    "DBClusterIdentifier",
    clusterId,
    "Role",
    role,
    { stat, label: role.toLowerCase() },
  ]);

const caches = (groupIds: readonly string[], metric: string, role: string | undefined): Line[] =>
  groupIds.map((groupId) => [
    "AWS/ElastiCache",
    metric,
    "ReplicationGroupId",
    groupId,
    ...(role === undefined ? [] : ["Role", role]),
    { stat: "Maximum", label: groupId },
  ]);

function graph(
  region: string,
  title: string,
  metrics: readonly Line[],
  horizontal: readonly { readonly label: string; readonly value: number }[] = [],
): Widget {
  return {
    type: "metric",
    properties: {
      region,
      title,
      view: "timeSeries",
      period: 60,
      yAxis: { left: { min: 0 } },
      metrics,
      ...(horizontal.length === 0 ? {} : { annotations: { horizontal } }),
    },
  };
}

/** Rows one below the other; the last widget of a row takes what an even share leaves over. */
function placed(rows: readonly Row[]): PlacedWidget[] {
  let y = 0;
  return rows.flatMap(({ height, widgets }) => {
    const width = Math.floor(COLUMNS / widgets.length);
    const top = y;
    y += height;
    return widgets.map((widget, i) => ({
      ...widget,
      x: i * width,
      y: top,
      width: i === widgets.length - 1 ? COLUMNS - i * width : width,
      height,
    }));
  });
}
