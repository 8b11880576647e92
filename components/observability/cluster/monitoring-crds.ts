import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, type Problem } from "../../checks";
import { declareNamespace } from "../../cluster/namespace";
import { CHARTS_URL, MONITORING_NAMESPACE } from "./monitoring-contract";
import { type MonitoringSettings, monitoringSettingsProblems } from "./settings";

export interface MonitoringCrdsArgs {
  readonly settings: MonitoringSettings;
}

/** Everything wrong with `args`; empty when it can be declared. Pure. */
export function monitoringCrdsProblems({ settings }: MonitoringCrdsArgs): Problem[] {
  return monitoringSettingsProblems("settings", settings);
}

/**
 * The kinds PrometheusRule, ServiceMonitor, PodMonitor and so on, and the namespace `monitoring`. Apart from the stack, because charts
 * of others hold such objects too and must not wait for all of it; as a chart with its kinds among the templates, because Helm never
 * upgrades what lies in `crds/`.
 */
export class MonitoringCrds extends pulumi.ComponentResource {
  /** What every object of these kinds depends on. */
  readonly ready: readonly pulumi.Resource[];

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: MonitoringCrdsArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`MonitoringCrds "${name}"`, monitoringCrdsProblems(args));
    super("p95:observability:MonitoringCrds", name, {}, opts);

    const namespace = declareNamespace(
      `${name}-namespace`,
      { namespace: MONITORING_NAMESPACE, podSecurity: "privileged" }, // the node exporter reads its node's files and network
      { parent: this },
    );
    const release = new kubernetes.helm.v3.Release(
      `${name}-release`,
      {
        name: "prometheus-operator-crds",
        chart: "prometheus-operator-crds",
        version: args.settings.charts.crds,
        repositoryOpts: { repo: CHARTS_URL },
        namespace: MONITORING_NAMESPACE,
      },
      { parent: this, dependsOn: [namespace] },
    );

    this.ready = [namespace, release];
    this.registerOutputs({});
  }
}
