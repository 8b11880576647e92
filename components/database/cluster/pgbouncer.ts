import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, type Problem, wholeNumber } from "../../checks";
import { PodIdentity } from "../../cluster/pod-identity";
import { regionProblems } from "../../network/zone-ids";
import { contentHash, declareHashedConfig } from "../../service/hashed-config";
import type { DatabaseEndpoint } from "../endpoint";
import type { DatabaseSettings } from "../settings";
import { POOL_LABELS } from "./data-network";
import { POOL_LOGINS } from "./logins";
import { PGBOUNCER_HBA, pgbouncerIni } from "./pgbouncer-config";
import { POOL_ACCOUNT, POOL_NAME, pgbouncerDeployment } from "./pgbouncer-pod";
import { DATA_NAMESPACE, type PoolEndpoint, READER_POOL, WRITER_POOL } from "./pool-endpoint";
import { readSecrets } from "./pool-secrets";
import { type DatabaseImages, databaseImagesProblems, type PoolingSettings, poolingSettingsProblems } from "./settings";

export interface PgBouncerArgs {
  readonly region: string;
  readonly clusterName: pulumi.Input<string>;
  readonly clusterArn: pulumi.Input<string>;
  readonly settings: PoolingSettings;
  readonly images: DatabaseImages;
  /** What the pools' budget is a share of. */
  readonly databaseSettings: DatabaseSettings;
  /** Regions of the stack, each of which writes through pools of its own. Unit: regions, 1 to 20. */
  readonly regionCount: number;
  /** Unit: zones of this region, 1 to 6. */
  readonly zoneCount: number;
  readonly database: Pick<DatabaseEndpoint, "writer" | "reader" | "port">;
  /** In this region. */
  readonly userListArn: pulumi.Input<string>;
  readonly passwordVersion: number;
  /** `DataNamespace.ready`; in the primary region `Migrations.ready` too: without logins pools admit nobody. */
  readonly after: readonly pulumi.Resource[];
  /**
   * What brings the kind PodMonitor.
   * @default none - nobody scrapes this stack
   */
  readonly monitoringCrds?: readonly pulumi.Resource[];
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function pgbouncerProblems(args: PgBouncerArgs): Problem[] {
  return [
    ...regionProblems("region", args.region),
    ...wholeNumber("regionCount", args.regionCount, 1, 20, "regions"),
    ...wholeNumber("zoneCount", args.zoneCount, 1, 6, "zones"),
    ...poolingSettingsProblems("settings", args.settings, args.databaseSettings, args.regionCount),
    ...databaseImagesProblems("images", args.images),
  ];
}

/**
 * The pools between a region's pods and the database: many sessions of clients on few connections, one transaction at a
 * time, and prepared statements that outlive the change of connection. How to connect: docs/pooling.md.
 */
export class PgBouncer extends pulumi.ComponentResource {
  readonly writer: PoolEndpoint = WRITER_POOL;
  readonly reader: PoolEndpoint = READER_POOL;
  /** What uses the pools waits for these. */
  readonly ready: readonly pulumi.Resource[];

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: PgBouncerArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`PgBouncer "${name}"`, pgbouncerProblems(args));
    super("p95:database:PgBouncer", name, {}, opts);
    const { settings, database, after } = args;
    const inside = { parent: this, dependsOn: [...after] };

    const configName = declareHashedConfig(
      `${name}-config`,
      {
        workload: POOL_NAME,
        namespace: DATA_NAMESPACE,
        data: {
          "pgbouncer.ini": pgbouncerIni({
            ...settings,
            writerHost: database.writer,
            readerHost: database.reader,
            serverPort: database.port,
          }),
          "pgbouncer_hba.conf": PGBOUNCER_HBA,
        },
      },
      inside,
    );
    const loginsHash = contentHash({
      logins: JSON.stringify(POOL_LOGINS),
      passwordVersion: `${args.passwordVersion}`,
    });
    const deployment = new kubernetes.apps.v1.Deployment(
      `${name}-pods`,
      pgbouncerDeployment({ ...args, configName, loginsHash }),
      { parent: this, dependsOn: [...after, ...this.identity(name, args)] },
    );
    this.survival(name, settings, inside);
    const services = this.services(name, inside);
    if (args.monitoringCrds) this.monitor(name, [...after, ...args.monitoringCrds]);

    this.ready = [deployment, ...services];
    this.registerOutputs({ writer: this.writer, reader: this.reader });
  }

  private identity(name: string, { region, clusterName, clusterArn, userListArn, after }: PgBouncerArgs) {
    const account = new kubernetes.core.v1.ServiceAccount(
      `${name}-account`,
      { metadata: { name: POOL_ACCOUNT, namespace: DATA_NAMESPACE }, automountServiceAccountToken: false },
      { parent: this, dependsOn: [...after] },
    );
    const identity = new PodIdentity(
      `${name}-identity`,
      {
        region,
        clusterName,
        clusterArn,
        namespace: DATA_NAMESPACE,
        serviceAccount: POOL_ACCOUNT,
        statements: [readSecrets(userListArn)],
      },
      { parent: this },
    );
    return [account, identity];
  }

  /** A node that is emptied waits until the pod before has found another place. */
  private survival(name: string, { replicas }: PoolingSettings, opts: pulumi.CustomResourceOptions): void {
    if (replicas === 1) return; // a budget that holds the only pod holds up every node below it
    new kubernetes.policy.v1.PodDisruptionBudget(
      `${name}-budget`,
      {
        metadata: { name: POOL_NAME, namespace: DATA_NAMESPACE },
        spec: { maxUnavailable: 1, selector: { matchLabels: POOL_LABELS } },
      },
      opts,
    );
  }

  /** Two names for the same pods: one can be moved to pods of its own without a change in any client. */
  private services(name: string, opts: pulumi.CustomResourceOptions): pulumi.Resource[] {
    return [WRITER_POOL, READER_POOL].map(({ host, port }) => {
      const service = host.split(".")[0]!;
      return new kubernetes.core.v1.Service(
        `${name}-${service}`,
        {
          metadata: { name: service, namespace: DATA_NAMESPACE, labels: POOL_LABELS },
          spec: { selector: POOL_LABELS, ports: [{ name: "postgres", port, targetPort: "postgres" }] },
        },
        opts,
      );
    });
  }

  private monitor(name: string, dependsOn: pulumi.Resource[]): void {
    new kubernetes.apiextensions.CustomResource(
      `${name}-monitor`,
      {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "PodMonitor",
        metadata: { name: POOL_NAME, namespace: DATA_NAMESPACE },
        spec: {
          selector: { matchLabels: POOL_LABELS },
          podMetricsEndpoints: [{ port: "metrics", interval: "15s" }],
        },
      },
      { parent: this, dependsOn },
    );
  }
}
