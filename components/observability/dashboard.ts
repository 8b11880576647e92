import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { physicalName } from "../physical-name";
import { dashboardBody } from "./dashboard-body";
import { metricNamespace } from "./metric-namespace";
import type { LatencySettings, ObjectivesSettings } from "./settings";

/** Names of what other components declared. A row whose name is left out is left out. */
export interface DashboardTargets {
  readonly clusterName?: pulumi.Input<string> | undefined;
  /** As in CloudWatch's dimensions: `net/<name>/<id>`. */
  readonly loadBalancerSuffix?: pulumi.Input<string> | undefined;
  readonly databaseClusterId?: pulumi.Input<string> | undefined;
  readonly cacheGroupIds?: readonly pulumi.Input<string>[] | undefined;
}

export interface DashboardArgs extends DashboardTargets {
  readonly region: string;
  readonly accessLogGroup: pulumi.Input<string>;
  readonly objectives: ObjectivesSettings;
  readonly services: Readonly<Record<string, LatencySettings>>;
  readonly canaryName?: pulumi.Input<string> | undefined;
}

/** A region's live view in CloudWatch: there when the cluster, and Grafana in it, is not. */
export class Dashboard extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: DashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:observability:Dashboard", name, {}, opts);
    const { region, objectives, services } = args;
    const plain = { region, objectives, services, namespace: metricNamespace() };
    const { accessLogGroup, canaryName, clusterName, loadBalancerSuffix, databaseClusterId, cacheGroupIds } = args;

    const dashboard = new aws.cloudwatch.Dashboard(
      `${name}-board`,
      {
        region,
        dashboardName: physicalName("cloudwatch-dashboard", name), // CloudWatch gives none by itself
        dashboardBody: pulumi
          .all([
            accessLogGroup,
            canaryName,
            clusterName,
            loadBalancerSuffix,
            databaseClusterId,
            pulumi.all([...(cacheGroupIds ?? [])]),
          ])
          .apply(([logGroup, canary, cluster, balancer, database, caches]) =>
            JSON.stringify(
              dashboardBody({
                ...plain,
                accessLogGroup: logGroup,
                canaryName: canary,
                clusterName: cluster,
                loadBalancerSuffix: balancer,
                databaseClusterId: database,
                cacheGroupIds: caches,
              }),
            ),
          ),
      },
      { parent: this },
    );

    const console = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}`;
    this.url = pulumi.interpolate`${console}#dashboards/dashboard/${dashboard.dashboardName}`;
    this.registerOutputs({ url: this.url });
  }
}
