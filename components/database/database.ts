import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, must, type Problem } from "../checks";
import { clockProblems, type RegionClock } from "../clock";
import { logRetentionProblems } from "../observability/log-retention";
import { physicalName } from "../physical-name";
import { Backups } from "./backups";
import { DATABASE_PORT, type DatabaseEndpoint } from "./endpoint";
import { MasterSecret } from "./master-secret";
import { DATABASE_NAME } from "./parameters";
import { type DatabaseNetwork, RegionalCluster } from "./regional-cluster";
import { type DatabaseSettings, databaseSettingsProblems } from "./settings";

/** One region that has the database. */
export interface DatabaseMember {
  readonly region: string;
  /** Clients are everybody's: they write to the primary region, and any region may be promoted to it. */
  readonly network: DatabaseNetwork;
  readonly clock: RegionClock;
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
}

export interface DatabaseArgs {
  readonly settings: DatabaseSettings;
  /** The region that writes; one of `members`. */
  readonly primaryRegion: string;
  /** In the order in which they join. */
  readonly members: readonly DatabaseMember[];
  readonly logRetentionDays: number;
  readonly protectStateful: boolean;
}

/** Everything wrong with `args`; empty when it can be declared. Pure. */
export function databaseProblems({ settings, primaryRegion, members, logRetentionDays }: DatabaseArgs): Problem[] {
  const regions = members.map(({ region }) => region);
  const once = members.flatMap(({ region }, i) =>
    must(regions.indexOf(region) === i, `members[${i}].region`, "appear once", region),
  );
  return [
    ...databaseSettingsProblems("settings", settings, regions, primaryRegion),
    ...must(regions.includes(primaryRegion), "primaryRegion", "be the region of one of members", primaryRegion),
    ...once,
    ...members.flatMap(({ clock }, i) => clockProblems(`members[${i}].clock`, clock)),
    ...logRetentionProblems("logRetentionDays", logRetentionDays),
  ];
}

/**
 * The platform's PostgreSQL: one Aurora cluster that writes and, through a global database, a copy that reads in every other region.
 * What is in it comes from `migrations/`; how to fail over, upgrade and restore: docs/aurora.md.
 */
export class Database extends pulumi.ComponentResource {
  /** By region. */
  readonly endpoints: Readonly<Record<string, DatabaseEndpoint>>;
  /** By region, for experiments. */
  readonly clusterArns: Readonly<Record<string, pulumi.Output<string>>>;
  /** In the primary region, with a replica of the same name in every other one. */
  readonly masterSecretArn: pulumi.Output<string>;
  /** What a person switches to another region; undefined if there is only one region. */
  readonly globalClusterId: pulumi.Output<string> | undefined;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`Database "${name}"`, databaseProblems(args));
    super("p95:database:Database", name, {}, opts);
    const { settings, primaryRegion, members, protectStateful } = args;
    const secondaries = members.filter(({ region }) => region !== primaryRegion);
    const primary = members.find(({ region }) => region === primaryRegion)!;

    const keyArns = this.keys(name, args);
    const master = new MasterSecret(
      `${name}-master`,
      {
        region: primaryRegion,
        keyArn: keyArns[primaryRegion]!,
        replicas: secondaries
          .map(({ region }) => ({ region, keyArn: keyArns[region]! }))
          .sort((a, b) => (a.region < b.region ? -1 : 1)), // another rollout order is no change
        version: settings.passwordVersion,
        protectStateful,
      },
      { parent: this },
    );
    const global = secondaries.length > 0 ? this.global(name, args) : undefined;

    const cluster = (member: DatabaseMember, more: { password?: pulumi.Output<string>; after?: pulumi.Resource }) =>
      new RegionalCluster(
        `${name}-${member.region}`,
        {
          ...member,
          settings,
          keyArn: keyArns[member.region]!,
          globalClusterId: global?.id,
          ...(member === primary ? {} : { copyOf: primaryRegion }),
          ...more,
          logRetentionDays: args.logRetentionDays,
          protectStateful,
        },
        { parent: this },
      );
    const clusters: Record<string, RegionalCluster> = {
      [primaryRegion]: cluster(primary, { password: master.password }),
    };
    let previous = clusters[primaryRegion]!;
    for (const member of secondaries) {
      previous = cluster(member, { after: previous.firstInstance }); // a copy needs an instance to copy from, and joins alone
      clusters[member.region] = previous;
    }
    if (settings.backupCopy) {
      const { clock, ticketTopicArn } = primary;
      const { clusterArn } = clusters[primaryRegion]!;
      new Backups(
        `${name}-backups`,
        {
          region: primaryRegion,
          clusterArn,
          keyArn: keyArns[primaryRegion]!,
          copy: settings.backupCopy,
          clock,
          ticketTopicArn,
          protectStateful,
        },
        { parent: this },
      );
    }

    const writer = global?.endpoint ?? clusters[primaryRegion]!.writerHost; // the global one follows a switch of regions
    const made = Object.entries(clusters);
    this.endpoints = Object.fromEntries(
      made.map(([region, { readerHost, clusterResourceId }]) => [
        region,
        { writer, reader: readerHost, port: DATABASE_PORT, databaseName: DATABASE_NAME, region, clusterResourceId },
      ]),
    );
    this.clusterArns = Object.fromEntries(made.map(([region, { clusterArn }]) => [region, clusterArn]));
    this.masterSecretArn = master.secretArn;
    this.globalClusterId = global?.id;
    this.registerOutputs({
      endpoints: this.endpoints,
      clusterArns: this.clusterArns,
      masterSecretArn: this.masterSecretArn,
      globalClusterId: this.globalClusterId,
    });
  }

  /** ARNs of one key in each region: none works outside its own. */
  private keys(name: string, { members, protectStateful }: DatabaseArgs): Record<string, pulumi.Output<string>> {
    return Object.fromEntries(
      members.map(({ region }) => [
        region,
        new aws.kms.Key(
          `${name}-${region}-key`,
          { region, description: `${name}: Aurora at rest`, enableKeyRotation: true, deletionWindowInDays: 30 },
          { parent: this, protect: protectStateful }, // without its key a backup is lost
        ).arn,
      ]),
    );
  }

  /** What the clusters of all regions belong to; it raises the version of each. */
  private global(name: string, { settings, primaryRegion, protectStateful }: DatabaseArgs): aws.rds.GlobalCluster {
    return new aws.rds.GlobalCluster(
      `${name}-global`,
      {
        region: primaryRegion,
        globalClusterIdentifier: physicalName("rds", name, "global"),
        engine: "aurora-postgresql",
        engineVersion: settings.engineVersion,
        databaseName: DATABASE_NAME,
        storageEncrypted: true,
        deletionProtection: protectStateful,
      },
      { parent: this, protect: protectStateful, ignoreChanges: ["region"] }, // belongs to none, and stays when the primary moves
    );
  }
}
