import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, type Problem } from "../checks";
import type { PodStatement } from "../cluster/pod-identity";
import { regionProblems } from "../network/zone-ids";
import { AccessLogs } from "./access-logs";
import { Dashboard, type DashboardTargets } from "./dashboard";
import { declareLatencyAlarms } from "./latency-alarms";
import { logRetentionProblems } from "./log-retention";
import { MetricHistory } from "./metric-history";
import { MetricStore } from "./metric-store";
import { RegionCanary } from "./region-canary";
import { type ObservabilitySettings, observabilitySettingsProblems } from "./settings";
import { SloAlarms } from "./slo-alarms";

/** What a canary's name, on top of `${name}-canary-reports-bucket` and eight letters of auto-naming, leaves of S3's 63 letters. */
const MAX_NAME_LENGTH = 63 - 8 - "-canary-reports-bucket".length;

export interface RegionalObservabilityArgs {
  readonly region: string;
  readonly settings: ObservabilitySettings;
  readonly accountId: pulumi.Input<string>;
  /**
   * Of the stack.
   * @default none - then nobody can get in, and no canary is declared
   */
  readonly domain?: string | undefined;
  /** What the dashboard shows besides the API. */
  readonly dashboard: DashboardTargets;
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
  readonly logRetentionDays: number;
  readonly protectStateful: boolean;
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function regionalObservabilityProblems(name: string, args: RegionalObservabilityArgs): Problem[] {
  return [
    ...(name.length <= MAX_NAME_LENGTH
      ? []
      : [{ path: "name", reason: `must be up to ${MAX_NAME_LENGTH} characters, got "${name}"` }]),
    ...regionProblems("region", args.region),
    ...observabilitySettingsProblems("settings", args.settings),
    ...logRetentionProblems("logRetentionDays", args.logRetentionDays),
  ];
}

/** What AWS measures and keeps of a region, and who hears of it. What Prometheus does inside the cluster: docs/monitoring.md. */
export class RegionalObservability extends pulumi.ComponentResource {
  /** Where the cluster's Prometheus writes, and what its pods need for it. */
  readonly remoteWriteUrl: pulumi.Output<string>;
  readonly metricWriteStatements: readonly PodStatement[];
  readonly metricQueryUrl: pulumi.Output<string>;
  readonly metricQueryStatements: readonly PodStatement[];
  /** Where the cluster's log shipper writes NGINX's lines, and what its pods need for it. */
  readonly accessLogGroupName: pulumi.Output<string>;
  readonly accessLogWriteStatements: readonly PodStatement[];
  /** For `OriginEntrance.sloAlarmName`. */
  readonly sloAlarmName: pulumi.Output<string>;
  /** Ends experiments. */
  readonly stopAlarmArn: pulumi.Output<string>;
  readonly dashboardUrl: pulumi.Output<string>;
  /** Undefined in a stack without a domain, or without a canary in its settings. */
  readonly canaryName: pulumi.Output<string> | undefined;
  /** Undefined in a stack without history. */
  readonly history: MetricHistory | undefined;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: RegionalObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`RegionalObservability "${name}"`, regionalObservabilityProblems(name, args));
    super("p95:observability:RegionalObservability", name, {}, opts);
    const { region, settings, domain } = args;
    const { objectives, services, metricRetentionDays } = settings;
    const child = { parent: this };

    const metrics = new MetricStore(`${name}-metrics`, { ...args, retentionDays: metricRetentionDays }, child);
    const logs = new AccessLogs(
      `${name}-access`,
      { region, quickMillis: objectives.quickMillis, retentionDays: args.logRetentionDays },
      child,
    );
    const slo = new SloAlarms(`${name}-slo`, { ...args, objectives }, child);
    declareLatencyAlarms(name, { ...args, services }, child);
    const { canary, history } = settings;
    this.canaryName =
      canary && domain !== undefined
        ? new RegionCanary(`${name}-canary`, { ...args, settings: canary, domain }, child).canaryName
        : undefined;
    this.history = history && new MetricHistory(`${name}-history`, { ...args, settings: history }, child);
    const { url } = new Dashboard(
      `${name}-dashboard`,
      {
        ...args.dashboard,
        region,
        objectives,
        services,
        accessLogGroup: logs.logGroupName,
        canaryName: this.canaryName,
      },
      child,
    );

    this.remoteWriteUrl = metrics.remoteWriteUrl;
    this.metricWriteStatements = metrics.writeStatements;
    this.metricQueryUrl = metrics.queryUrl;
    this.metricQueryStatements = metrics.queryStatements;
    this.accessLogGroupName = logs.logGroupName;
    this.accessLogWriteStatements = logs.writeStatements;
    this.sloAlarmName = slo.evacuationAlarmName;
    this.stopAlarmArn = slo.stopAlarmArn;
    this.dashboardUrl = url;
    this.registerOutputs({
      remoteWriteUrl: this.remoteWriteUrl,
      accessLogGroupName: this.accessLogGroupName,
      dashboardUrl: this.dashboardUrl,
      canaryName: this.canaryName,
    });
  }
}
