import * as pulumi from "@pulumi/pulumi";
import type { RegionSettings } from "../../settings";
import type { Database } from "../database";
import { DataNamespace } from "./data-namespace";
import { Migrations } from "./migrations";
import { PoolSecrets } from "./pool-secrets";
import type { DatabaseImages, PoolingSettings } from "./settings";

/** A region's cluster, as what is put into it sees it. */
export interface ClusterPlace {
  readonly clusterName: pulumi.Input<string>;
  readonly clusterArn: pulumi.Input<string>;
  /** Of Kubernetes. */
  readonly provider: pulumi.ProviderResource;
}

export interface DatabaseAccessArgs {
  readonly primaryRegion: string;
  readonly regions: readonly RegionSettings[];
  /** By region. */
  readonly clusters: Readonly<Record<string, ClusterPlace>>;
  readonly settings: Pick<PoolingSettings, "passwordVersion">;
  readonly images: DatabaseImages;
  readonly accountId: pulumi.Input<string>;
  readonly database: Database;
  readonly protectStateful: boolean;
}

/**
 * What must be there before any region's pods may use the database: passwords, the namespace of the pools in every cluster, and the
 * schema, which Jobs in the primary region's cluster bring to what this program says.
 */
export class DatabaseAccess extends pulumi.ComponentResource {
  readonly secrets: PoolSecrets;
  /** What everything in the namespace `data` waits for, by region. */
  readonly namespaces: Readonly<Record<string, readonly pulumi.Resource[]>>;
  /** What uses the database waits for these. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: DatabaseAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:database:DatabaseAccess", name, {}, opts);
    const { primaryRegion, regions, clusters, images, accountId, database, protectStateful } = args;
    const { passwordVersion } = args.settings;
    const names = regions.map((region) => region.name);

    const secrets = new PoolSecrets(
      `${name}-secrets`,
      { primaryRegion, regions: names, passwordVersion, protectStateful },
      { parent: this },
    );
    const networkCidrBlocks = regions.map(({ network }) => network.cidrBlock);
    this.namespaces = Object.fromEntries(
      names.map((region) => {
        const inside = { parent: this, providers: { kubernetes: clusters[region]!.provider } };
        const { ready } = new DataNamespace(`${region}-data`, { regions: names, networkCidrBlocks }, inside);
        return [region, ready];
      }),
    );
    const { provider, ...cluster } = clusters[primaryRegion]!;
    const migrations = new Migrations(
      `${primaryRegion}-migrations`,
      {
        region: primaryRegion,
        accountId,
        ...cluster,
        images,
        database: database.endpoints[primaryRegion]!,
        masterSecretArn: database.masterSecretArn,
        loginArns: secrets.loginArns,
        passwordVersion,
        after: [...this.namespaces[primaryRegion]!, database],
      },
      { parent: this, providers: { kubernetes: provider } },
    );
    this.secrets = secrets;
    this.ready = migrations.ready;
    this.registerOutputs({});
  }
}
