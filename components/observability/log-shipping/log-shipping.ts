import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, type Problem } from "../../checks";
import { declareNamespace } from "../../cluster/namespace";
import { PodIdentity, type PodStatement } from "../../cluster/pod-identity";
import { regionProblems } from "../../network/zone-ids";
import { declareHashedConfig } from "../../service/hashed-config";
import { imageProblems } from "../../service/images";
import { fluentBitConfig } from "./fluent-bit-config";
import { type LogShippingSettings, logShippingSettingsProblems } from "./settings";
import { LOGGING_NAMESPACE, LOGGING_POLICIES, SHIPPER_ACCOUNT, SHIPPER_LABELS, shipperDaemonSet } from "./shipper-pod";

export interface LogShippingArgs {
  readonly region: string;
  readonly clusterName: pulumi.Input<string>;
  readonly clusterArn: pulumi.Input<string>;
  readonly settings: LogShippingSettings;
  /** Fluent Bit 4.0 or newer, pinned by digest: older ones do not know pod identity. */
  readonly image: string;
  /** `RegionalObservability.accessLogGroupName`. */
  readonly logGroupName: pulumi.Input<string>;
  /** `RegionalObservability.accessLogWriteStatements`. */
  readonly writeStatements: readonly PodStatement[];
  /** What declares the priority classes. */
  readonly after: readonly pulumi.Resource[];
  /**
   * What brings the kind PodMonitor.
   * @default none - nobody scrapes this stack
   */
  readonly monitoringCrds?: readonly pulumi.Resource[];
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function logShippingProblems({ region, settings, image }: LogShippingArgs): Problem[] {
  return [
    ...regionProblems("region", region),
    ...logShippingSettingsProblems("settings", settings),
    ...imageProblems("image", image),
  ];
}

/**
 * Sends NGINX's access log to the region's log group, line by line as NGINX wrote it: the metrics, the SLO alarms and
 * with them the evacuation of a region are made of these lines. One pod a node; EKS Auto Mode runs DaemonSets like any
 * other node.
 */
export class LogShipping extends pulumi.ComponentResource {
  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: LogShippingArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`LogShipping "${name}"`, logShippingProblems(args));
    super("p95:observability:LogShipping", name, {}, opts);
    const { region, settings, after } = args;

    const namespace = declareNamespace(
      `${name}-namespace`,
      { namespace: LOGGING_NAMESPACE, podSecurity: "privileged" }, // nothing less mounts a folder of the node
      { parent: this },
    );
    const inside = { parent: this, dependsOn: [namespace] };
    for (const [policy, spec] of Object.entries(LOGGING_POLICIES)) {
      new kubernetes.networking.v1.NetworkPolicy(
        `${name}-${policy}`,
        { metadata: { name: policy, namespace: LOGGING_NAMESPACE }, spec },
        inside,
      );
    }
    const config = fluentBitConfig({ ...args, bufferMiB: settings.bufferMiB });
    const configName = declareHashedConfig(
      `${name}-config`,
      { workload: SHIPPER_ACCOUNT, namespace: LOGGING_NAMESPACE, data: { "fluent-bit.yaml": config } },
      inside,
    );
    const account = new kubernetes.core.v1.ServiceAccount(
      `${name}-account`,
      { metadata: { name: SHIPPER_ACCOUNT, namespace: LOGGING_NAMESPACE }, automountServiceAccountToken: false },
      inside,
    );
    const identity = new PodIdentity(
      `${name}-identity`,
      {
        region,
        clusterName: args.clusterName,
        clusterArn: args.clusterArn,
        namespace: LOGGING_NAMESPACE,
        serviceAccount: SHIPPER_ACCOUNT,
        statements: args.writeStatements,
      },
      { parent: this },
    );
    new kubernetes.apps.v1.DaemonSet(`${name}-pods`, shipperDaemonSet({ ...args, configName }), {
      parent: this,
      dependsOn: [account, identity, ...after],
    });
    if (args.monitoringCrds) this.monitor(name, [namespace, ...args.monitoringCrds]);
    this.registerOutputs({});
  }

  private monitor(name: string, dependsOn: pulumi.Resource[]): void {
    new kubernetes.apiextensions.CustomResource(
      `${name}-monitor`,
      {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "PodMonitor",
        metadata: { name: SHIPPER_ACCOUNT, namespace: LOGGING_NAMESPACE },
        spec: {
          selector: { matchLabels: SHIPPER_LABELS },
          podMetricsEndpoints: [{ port: "metrics", path: "/api/v2/metrics/prometheus", interval: "30s" }],
        },
      },
      { parent: this, dependsOn },
    );
  }
}
